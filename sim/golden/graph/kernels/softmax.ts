import {
  exponentialOfNegative,
  reciprocalOfOnePlus,
} from '../../../../generators/networks/arithmetic/fixed-point-functions.ts';
import {
  clamp,
  type Limits,
  multiplyHigh,
  roundingShiftRight,
  type SoftmaxParameters,
} from '../../../../generators/networks/arithmetic/index.ts';
import type { NumberData } from '../tensor-data.ts';

/** Rows of `depth` numbers; results of 8 bits have scale 1/256 and the lowest number as zero point. */
export function softmax(
  { multiplier, shift, leastDifference }: SoftmaxParameters,
  { lowest, highest }: Limits,
  depth: number,
  input: NumberData,
  output: NumberData,
): void {
  const bits = Math.log2(highest - lowest + 1);
  for (let start = 0; start < input.length; start += depth) {
    const row = Array.from(input.subarray(start, start + depth));
    const most = Math.max(...row);
    const exponentials = row.map((value) => {
      const difference = value - most;
      if (difference < leastDifference) return undefined;
      return exponentialOfNegative(multiplyHigh((difference * 2 ** shift) | 0, multiplier), 5);
    });
    const sum = exponentials.reduce<number>((total, value) => total + roundingShiftRight(value ?? 0, 12), 0);
    // The sum is Q12.19: brought to 1..2, its reciprocal has a known scale.
    const headroom = Math.clz32(sum);
    const scale = reciprocalOfOnePlus(((sum << headroom) - 2 ** 31) | 0);
    const exponent = 12 - headroom + 31 - bits;
    exponentials.forEach((value, place) => {
      output[start + place] =
        value === undefined
          ? lowest
          : clamp(roundingShiftRight(multiplyHigh(scale, value), exponent) + lowest, lowest, highest);
    });
  }
}

/** The same in real numbers. `real` and `stored` translate between them. */
export function realSoftmax(
  beta: number,
  real: (stored: number) => number,
  stored: (real: number) => number,
  depth: number,
  input: NumberData,
  output: NumberData,
): void {
  for (let start = 0; start < input.length; start += depth) {
    const row = Array.from(input.subarray(start, start + depth), real);
    const most = Math.max(...row);
    const exponentials = row.map((value) => Math.fround(Math.exp(Math.fround((value - most) * beta))));
    const sum = exponentials.reduce((total, value) => Math.fround(total + value), 0);
    exponentials.forEach((value, place) => {
      output[start + place] = stored(Math.fround(value / sum));
    });
  }
}
