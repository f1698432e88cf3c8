import type {
  Binary,
  Element,
  Expression,
  InstanceInput,
  Reference,
  Shift,
  Signal,
  Unary,
} from '../../../generators/circuit/types.ts';
import {
  addBits,
  bitwiseBits,
  elementBits,
  equalBits,
  lessBits,
  multiplyBits,
  notBits,
  reduceBits,
  shiftLeftBits,
  shiftRightBits,
  subtractBits,
} from './arithmetic.ts';
import {
  type Bits,
  extend,
  fromParts,
  limbWidth,
  muxBits,
  numberOf,
  signFill,
  single,
  sliceBits,
  unsigned,
  withSign,
} from './bits.ts';
import { attempt, buildFromGround, buildOnce, rangeKey, withPending } from './build-once.ts';
import type { Condition, Driver } from './drivers.ts';
import { type Lanes, lanesOf } from './lanes.ts';
import { storedBits } from './memories.ts';
import { readStateNumber } from './read-state.ts';
import { findSignal, type LogicScope, type MemoryScope } from './scope.ts';
import { type Part, type Word, wrap } from './word.ts';

/**
 * Every function here takes a range of bits, and asks its operands for no more bits than these need, as far as the
 * operator can be cut. The whole of a value has the signedness of its type; a part of it is unsigned.
 */

/** The current value of a signal, or what a register takes at the next edge. */
export function resolve(
  scope: LogicScope,
  signal: Signal | InstanceInput,
  role: 'value' | 'next',
  low: number,
  width: number,
): Bits {
  return buildFromGround(scope.shared, () => resolveDirectly(scope, signal, role, low, width));
}

/** The current value of an expression of the scope's module. */
export function resolveExpression(scope: LogicScope, expression: Expression): Bits {
  return buildFromGround(scope.shared, () => lowerWhole(scope, expression));
}

function resolveDirectly(
  scope: LogicScope,
  signal: Signal | InstanceInput,
  role: 'value' | 'next',
  low: number,
  width: number,
): Bits {
  if (signal.kind === 'register' && role === 'value') return readState(scope, signal, low, width);
  const part = width < signal.type.width ? partOfWhole(scope, signal, role, low, width) : undefined;
  if (part) return part;
  const key = rangeKey(low, width);
  const build = () => withPending({ scope, signal, key }, () => resolveAnew(scope, signal, low, width));
  return buildOnce(scope, signal, key, build);
}

/** Wider signals are mostly rows of things that have little to do with each other. */
const widestShared = 32;

/**
 * Bits of a signal that is one word, cut out of it: else choices that make it would be made again for every range that is
 * read. Nothing where the signal depends on itself as a whole, or is assigned in parts.
 */
function partOfWhole(
  scope: LogicScope,
  signal: Signal | InstanceInput,
  role: 'value' | 'next',
  low: number,
  width: number,
): Bits | undefined {
  const { shared } = scope;
  const whole = signal.type.width;
  if (
    whole > widestShared ||
    scope.cutSignals.has(signal) ||
    (scope.drivers.get(signal as InstanceInput)?.length ?? 1) > 1
  ) {
    return undefined;
  }
  const bits = attempt({ scope, signal }, () => resolveDirectly(scope, signal, role, 0, whole));
  return bits && sliceBits(shared.graph, bits, low, width);
}

function resolveAnew(scope: LogicScope, signal: Signal | InstanceInput, low: number, width: number): Bits {
  switch (signal.kind) {
    case 'node':
      return lower(scope, signal.value, low, width);
    case 'input': {
      if (!scope.parent) return readState(scope, signal, low, width);
      const outer = scope.parent.instance.inputs.get(signal.name)!;
      return resolveDirectly(scope.parent.scope, outer, 'value', low, width);
    }
    case 'instanceOutput': {
      const child = scope.children.get(signal.instance)!;
      if (child.kind === 'memory') return readMemory(scope, child, low, width);
      const place = findSignal(child, signal.name);
      return resolveDirectly(place.scope, place.signal, 'value', low, width);
    }
    default:
      return resolveSegments(scope, signal, low, width);
  }
}

