import type { Rounding } from '../accelerators/ultratrail/parameters.ts';

/** The nearest whole number that `bits` bits hold in two's complement. */
export function saturate(value: number, bits: number): number {
  const limit = 2 ** (bits - 1);
  return Math.max(-limit, Math.min(limit - 1, value));
}

/**
 * `value / 2^exponent` as a whole number. Exact for whole numbers below 2^52: dividing a double by a power of two loses
 * nothing.
 */
export function divideByPowerOfTwo(value: number, exponent: number, rounding: Rounding): number {
  const quotient = value / 2 ** exponent;
  if (rounding === 'half-up') return Math.floor(quotient + 0.5);
  const below = Math.floor(quotient);
  if (rounding === 'truncate') return below;
  const rest = quotient - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
}
