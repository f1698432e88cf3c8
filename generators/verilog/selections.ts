import type { Concatenate, Convert, Element, Expression, Literal, Slice } from '../circuit/types.ts';
import { constantOf, folded } from './constants.ts';
import {
  extend,
  isAtom,
  type Place,
  type Printed,
  printed,
  type Scope,
  selectPlace,
  withSign,
  zeros,
} from './scope.ts';
import { identifier, type VerilogExpression } from './tree.ts';

/** Bits of a reference are selected in place; of anything else in a wire of its own. */
export function printSlice({ operand, high, low }: Slice, width: number, scope: Scope): Printed {
  const sliced = high - low + 1;
  const taken = printBits(operand, low + Math.min(width, sliced) - 1, low, scope);
  return width > sliced ? extend(withSign(taken, false), sliced, width, false) : taken;
}

/** Bits `high` to `low` of `operand`, `high` below its width. */
function printBits(unfolded: Expression, high: number, low: number, scope: Scope): Printed {
  const operand = folded(unfolded);
  if (scope.isShared(operand)) return selectPlace(scope.hoist(operand), high, low);
  if (operand.kind === 'reference') return selectPlace(scope.place(operand.signal), high, low);
  if (low === 0) return scope.printExact(operand, high + 1);
  if (operand.kind === 'slice') return printBits(operand.operand, operand.low + high, operand.low + low, scope);
  if (operand.kind === 'literal') return scope.printExact(bitsOfLiteral(operand, high, low), high - low + 1);
  if (operand.kind === 'convert' && high < operand.operand.type.width)
    return printBits(operand.operand, high, low, scope);
  if (operand.kind === 'concatenate') {
    let offset = operand.type.width;
    for (const part of operand.parts) {
      offset -= part.type.width;
      if (low >= offset && high < offset + part.type.width) return printBits(part, high - offset, low - offset, scope);
    }
  }
  return selectPlace(scope.hoist(operand), high, low);
}

function bitsOfLiteral({ value }: Literal, high: number, low: number): Literal {
  const width = high - low + 1;
  return { kind: 'literal', type: { width, signed: false }, value: BigInt.asUintN(width, value >> BigInt(low)) };
}

export function printConcatenate(expression: Concatenate, width: number, scope: Scope): Printed {
  const full = expression.type.width;
  if (width < full) {
    const kept: Expression[] = [];
    let room = width;
    for (let position = expression.parts.length - 1; room > 0; position--) {
      const part = expression.parts[position]!;
      kept.unshift(part.type.width > room ? cut(part, room) : part);
      room -= part.type.width;
    }
    return printParts(kept, scope);
  }
  const value = printParts(expression.parts, scope);
  return width > full ? extend(withSign(value, false), full, width, false) : value;
}

function cut(operand: Expression, width: number): Slice {
  return { kind: 'slice', type: { width, signed: false }, operand, high: width - 1, low: 0 };
}

function printParts(expressions: readonly Expression[], scope: Scope): Printed {
  const [only] = expressions;
  if (only && expressions.length === 1) return withSign(scope.printExact(only, only.type.width), false);
  const trees = expressions.map((part) => scope.printExact(part, part.type.width).tree);
  const parts = joinParts(trees);
  return parts.length === 1 ? printed(parts[0]!, false) : printed({ kind: 'concatenation', parts }, false);
}

/** Neighbouring bits of one net become one select, equal neighbours a replication, nested concatenations one. */
export function joinParts(trees: readonly VerilogExpression[]): VerilogExpression[] {
  const flat = trees.flatMap((tree) => (tree.kind === 'concatenation' ? tree.parts : [tree]));
  const joined: VerilogExpression[] = [];
  for (const tree of flat) {
    const previous = joined.at(-1);
    const merged = previous === undefined ? undefined : mergeNeighbours(previous, tree);
    if (merged === undefined) joined.push(tree);
    else joined[joined.length - 1] = merged;
  }
  return replicate(joined);
}

