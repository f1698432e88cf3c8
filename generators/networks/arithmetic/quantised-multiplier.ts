import { roundHalfAway } from './integers.ts';

/** The real number multiplier · 2^(shift − 31). */
export interface QuantisedMultiplier {
  /** 0, or 2^30..2^31 − 1; negative of a negative number. */
  readonly multiplier: number;
  /** At least −31; positive is to the left. */
  readonly shift: number;
}

/** value = fraction · 2^exponent with 0.5 ≤ |fraction| < 1; (0, 0) for 0. */
export function fractionAndExponent(value: number): { readonly fraction: number; readonly exponent: number } {
  if (value === 0) return { fraction: 0, exponent: 0 };
  let exponent = Math.max(-1022, Math.floor(Math.log2(Math.abs(value))) + 1);
  let fraction = value / 2 ** exponent;
  while (Math.abs(fraction) >= 1) {
    fraction /= 2;
    exponent++;
  }
  while (Math.abs(fraction) < 0.5) {
    fraction *= 2;
    exponent--;
  }
  return { fraction, exponent };
}

/** The nearest quantised multiplier to a real number; too small a one becomes 0. */
export function quantisedMultiplier(real: number): QuantisedMultiplier {
  const { fraction, exponent } = fractionAndExponent(real);
  let multiplier = roundHalfAway(fraction * 2 ** 31);
  let shift = exponent;
  if (multiplier === 2 ** 31) {
    multiplier /= 2;
    shift++;
  }
  if (shift < -31) return { multiplier: 0, shift: 0 };
  return { multiplier, shift };
}