/** What a memory shows: state, or the stored word where it is read combinationally. */
function readMemory(
  scope: LogicScope,
  { module, number, state, parent }: MemoryScope,
  low: number,
  width: number,
): Bits {
  if (state !== undefined) return readStateNumber(scope.shared.graph, state, module.wordType, low, width);
  const port = parent.instance.inputs.get('readAddress')!;
  const address = resolveDirectly(scope, port, 'value', 0, port.type.width);
  return storedBits(scope.shared.graph, number, module, address, low, width);
}

function readState(scope: LogicScope, signal: Signal, low: number, width: number): Bits {
  const { width: whole, signed } = signal.type;
  const type = signal.kind === 'input' ? { width: whole, signed } : signal.type;
  return readStateNumber(scope.shared.graph, scope.states.get(signal)!, type, low, width);
}

function resolveSegments(scope: LogicScope, signal: Signal | InstanceInput, low: number, width: number): Bits {
  const { graph } = scope.shared;
  const whole = signal.type.width;
  const segments = scope.drivers.get(signal as InstanceInput) ?? [{ low: 0, width: whole, driver: { kind: 'none' } }];
  const isWhole = width === whole;
  if (segments.length === 1) return lowerDriver(scope, segments[0]!.driver, signal, 0, low, width, isWhole);
  const parts: Part[] = [];
  for (const segment of segments) {
    const from = Math.max(low, segment.low);
    const to = Math.min(low + width, segment.low + segment.width);
    if (from >= to) continue;
    const bits = lowerDriver(scope, segment.driver, signal, segment.low, from - segment.low, to - from, false);
    parts.push(...unsigned(graph, bits).parts);
  }
  return withSign(graph, fromParts(graph, parts), isWhole && signal.type.signed);
}

/** Bits from `low` within the segment that starts at `start` of the signal. */
function lowerDriver(
  scope: LogicScope,
  driver: Driver,
  signal: Signal | InstanceInput,
  start: number,
  low: number,
  width: number,
  isWhole: boolean,
): Bits {
  const { graph } = scope.shared;
  const type = isWhole ? signal.type.signed : false;
  if (driver.kind === 'none') {
    if (signal.kind === 'register') return withSign(graph, readState(scope, signal, start + low, width), type);
    return extend(graph, single(graph.zero, 1, type), width);
  }
  if (driver.kind === 'value') {
    return withSign(graph, lower(scope, driver.expression, driver.low + low, width), type);
  }
  const build = () => {
    const condition = lowerCondition(scope, driver.condition);
    const whenTrue = lowerDriver(scope, driver.whenTrue, signal, start, low, width, isWhole);
    const whenFalse = lowerDriver(scope, driver.whenFalse, signal, start, low, width, isWhole);
    return muxBits(graph, condition, whenTrue, whenFalse);
  };
  return buildOnce(scope, driver, rangeKey(low, width), build);
}

function lowerCondition(scope: LogicScope, condition: Condition): Word {
  const { graph } = scope.shared;
  if (condition.kind === 'bit') return numberOf(lowerWhole(scope, condition.expression));
  if (condition.kind === 'index') {
    const index = lowerWhole(scope, condition.index);
    const width = Math.max(index.width, 64);
    return equalBits(graph, index, constantBits(scope, BigInt(condition.element), width, false));
  }
  const selector = lowerWhole(scope, condition.selector);
  return condition.values
    .map((value) => equalBits(graph, selector, constantBits(scope, value, selector.width, selector.signed)))
    .reduce((any, one) => graph.or(any, one), graph.zero);
}