function mergeNeighbours(upper: VerilogExpression, lower: VerilogExpression): VerilogExpression | undefined {
  if (upper.kind === 'select' && lower.kind === 'select' && upper.name === lower.name && upper.low === lower.high + 1)
    return lower.low === 0 && upper.high + 1 === upper.netWidth ? identifier(upper.name) : { ...upper, low: lower.low };
  if (upper.kind === 'number' && lower.kind === 'number' && upper.value === 0n && lower.value === 0n)
    return zeros(upper.width + lower.width);
  return undefined;
}

function replicate(parts: readonly VerilogExpression[]): VerilogExpression[] {
  if (parts.length === 1) return [...parts];
  const result: VerilogExpression[] = [];
  const keys = parts.map((part) =>
    JSON.stringify(part, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)),
  );
  for (let start = 0; start < parts.length; ) {
    let end = start + 1;
    while (end < parts.length && keys[end] === keys[start]) end++;
    const part = parts[start]!;
    result.push(end - start > 1 ? { kind: 'replication', count: end - start, part } : part);
    start = end;
  }
  return result;
}

/** The elements of a vector that a variable index can reach, and the index in exactly the bits that a tool expects. */
export interface ElementAccess {
  readonly offset: VerilogExpression;
  /** Must hold, else no element has this index; absent where every index has one. */
  readonly guard?: Expression;
}

/**
 * How to reach element `index` of `count` elements of `width` bits in a net of `netWidth` bits; count >= 2. The offset
 * has exactly as many bits as it takes to point at any bit of the net.
 */
export function accessElement(
  index: Expression,
  { count, width, netWidth }: { readonly count: number; readonly width: number; readonly netWidth: number },
  scope: Scope,
): ElementAccess {
  const shift = Math.log2(width);
  const offsetWidth = bitsFor(netWidth);
  const scaled = (bits: number) => withSign(scope.printExact(index, bits), false).tree;
  const offset: VerilogExpression =
    width === 1
      ? scaled(offsetWidth)
      : Number.isInteger(shift)
        ? { kind: 'concatenation', parts: joinParts([scaled(offsetWidth - shift), zeros(shift)]) }
        : {
            kind: 'infix',
            operator: '*',
            left: scaled(offsetWidth),
            right: { kind: 'number', width: offsetWidth, value: BigInt(width), signed: false },
          };
  if (2 ** index.type.width <= count) return { offset };
  const limit: Literal = { kind: 'literal', type: { ...index.type }, value: BigInt(count) };
  return {
    offset,
    guard: { kind: 'binary', operator: 'less', type: { width: 1, signed: false }, left: index, right: limit },
  };
}

/** One word of an array. Icarus 11 gives the sums of its index more bits than the index has, but for those in braces. */
export function wordAt(name: string, index: VerilogExpression): VerilogExpression {
  const own = isAtom(printed(index, false)) ? index : ({ kind: 'concatenation', parts: [index] } as const);
  return { kind: 'word', name, index: own };
}

/** `name[offset +: width]`, with constant bounds where the offset has turned out constant. */
export function selectElement(name: string, offset: VerilogExpression, width: number): VerilogExpression {
  const low = numberOf(offset);
  return low === undefined
    ? { kind: 'indexedSelect', name, offset, width }
    : { kind: 'select', name, high: Number(low) + width - 1, low: Number(low) };
}

function numberOf(tree: VerilogExpression): bigint | undefined {
  if (tree.kind === 'number') return tree.value;
  const operands = tree.kind === 'concatenation' ? tree.parts : tree.kind === 'infix' ? [tree.left, tree.right] : [];
  if (operands.length === 0 || operands.some((operand) => operand.kind !== 'number')) return undefined;
  const numbers = operands.map((operand) => operand as VerilogExpression & { kind: 'number' });
  return tree.kind === 'infix'
    ? numbers.reduce((product, { value }) => product * value, 1n)
    : numbers.reduce((bits, { value, width }) => (bits << BigInt(width)) | value, 0n);
}

