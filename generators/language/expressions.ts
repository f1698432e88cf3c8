import type { BitType, Enumeration, Expression, Literal } from '../circuit/types.ts';
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

/** Bits of the widest value. IEEE 1800 only asks tools for 2^16 (6.9.1); those that we print for take this. */
export const maximumWidth = 2 ** 20;

export function requireWidth(what: string, width: number): void {
  if (!Number.isInteger(width) || width < 1 || width > maximumWidth) {
    languageError('B020', `${what} of ${width} bits`, `choose a whole number from 1 to ${maximumWidth}`);
  }
}

/** The exact number of a constant. */
export function wholeNumber(value: number | bigint | boolean): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    const remedy = 'give an integer below 2^53, or a bigint for larger constants';
    languageError('B021', `${value} is not an exact whole number`, remedy);
  }
  return BigInt(value);
}

/** Whether two types hold the same numbers or members. Lanes do not count: they are for readers. */
export function sameType(a: BitType, b: BitType): boolean {
  return a.width === b.width && a.signed === b.signed && sameMembers(a.enumeration, b.enumeration);
}

export function sameMembers(a: Enumeration | undefined, b: Enumeration | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && describeMembers(a) === describeMembers(b));
}

/** The text of an enumeration, equal exactly for equal ones. */
export function describeMembers({ name, members }: Enumeration): string {
  return `${name} {${members.map((member) => ` ${member.name} = ${member.value}`).join(',')} }`;
}

/** The value under another type: bits dropped at the top, or added by sign or zero. Nothing where the type is the same. */
export function convert(operand: Expression, type: BitType): Expression {
  if (operand.kind === 'literal') return literal(type, reinterpretValue(operand.value, type));
  if (sameType(operand.type, type)) return operand;
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
  if (parts.length === 0) languageError('B020', 'nothing to put side by side', 'give at least one value');
  if (parts.length === 1) return convert(parts[0]!, unsigned(parts[0]!.type.width));
  const width = parts.reduce((sum, { type }) => sum + type.width, 0);
  requireWidth('a concatenation', width);
  if (!parts.every((part) => part.kind === 'literal')) return { kind: 'concatenate', type: unsigned(width), parts };
  const bits = parts.reduce((high, part) => (high << BigInt(part.type.width)) | bitsOf(part), 0n);
  return literal(unsigned(width), bits);
}

const bitsOf = ({ value, type }: Literal): bigint => BigInt.asUintN(type.width, value);

/** The negation of one bit. */
export function not(operand: Expression): Expression {
  if (operand.kind === 'literal') return literal(unsigned(1), 1n - operand.value);
  return { kind: 'unary', operator: 'not', type: unsigned(1), operand };
}

/** Whether all of the given bits are 1. */
export function allOf(bits: readonly Expression[]): Expression {
  const [first, ...others] = bits;
  if (!first) return literal(unsigned(1), 1n);
  return others.reduce((left, right) => ({ kind: 'binary', operator: 'and', type: unsigned(1), left, right }), first);
}
