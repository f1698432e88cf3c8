import type { BitType, Expression, Signal } from '../circuit/types.ts';
import { identifier, type VerilogExpression } from './tree.ts';

/** Where a signal's bits are: bits `low` upwards of a net of `netWidth` bits, or the whole net. */
export interface Place {
  readonly name: string;
  readonly low: number;
  readonly netWidth: number;
  /** Whether the net is declared signed; parts of a net are always unsigned. */
  readonly signed: boolean;
  /** The net is an array of words of this width: only one word at a time can be selected. */
  readonly wordWidth?: number;
}

/** What the printing of expressions needs to know of the module around it. */
export interface Scope {
  /** How expressions inside others are printed, as `printExact` and `printCondition` of `expressions.ts` say. */
  readonly printExact: (expression: Expression, width: number) => Printed;
  readonly printCondition: (expression: Expression) => VerilogExpression;
  readonly place: (signal: Signal) => Place;
  /** Arrays of words are read outside, through wires: `always @*` of Icarus would wait for all of the words. */
  readonly readsWordsOutside: boolean;
  /** The name of an enumeration's member in this module; undefined if the value has none. */
  readonly memberName: (type: BitType, value: bigint) => string | undefined;
  /** A wire that holds `expression`, declared and assigned before what is being printed; the same for the same one. */
  readonly hoist: (expression: Expression) => Place;
  /** An array of the `count` words of the net, where words of this width are better chosen from one. */
  readonly asArray: (net: Place, count: number, width: number) => Place | undefined;
  /** Whether the expression stands in more than one place and is worth a name. */
  readonly isShared: (expression: Expression) => boolean;
}

/**
 * A printed expression with the signedness that SystemVerilog sees. Its self-determined width is what was asked for,
 * and so is its value as long as the context is no wider.
 */
export interface Printed {
  readonly tree: VerilogExpression;
  readonly signed: boolean;
}

export const printed = (tree: VerilogExpression, signed: boolean): Printed => ({ tree, signed });

/** Whether no wider context changes the value but by extending it. */
export function isAtom({ tree }: Printed): boolean {
  return tree.kind !== 'prefix' && tree.kind !== 'infix' && tree.kind !== 'conditional';
}

function call(name: '$signed' | '$unsigned', operand: VerilogExpression): VerilogExpression {
  return { kind: 'call', name, operand };
}

export function withSign(value: Printed, signed: boolean): Printed {
  if (value.signed === signed) return value;
  const { tree } = value;
  if (tree.kind === 'number') return printed({ ...tree, signed }, signed);
  // `$unsigned($signed(x))`: only the outer one counts.
  return printed(call(signed ? '$signed' : '$unsigned', tree.kind === 'call' ? tree.operand : tree), signed);
}

/** An expression that has no context of its own: what a wider context does to it is to extend it. */
export function selfContained(value: Printed): Printed {
  return isAtom(value) ? value : printed(call(value.signed ? '$signed' : '$unsigned', value.tree), value.signed);
}

/** Extends from `width` to `wanted` > `width` bits, by the sign if `signed`, else by 0. */
export function extend(value: Printed, width: number, wanted: number, signed: boolean): Printed {
  const { tree } = value;
  if (tree.kind === 'number') {
    const bits = signed ? BigInt.asUintN(wanted, BigInt.asIntN(width, tree.value)) : tree.value;
    return printed({ kind: 'number', width: wanted, value: bits, signed }, signed);
  }
  if (signed) return printed({ kind: 'cast', width: wanted, operand: selfContained(withSign(value, true)).tree }, true);
  if (isAtom(value) && !value.signed && tree.kind !== 'concatenation')
    return printed({ kind: 'cast', width: wanted, operand: tree }, false);
  const parts = tree.kind === 'concatenation' ? tree.parts : [tree];
  return printed({ kind: 'concatenation', parts: [zeros(wanted - width), ...parts] }, false);
}

export function zeros(width: number): VerilogExpression {
  return { kind: 'number', width, value: 0n, signed: false };
}

/** Bits `high` to `low` of a place. */
export function selectPlace(place: Place, high: number, low: number): Printed {
  if (place.wordWidth !== undefined) return selectWord(place.name, place.wordWidth, high, low);
  const from = place.low + low;
  const to = place.low + high;
  if (from === 0 && to === place.netWidth - 1) return printed(identifier(place.name), place.signed);
  const netWidth = place.signed ? {} : { netWidth: place.netWidth };
  return printed({ kind: 'select', name: place.name, high: to, low: from, ...netWidth }, false);
}

/** Bits `high` to `low`, of one word, of an array of words. */
function selectWord(name: string, width: number, high: number, low: number): Printed {
  const at = Math.floor(low / width);
  const word: VerilogExpression = { kind: 'word', name, index: { kind: 'verbatim', text: String(at) } };
  if (high - low + 1 === width) return printed(word, false);
  return printed({ ...word, bits: { high: high - at * width, low: low - at * width } }, false);
}
