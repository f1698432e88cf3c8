import type { QuantisedLayer } from '../../generators/networks/quantised-network.ts';
import type { Arithmetic } from './layer-arithmetic.ts';

/*
 * `finishSum` and `requantise` of the specification for whole maps, with all that is the same for every value taken out
 * of the loops. Doubles, as there: with 32-bit accumulators a sum plus a shifted bias passes 2^31.
 */

/**
 * Finished sums, [output channel][position].
 * @param products Exact sums of products, [position][channel], `width` values for each position.
 */
export function finishSums(
  { outputChannels, outputLength, shift, bias, relu }: QuantisedLayer,
  products: Int32Array,
  width: number,
  residual: Int8Array | undefined,
  accumulatorBits: number,
): Int32Array {
  const sums = new Int32Array(outputChannels * outputLength);
  const most = 2 ** (accumulatorBits - 1) - 1;
  const least = relu ? 0 : -most - 1;
  const unit = 2 ** shift;
  for (let channel = 0, place = 0; channel < outputChannels; channel++) {
    const added = bias === undefined ? 0 : bias[channel]! * unit;
    for (let position = 0; position < outputLength; position++, place++) {
      let sum = products[position * width + channel]!;
      sum = Math.max(-most - 1, Math.min(most, sum));
      sum += added;
      sum = Math.max(-most - 1, Math.min(most, sum));
      if (residual !== undefined) sum += residual[place]! * unit;
      sums[place] = Math.max(least, Math.min(most, sum));
    }
  }
  return sums;
}

/** The activations of finished sums. */
export function requantiseSums(sums: Int32Array, shift: number, { activationBits, rounding }: Arithmetic): Int8Array {
  const activations = new Int8Array(sums.length);
  const scale = 2 ** -shift;
  const most = 2 ** (activationBits - 1) - 1;
  const upwards = rounding === 'truncate' ? 0 : 0.5;
  const toEven = rounding === 'half-even';
  for (let place = 0; place < sums.length; place++) {
    const quotient = sums[place]! * scale + upwards;
    let rounded = Math.floor(quotient);
    if (toEven && rounded === quotient && rounded % 2 !== 0) rounded--;
    activations[place] = Math.max(-most - 1, Math.min(most, rounded));
  }
  return activations;
}
