import type { BitType, Expression, Signal } from '../circuit/types.ts';
import { identifier, type VerilogExpression } from './tree.ts';

/** Where a signal's bits are: bits `low` upwards of a net of `netWidth` bits, or the whole net. */
export interface Place {
  readonly name: string;
  readonly low: number;
  readonly netWidth: number;
  /** Whether the net is declared signed; parts of a net are always unsigned. */
  readonly signed: boolean;
}

/** What the printing of expressions needs to know of the module around it. */
export interface Scope {
  readonly place: (signal: Signal) => Place;
  /** The name of an enumeration's member in this module; undefined if the value has none. */
  readonly memberName: (type: BitType, value: bigint) => string | undefined;
  /** A wire that holds `expression`, declared and assigned before what is being printed; the same for the same one. */
  readonly hoist: (expression: Expression) => Place;
  /** Like `hoist` for bits of a net. */
  readonly hoistBits: (place: Place, high: number, low: number) => Place;
  /** Whether the expression stands in more than one place and is worth a name. */
  readonly isShared: (expression: Expression) => boolean;
  /** Within `always_comb`, where Icarus cannot be sensitive to part of a vector. */
  readonly combinational: boolean;
}

/**
 * A printed expression with the signedness that SystemVerilog sees. Its self-determined width is what was asked for,
 * and so is its value as long as the context is no wider.
 */
export interface Printed {
  readonly tree: VerilogExpression;
  readonly signed: boolean;
  /** No wider context changes its value but by extending it. */
  readonly atom: boolean;
}

export const atom = (tree: VerilogExpression, signed: boolean): Printed => ({ tree, signed, atom: true });
export const compound = (tree: VerilogExpression, signed: boolean): Printed => ({ tree, signed, atom: false });

export function withSign(printed: Printed, signed: boolean): Printed {
  if (printed.signed === signed) return printed;
  const { tree } = printed;
  if (tree.kind === 'call') {
    const inner = tree.operand;
    // `$unsigned($signed(x))`: only the outer one counts.
    return atom({ kind: 'call', name: signed ? '$signed' : '$unsigned', operand: inner }, signed);
  }
  return atom({ kind: 'call', name: signed ? '$signed' : '$unsigned', operand: tree }, signed);
}

/** An expression that has no context of its own: what a wider context does to it is to extend it. */
export function selfContained(printed: Printed): Printed {
  if (printed.atom) return printed;
  const name = printed.signed ? '$signed' : '$unsigned';
  return atom({ kind: 'call', name, operand: printed.tree }, printed.signed);
}

/** Extends from `width` to `wanted` > `width` bits, by the sign if `signed`, else by 0. */
export function extend(printed: Printed, width: number, wanted: number, signed: boolean): Printed {
  if (signed) {
    const { tree } = selfContained(withSign(printed, true));
    return atom({ kind: 'cast', width: wanted, operand: tree }, true);
  }
  if (printed.atom && !printed.signed && printed.tree.kind !== 'concatenation')
    return atom({ kind: 'cast', width: wanted, operand: printed.tree }, false);
  const parts = printed.tree.kind === 'concatenation' ? printed.tree.parts : [printed.tree];
  return atom({ kind: 'concatenation', parts: [zeros(wanted - width), ...parts] }, false);
}

export function zeros(width: number): VerilogExpression {
  return { kind: 'number', width, value: 0n, signed: false };
}

/** Bits `high` to `low` of a place. */
export function selectPlace(place: Place, high: number, low: number, scope: Scope): Printed {
  const from = place.low + low;
  const to = place.low + high;
  if (from === 0 && to === place.netWidth - 1) return atom(identifier(place.name), place.signed);
  if (scope.combinational) return atom(identifier(scope.hoistBits(place, high, low).name), false);
  return atom({ kind: 'select', name: place.name, high: to, low: from }, false);
}