/** Bits that count from 0 to `count` - 1. */
export function bitsFor(count: number): number {
  return Math.max(1, Math.ceil(Math.log2(count)));
}

export function printElement(expression: Element, width: number, scope: Scope): Printed {
  const { operand, index, type } = expression;
  const count = Math.ceil(operand.type.width / type.width);
  const constant = constantOf(index);
  if (constant !== undefined) return printConstantElement(operand, Number(constant), type.width, width, scope);
  const resized = (value: Printed): Printed =>
    width > type.width
      ? extend(withSign(value, false), type.width, width, false)
      : width < type.width
        ? printed({ kind: 'cast', width, operand: value.tree }, value.signed)
        : value;
  const padded = count * type.width;
  const whole: Expression = operand.type.width === padded ? operand : pad(operand, padded);
  if (count === 1) return guarded(isZero(index), scope.printExact(unsigned(whole), width), width, scope);
  const vector = netOf(whole, scope);
  const isVector = vector.wordWidth === undefined && folded(operand).kind !== 'literal';
  const net = (isVector ? scope.asArray(vector, count, type.width) : undefined) ?? vector;
  if (net.wordWidth !== undefined) return printWord(expression, net.name, count, resized, width, scope);
  const { offset, guard } = accessElement(index, { count, width: type.width, netWidth: padded }, scope);
  const low = numberOf(offset);
  if (low !== undefined && Number(low) >= padded) return printed(zeros(width), false);
  const element =
    low === undefined
      ? printed({ kind: 'indexedSelect', name: net.name, offset, width: type.width }, false)
      : selectPlace(net, Math.min(Number(low) + type.width, padded) - 1, Number(low));
  const read = resized(element);
  return guard === undefined ? read : guarded(guard, read, width, scope);
}

/** One of `count` words of an array. */
function printWord(
  expression: Element,
  name: string,
  count: number,
  resized: (value: Printed) => Printed,
  width: number,
  scope: Scope,
): Printed {
  const { index, type } = expression;
  if (scope.readsWordsOutside) return resized(selectPlace(scope.hoist(expression), type.width - 1, 0));
  const { offset, guard } = accessElement(index, { count, width: 1, netWidth: count }, scope);
  const read = resized(printed(wordAt(name, offset), false));
  return guard === undefined ? read : guarded(guard, read, width, scope);
}

function printConstantElement(operand: Expression, index: number, own: number, width: number, scope: Scope): Printed {
  const low = index * own;
  const high = Math.min(low + own, operand.type.width) - 1;
  if (high < low) return printed(zeros(width), false);
  const type = { width: high - low + 1, signed: false };
  return printSlice({ kind: 'slice', type, operand, high, low }, width, scope);
}

function guarded(guard: Expression, value: Printed, width: number, scope: Scope): Printed {
  const condition = scope.printCondition(guard);
  if (condition.kind === 'number') return condition.value === 0n ? printed(zeros(width), false) : value;
  return printed({ kind: 'conditional', condition, whenTrue: value.tree, whenFalse: zeros(width) }, false);
}

/** A net that holds exactly the operand, to be indexed. */
function netOf(operand: Expression, scope: Scope): Place {
  if (operand.kind === 'reference' && !scope.isShared(operand)) {
    const place = scope.place(operand.signal);
    if (place.low === 0 && place.netWidth === operand.type.width) return place;
  }
  return scope.hoist(operand);
}

function pad(operand: Expression, width: number): Convert {
  return { kind: 'convert', type: { width, signed: false }, operand: unsigned(operand) };
}

function unsigned(operand: Expression): Expression {
  const { width, signed } = operand.type;
  return signed ? { kind: 'convert', type: { width, signed: false }, operand } : operand;
}

function isZero(index: Expression): Expression {
  const zero: Literal = { kind: 'literal', type: index.type, value: 0n };
  return { kind: 'binary', operator: 'equal', type: { width: 1, signed: false }, left: index, right: zero };
}
