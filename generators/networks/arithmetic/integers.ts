/**
 * The integer primitives of TensorFlow Lite's reference kernels, on numbers. All arguments are whole numbers of 32 bits
 * unless said otherwise; nothing here can be inexact.
 */

export const mostInt32 = 2 ** 31 - 1;
export const leastInt32 = -(2 ** 31);

export function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(Math.max(value, lowest), highest);
}

/** ⌊(left · right + 2^30) / 2^31⌋: the product of two Q0.31 numbers; only (−1) · (−1) saturates. */
export function multiplyHigh(left: number, right: number): number {
  if (left === leastInt32 && right === leastInt32) return mostInt32;
  // The product has up to 62 bits: the factor's halves keep each part within a double.
  const low = left * (right & 0xffff);
  const high = left * (right >> 16);
  return Math.floor((high + Math.floor((low + 2 ** 30) / 2 ** 16)) / 2 ** 15);
}

/** value / 2^exponent, half away from zero. `exponent`: 0..31. */
export function roundingShiftRight(value: number, exponent: number): number {
  const mask = exponent === 31 ? mostInt32 : (1 << exponent) - 1;
  const remainder = value & mask;
  const threshold = (mask >> 1) + (value < 0 ? 1 : 0);
  return (value >> exponent) + (remainder > threshold ? 1 : 0);
}

/** value · 2^exponent within 32 bits. */
export function saturatingShiftLeft(value: number, exponent: number): number {
  return clamp(value * 2 ** exponent, leastInt32, mostInt32);
}

/** value · multiplier · 2^(shift − 31), rounded twice; the shift to the left wraps. `shift`: −31..30. */
export function multiplyByQuantised(value: number, multiplier: number, shift: number): number {
  const left = Math.max(shift, 0);
  const right = Math.max(-shift, 0);
  return roundingShiftRight(multiplyHigh((value << left) | 0, multiplier), right);
}

/** The same rounded once, half to even. `multiplier` is not negative; `shift`: −31..31. */
export function multiplyHalfEven(value: number, multiplier: number, shift: number): number {
  const shifted = shift > 0 ? value << shift : value;
  // The product has up to 62 bits: what lies below its 16th matters only by not being 0.
  const low = shifted * (multiplier & 0xffff);
  const upper = shifted * (multiplier >> 16) + Math.floor(low / 2 ** 16);
  const anyBelow = low % 2 ** 16 !== 0;
  const unit = 2 ** (15 - Math.min(shift, 0));
  const quotient = Math.floor(upper / unit);
  const twice = 2 * (upper - quotient * unit);
  return twice > unit || (twice === unit && (anyBelow || quotient % 2 !== 0)) ? quotient + 1 : quotient;
}

/**
 * The same, but what lies so near to a half that a float32 would be a half counts as one: section Requantiser of
 * `docs/tensortrail.md`. `value` · 2^shift has 32 bits.
 */
export function multiplyAsFloat32(value: number, multiplier: number, shift: number): number {
  const shifted = shift > 0 ? value << shift : value;
  const low = shifted * (multiplier & 0xffff);
  const upper = shifted * (multiplier >> 16) + Math.floor(low / 2 ** 16);
  const right = -Math.min(shift, 0);
  const unit = 2 ** (15 + right);
  const whole = Math.floor(upper / unit);
  const rest = upper - whole * unit;
  // In units of 2^-25; the product's lowest 16 bits matter where little is shifted out.
  const lowest = low - Math.floor(low / 2 ** 16) * 2 ** 16;
  const fraction =
    right >= 10
      ? Math.floor(rest / 2 ** (right - 10))
      : rest * 2 ** (10 - right) + Math.floor(lowest / 2 ** (6 + right));
  const isAbove = fraction >= 2 ** 24;
  const away = isAbove ? fraction - 2 ** 24 : 2 ** 24 - 1 - fraction;
  const size = Math.min(255, whole < 0 ? -1 - whole : whole);
  const isHalf = away < 2 ** (32 - Math.clz32(size));
  return (isHalf ? whole % 2 !== 0 : isAbove) ? whole + 1 : whole;
}

/** `multiplyByQuantised` of an accumulator of up to 48 bits with a multiplier of 16 bits: rounded once, half up. */
export function multiplyWideByQuantised(value: number, multiplier: number, shift: number): number {
  const reduced = multiplier < 0x7fff0000 ? (multiplier + 2 ** 15) >> 16 : 0x7fff;
  const total = BigInt(15 - shift);
  const product = BigInt(value) * BigInt(reduced) + (1n << (total - 1n));
  return Number(BigInt.asIntN(32, product >> total));
}

/** Half away from zero, as C's `round`. */
export function roundHalfAway(value: number): number {
  const whole = Math.trunc(value);
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
}

/** Half to even, as C's `rint`. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest < 0.5) return below;
  if (rest > 0.5) return below + 1;
  return below % 2 === 0 ? below : below + 1;
}
