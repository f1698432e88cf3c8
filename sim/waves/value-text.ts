import type { BitType } from '../../generators/circuit/types.ts';
import type { TraceSignal } from './trace.ts';

/** How numbers are written; `typed` takes what suits the type: members, fractions, lanes, decimal up to 32 bits. */
export type Radix = 'typed' | 'decimal' | 'hexadecimal' | 'binary';

/** A value as text. `bits` is unsigned and fits the signal's width. */
export function valueText(
  { type, fractionBits }: Pick<TraceSignal, 'type' | 'fractionBits'>,
  bits: bigint,
  radix: Radix = 'typed',
): string {
  if (radix === 'hexadecimal') return bits.toString(16).padStart(Math.ceil(type.width / 4), '0');
  if (radix === 'binary') return bits.toString(2).padStart(type.width, '0');
  if (radix === 'decimal') return numberOf(type, bits).toString();
  const member = memberName(type, bits);
  if (member !== undefined) return member;
  if (type.lanes !== undefined && type.lanes > 1) return `[${elements(type, bits).join(',')}]`;
  if (fractionBits !== undefined) return fractionText(numberOf(type, bits), fractionBits);
  return type.width > 32 && !type.signed ? `x${bits.toString(16)}` : numberOf(type, bits).toString();
}

/** The name of the enumeration's member with this value, if there is one. */
export function memberName({ enumeration, signed, width }: BitType, bits: bigint): string | undefined {
  if (!enumeration) return undefined;
  const value = signed ? BigInt.asIntN(width, bits) : bits;
  return enumeration.members.find((member) => member.value === value)?.name;
}

/** A fixed-point number in decimal, exactly. */
export function fractionText(value: bigint, fractionBits: number): string {
  const sign = value < 0n ? '-' : '';
  const size = value < 0n ? -value : value;
  const whole = size >> BigInt(fractionBits);
  const rest = BigInt.asUintN(fractionBits, size);
  // Each binary place takes one decimal place: 2^-n is 5^n tenths to the n.
  const digits = (rest * 5n ** BigInt(fractionBits)).toString().padStart(fractionBits, '0').replace(/0+$/, '');
  return `${sign}${whole}${digits === '' ? '' : `.${digits}`}`;
}

function numberOf({ width, signed }: BitType, bits: bigint): bigint {
  return signed ? BigInt.asIntN(width, bits) : bits;
}

function elements({ width, lanes = 1 }: BitType, bits: bigint): readonly string[] {
  const size = width / lanes;
  return Array.from({ length: lanes }, (_, lane) =>
    BigInt.asUintN(size, bits >> BigInt(lane * size)).toString(size > 32 ? 16 : 10),
  );
}
