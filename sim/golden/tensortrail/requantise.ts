import type { ChannelParameters } from '../../../generators/accelerators/tensortrail/parameter-word.ts';

/** What of an instruction the requantiser depends on. */
export interface OutputRange {
  readonly zeroPoint: number;
  readonly low: number;
  readonly high: number;
}

/** The rounding multiplication of tflm on int32: `docs/tensortrail.md`, section Requantiser. */
export function multiplyByQuantised(value: number, { multiplier, left, right }: ChannelParameters): number {
  const shifted = BigInt.asIntN(32, BigInt(value) << BigInt(left));
  const high = Number((shifted * BigInt(multiplier) + (1n << 30n)) >> 31n);
  return divideRounding(high, right);
}

/** value · 2^left · multiplier / 2^(31 + right) rounded once, half to even; the shift to the left is on int32. */
export function multiplyHalfEven(value: number, { multiplier, left, right }: ChannelParameters): number {
  const product = BigInt.asIntN(32, BigInt(value) << BigInt(left)) * BigInt(multiplier);
  const exponent = BigInt(31 + right);
  const quotient = product >> exponent;
  const twice = 2n * (product - (quotient << exponent));
  const unit = 1n << exponent;
  return Number(twice > unit || (twice === unit && quotient % 2n !== 0n) ? quotient + 1n : quotient);
}

/**
 * The same, but what a float32 product would make a half counts as one: in units of 2^-25, rounded down, it is less than
 * 2^b away from the half, b the bits (8 at most) of the whole number before it, of a negative one all bits inverted.
 */
export function multiplyFloat32(value: number, { multiplier, left, right }: ChannelParameters): number {
  const product = BigInt.asIntN(32, BigInt(value) << BigInt(left)) * BigInt(multiplier);
  const scaled = product >> BigInt(6 + right);
  const whole = scaled >> 25n;
  const fraction = scaled - (whole << 25n);
  const isAbove = fraction >= 1n << 24n;
  const away = isAbove ? fraction - (1n << 24n) : (1n << 24n) - 1n - fraction;
  const size = whole < 0n ? -whole - 1n : whole;
  const bits = Math.min(8, size === 0n ? 0 : size.toString(2).length);
  const isHalf = away < 1n << BigInt(bits);
  const roundsUp = isHalf ? whole % 2n !== 0n : isAbove;
  return Number(roundsUp ? whole + 1n : whole);
}

/** The division of average pooling: half away from zero for the bias ⌊n/2⌋, then truncation. */
export function divideAverage(value: number, { bias, multiplier, right }: ChannelParameters): number {
  const magnitude = BigInt(Math.abs(value) + bias);
  const quotient = Number((magnitude * BigInt(multiplier)) >> BigInt(31 + right));
  return value < 0 ? -quotient : quotient;
}

export function intoRange(value: number, { zeroPoint, low, high }: OutputRange): number {
  return Math.min(high, Math.max(low, value + zeroPoint));
}

/** By 2^exponent, to the nearest, ties away from zero. */
function divideRounding(value: number, exponent: number): number {
  const divisor = 2 ** exponent;
  const quotient = Math.floor(value / divisor);
  const rest = value - quotient * divisor;
  const threshold = Math.floor((divisor - 1) / 2) + (value < 0 ? 1 : 0);
  return rest > threshold ? quotient + 1 : quotient;
}
