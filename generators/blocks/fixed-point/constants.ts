import { languageError } from '../../language/errors.ts';
import { fits } from '../../language/expressions.ts';
import { constant, type SInt, type UInt } from '../../language/index.ts';
import type { Fixed, FixedShape } from './fixed.ts';

/** How exact a constant must be. */
export interface RealConstantOptions {
  /** Largest permitted distance of the constant from the real number; half a step where absent, 0 for exact ones. */
  readonly maximumError?: number;
}

/** The multiple of the shape's step that is nearest to a real number, ties upwards, and its distance from it. */
export interface NearestFixed {
  /** In units of 2^-fractionBits. */
  readonly raw: bigint;
  readonly error: number;
}

/**
 * The nearest number of a fixed-point shape. Without hardware, for tables and error bounds.
 * @throws BurinError B021 where the number is not finite, or the shape's range does not hold the nearest.
 */
export function nearestFixed(
  real: number,
  shape: FixedShape<SInt | UInt> | FixedShape<SInt> | FixedShape<UInt>,
): NearestFixed {
  // Scaling by a power of two is exact, so that the only rounding is the one asked for.
  const scaled = real * 2 ** shape.fractionBits;
  if (!Number.isFinite(scaled)) {
    languageError('B021', `${real} stands where a number of ${shape.text} is due`, 'give a finite number');
  }
  const nearest = Math.round(scaled);
  const raw = BigInt(nearest);
  if (!fits(raw, shape.type)) {
    languageError(
      'B021',
      `${real} is beyond the range of ${shape.text}: ${rangeText(shape)}`,
      'choose more bits above the point, or another constant',
    );
  }
  return { raw, error: Math.abs(scaled - nearest) * 2 ** -shape.fractionBits };
}

/**
 * A constant of a fixed-point shape, nearest to a real number: `fixedConstant(0.7071, fixed(1, 15))`.
 * @throws BurinError B021 where it is out of range, or further from the number than `maximumError`.
 */
export function fixedConstant<N extends SInt | UInt>(
  real: number,
  shape: FixedShape<N>,
  { maximumError = Number.POSITIVE_INFINITY }: RealConstantOptions = {},
): Fixed<N> {
  const { raw, error } = nearestFixed(real, shape as unknown as FixedShape<SInt>);
  if (error > maximumError) {
    languageError(
      'B021',
      `${real} is off by ${Number(error.toPrecision(3))} in ${shape.text}; ${maximumError} is allowed`,
      'choose more bits below the point, or allow a larger error',
    );
  }
  return constant(shape, raw);
}

/** The real number that `raw` units of a shape stand for; exact for widths of up to 53 bits. */
export function realOf(raw: bigint | number, { fractionBits }: { readonly fractionBits: number }): number {
  return Number(raw) * 2 ** -fractionBits;
}

function rangeText({ type, fractionBits }: FixedShape<SInt | UInt> | FixedShape<SInt> | FixedShape<UInt>): string {
  const most = 2 ** (type.width - (type.signed ? 1 : 0)) - 1;
  const least = type.signed ? -most - 1 : 0;
  return `${least * 2 ** -fractionBits} to ${most * 2 ** -fractionBits}`;
}
