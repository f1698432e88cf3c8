import {
  delayLine,
  dotProduct,
  fixed,
  fixedConstant,
  nearestFixed,
  type RoundingMode,
  toFixed,
} from '../../generators/blocks/index.ts';
import { input, Module, output, regNext } from '../../generators/language/index.ts';

export interface FirParameters {
  /** The impulse response, newest sample first. */
  readonly coefficients: readonly number[];
  /** Bits of samples and results, which lie from -1 up to, not including, 1. */
  readonly sampleBits: number;
  /** Bits of the coefficients below the point; one bit stands above it. */
  readonly coefficientFractionBits: number;
  readonly rounding: RoundingMode;
}

/**
 * A filter in fixed-point arithmetic: each result is the sum of the last samples, weighted by the coefficients. The sum
 * is exact; it is rounded and brought into range once, at the end. One sample per cycle, one cycle later.
 */
export const Fir = Module('Fir', (parameters: FirParameters) => {
  const { coefficients, sampleBits, coefficientFractionBits, rounding } = parameters;
  const sample = fixed(1, sampleBits - 1);
  /** A new sample every cycle. */
  const x = input(sample);

  const samples = delayLine(x, coefficients.length - 1, { reset: fixedConstant(0, sample) });
  const weights = coefficients.map((value) => fixedConstant(value, coefficientShape(coefficientFractionBits)));
  const sum = dotProduct(samples, weights);
  const rounded = toFixed(sum, sample, { rounding, overflow: 'saturate' });
  const y = regNext(rounded, { reset: fixedConstant(0, sample) });

  return { x, y: output(y) };
});

const coefficientShape = (fractionBits: number) => fixed(1, fractionBits);

/**
 * How far a result can be from that of the same filter in real numbers, fed with the same samples and saturated to the
 * same range: every coefficient is off by its own rounding times a sample of at most 1, and the sum is rounded once.
 * Saturation brings two numbers no further apart. Rounding to the nearest is off by half a step, truncation by a step.
 */
export function errorBound({ coefficients, sampleBits, coefficientFractionBits, rounding }: FirParameters): number {
  const shape = coefficientShape(coefficientFractionBits);
  const fromCoefficients = coefficients.reduce((sum, value) => sum + nearestFixed(value, shape).error, 0);
  const step = 2 ** -(sampleBits - 1);
  return fromCoefficients + (rounding === 'truncate' ? step : step / 2);
}

/** The low-pass filter of the printed example: seven taps, 12-bit samples. */
export const lowPass: FirParameters = {
  coefficients: [-0.0114, 0.0487, 0.2613, 0.4027, 0.2613, 0.0487, -0.0114],
  sampleBits: 12,
  coefficientFractionBits: 13,
  rounding: 'half-even',
};
