import type { BitType, Expression, Literal } from '../circuit/types.ts';
import { languageError } from './errors.ts';

export const unsigned = (width: number): BitType => ({ width, signed: false });
export const signed = (width: number): BitType => ({ width, signed: true });

/** Bits that hold `value`: two's complement where `isSigned`, at least one. */
export function widthOf(value: bigint, isSigned: boolean): number {
  const magnitude = value < 0n ? -value - 1n : value;
  const bits = magnitude === 0n ? 0 : magnitude.toString(2).length;
  return Math.max(1, bits + (isSigned ? 1 : 0));
}

export function fits(value: bigint, { width, signed: isSigned }: BitType): boolean {
  const least = isSigned ? -(1n << BigInt(width - 1)) : 0n;
  const most = (1n << BigInt(isSigned ? width - 1 : width)) - 1n;
  return value >= least && value <= most;
}

export const literal = (type: BitType, value: bigint): Literal => ({ kind: 'literal', type, value });

/** The value under another type: bits dropped at the top, or added by sign or zero. Nothing where the type is the same. */
export function convert(operand: Expression, type: BitType): Expression {
  const from = operand.type;
  if (from.width === type.width && from.signed === type.signed) return operand;
  if (operand.kind === 'literal') return literal(type, reinterpretValue(operand.value, type));
  return { kind: 'convert', type, operand };
}

/** The number that the low bits of `value` mean under `type`. */
export function reinterpretValue(value: bigint, { width, signed: isSigned }: BitType): bigint {
  return isSigned ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);
}

export function slice(operand: Expression, high: number, low: number): Expression {
  if (!(Number.isInteger(high) && Number.isInteger(low) && low >= 0 && high >= low && high < operand.type.width)) {
    languageError(
      'B020',
      `bits ${high} to ${low} of a value of ${operand.type.width} bits`,
      `choose ${operand.type.width - 1} >= high >= low >= 0`,
    );
  }
  if (operand.kind === 'literal') {
    const bits = BigInt.asUintN(operand.type.width, operand.value) >> BigInt(low);
    return literal(unsigned(high - low + 1), BigInt.asUintN(high - low + 1, bits));
  }
  return { kind: 'slice', type: unsigned(high - low + 1), operand, high, low };
}

export function concatenate(parts: readonly Expression[]): Expression {
  if (parts.length === 1) return convert(parts[0]!, unsigned(parts[0]!.type.width));
  const width = parts.reduce((sum, { type }) => sum + type.width, 0);
  return { kind: 'concatenate', type: unsigned(width), parts };
}