export function constantBits(scope: LogicScope, value: bigint, width: number, signed: boolean): Bits {
  const { graph } = scope.shared;
  if (width <= 64) return single(graph.constant(value), width, signed);
  const parts: Part[] = [];
  for (let offset = 0; offset < width; offset += limbWidth) {
    const count = Math.min(limbWidth, width - offset);
    parts.push({ word: graph.constant(wrap(value >> BigInt(offset), count, false)), width: count });
  }
  return { width, signed, parts };
}

function lowerWhole(scope: LogicScope, expression: Expression): Bits {
  return lower(scope, expression, 0, expression.type.width);
}

function lower(scope: LogicScope, expression: Expression, low: number, width: number): Bits {
  if (expression.kind === 'reference') {
    return resolveDirectly(scope, expression.signal, 'value', low, width);
  }
  return buildOnce(scope, expression, rangeKey(low, width), () => lowerAnew(scope, expression, low, width));
}

function lowerAnew(scope: LogicScope, expression: Exclude<Expression, Reference>, low: number, width: number): Bits {
  const { graph } = scope.shared;
  const { type } = expression;
  const isWhole = width === type.width;
  switch (expression.kind) {
    case 'slice':
      return unsigned(graph, lower(scope, expression.operand, expression.low + low, width));
    case 'concatenate':
      return lowerConcatenation(scope, expression.parts, low, width);
    case 'convert':
      return withSign(graph, lowerConversion(scope, expression.operand, low, width), isWhole && type.signed);
    case 'mux': {
      const condition = numberOf(lowerWhole(scope, expression.condition));
      const whenTrue = lower(scope, expression.whenTrue, low, width);
      return muxBits(graph, condition, whenTrue, lower(scope, expression.whenFalse, low, width));
    }
    case 'literal':
      return cut(scope, constantBits(scope, expression.value, type.width, type.signed), low, width);
    case 'unary':
      if (expression.operator === 'not') return notBits(graph, lower(scope, expression.operand, low, width));
      break;
    case 'binary':
      if (expression.operator === 'and' || expression.operator === 'or' || expression.operator === 'xor') {
        const left = lower(scope, expression.left, low, width);
        return bitwiseBits(graph, expression.operator, left, lower(scope, expression.right, low, width));
      }
      break;
  }
  if (!isWhole) return cut(scope, lowerWhole(scope, expression), low, width);
  return lowerOperator(scope, expression);
}

function cut(scope: LogicScope, bits: Bits, low: number, width: number): Bits {
  return width === bits.width ? bits : sliceBits(scope.shared.graph, bits, low, width);
}

function lowerConcatenation(scope: LogicScope, parts: readonly Expression[], low: number, width: number): Bits {
  const { graph } = scope.shared;
  const taken: Part[] = [];
  let offset = 0;
  for (const part of [...parts].reverse()) {
    const from = Math.max(low, offset);
    const to = Math.min(low + width, offset + part.type.width);
    if (from < to) taken.push(...unsigned(graph, lower(scope, part, from - offset, to - from)).parts);
    offset += part.type.width;
  }
  return fromParts(graph, taken);
}

/** Unsigned where cut, else the operand's number in as many bits, or its low bits. */
function lowerConversion(scope: LogicScope, operand: Expression, low: number, width: number): Bits {
  const { graph } = scope.shared;
  const { width: inner, signed } = operand.type;
  if (low + width <= inner) return lower(scope, operand, low, width);
  if (low === 0) {
    return extend(graph, lowerWhole(scope, operand), width);
  }
  const parts: Part[] = [];
  if (low < inner) parts.push(...unsigned(graph, lower(scope, operand, low, inner - low)).parts);
  const sign = lower(scope, operand, inner - 1, 1);
  const filler = withSign(graph, sign, signed);
  for (let offset = Math.max(low, inner); offset < low + width; offset += limbWidth) {
    const count = Math.min(limbWidth, low + width - offset);
    parts.push({ word: signFill(graph, filler, count), width: count });
  }
  return fromParts(graph, parts);
}

type Operator = Unary | Binary | Shift | Element;

function lowerOperator(scope: LogicScope, expression: Operator): Bits {
  const { graph } = scope.shared;
  const { width, signed } = expression.type;
  const bit = (word: Word) => single(word, 1, false);
  switch (expression.kind) {
    case 'unary': {
      const operand = lowerWhole(scope, expression.operand);
      if (expression.operator === 'not') return notBits(graph, operand);
      if (expression.operator !== 'negate') return bit(reduceBits(graph, expression.operator, operand));
      return subtractBits(graph, single(graph.zero, 1, false), operand, width, signed);
    }
    case 'shift': {
      const operand = lowerWhole(scope, expression.operand);
      const amount = lowerWhole(scope, expression.amount);
      if (expression.direction === 'right') return shiftRightBits(graph, operand, amount);
      return shiftLeftBits(graph, operand, amount, width);
    }
    case 'element': {
      const wide = elementOfState(scope, expression.operand, expression.index, width);
      if (wide) return wide;
      const operand = lowerWhole(scope, expression.operand);
      return elementBits(graph, operand, lowerWhole(scope, expression.index), width);
    }
    case 'binary':
      break;
  }
  const left = lowerWhole(scope, expression.left);
  const right = lowerWhole(scope, expression.right);
  switch (expression.operator) {
    case 'add':
      return addBits(graph, left, right, width, signed);
    case 'subtract':
      return subtractBits(graph, left, right, width, signed);
    case 'multiply':
      return multiplyBits(graph, left, right, width, signed);
    case 'equal':
      return bit(equalBits(graph, left, right));
    case 'notEqual':
      return bit(graph.not(equalBits(graph, left, right)));
    case 'less':
      return bit(lessBits(graph, left, right));
    case 'greater':
      return bit(lessBits(graph, right, left));
    case 'lessEqual':
      return bit(graph.not(lessBits(graph, right, left)));
    case 'greaterEqual':
      return bit(graph.not(lessBits(graph, left, right)));
    default:
      return bitwiseBits(graph, expression.operator, left, right);
  }
}

/** An element of a wide state variable can be fetched where it lies, without a tree of muxes. */
function elementOfState(scope: LogicScope, operand: Expression, index: Expression, width: number): Bits | undefined {
  const { graph } = scope.shared;
  const whole = operand.type.width;
  if (whole <= 64 || width > 56 || whole % width !== 0 || index.type.width > 24) return undefined;
  const found = stateOf(scope, operand);
  if (!found) return undefined;
  const { state, lanes } = found;
  if (lanes.count > 1 && lanes.width !== width) return undefined;
  const distance = lanes.count > 1 ? 32 : width;
  const number = numberOf(lowerWhole(scope, index));
  const count = graph.constant(BigInt(whole / width));
  const inRange = index.type.width < count.width ? graph.one : graph.compare('less', number, count);
  const element = graph.extractElement(state, graph.mux(inRange, number, graph.zero), width, distance);
  return single(graph.mux(inRange, element, graph.zero), width, false);
}

function stateOf(scope: LogicScope, expression: Expression): { state: number; lanes: Lanes } | undefined {
  if (expression.kind === 'convert' && expression.operand.type.width === expression.type.width) {
    return stateOf(scope, expression.operand);
  }
  if (expression.kind !== 'reference') return undefined;
  const { signal } = expression;
  if (signal.kind === 'node') return stateOf(scope, signal.value);
  if (signal.kind === 'instanceOutput') {
    const child = scope.children.get(signal.instance)!;
    if (child.kind !== 'memory' || child.state === undefined) return undefined;
    return { state: child.state, lanes: lanesOf(child.module.wordType) };
  }
  const state = scope.states.get(signal);
  if (state === undefined) return undefined;
  return { state, lanes: signal.kind === 'input' ? { count: 1, width: signal.type.width } : lanesOf(signal.type) };
}
