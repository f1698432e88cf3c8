import type { Rounding } from '../../generators/accelerators/ultratrail/parameters.ts';
import { divideByPowerOfTwo, saturate } from '../../generators/networks/fixed-point.ts';
import { type QuantisedLayer, resultLength } from '../../generators/networks/quantised-network.ts';

/*
 * The specification of a layer's arithmetic, as plain as it can be. Everything else that computes a layer (the fast
 * path of the golden model, the generated hardware) is held against it. Maps are [channel][position], flat. Numbers are
 * doubles that hold whole numbers: with up to 4096 channels, 255 taps and 8-bit factors no sum reaches 2^35, so all are
 * exact.
 */

export interface Arithmetic {
  readonly activationBits: number;
  readonly accumulatorBits: number;
  readonly rounding: Rounding;
}

/** The exact sum of products of one output. A tap outside the input adds nothing. */
export function sumOfProducts(
  layer: QuantisedLayer,
  input: Int8Array,
  outputChannel: number,
  position: number,
): number {
  let sum = 0;
  for (let channel = 0; channel < layer.inputChannels; channel++) {
    for (let tap = 0; tap < layer.kernel; tap++) {
      const inputPosition = position * layer.stride + tap - layer.padding;
      if (inputPosition < 0 || inputPosition >= layer.inputLength) continue;
      const weight = layer.weights[(outputChannel * layer.inputChannels + channel) * layer.kernel + tap]!;
      sum += weight * input[channel * layer.inputLength + inputPosition]!;
    }
  }
  return sum;
}

/** The sum with bias, residual and ReLU, saturated after each addition. */
export function finishSum(
  layer: QuantisedLayer,
  products: number,
  bias: number,
  residual: number,
  accumulatorBits: number,
): number {
  let sum = saturate(products, accumulatorBits);
  sum = saturate(sum + bias * 2 ** layer.shift, accumulatorBits);
  sum = saturate(sum + residual * 2 ** layer.shift, accumulatorBits);
  return layer.relu ? Math.max(sum, 0) : sum;
}

/** The activation that a finished sum becomes. */
export function requantise(sum: number, shift: number, { activationBits, rounding }: Arithmetic): number {
  return saturate(divideByPowerOfTwo(sum, shift, rounding), activationBits);
}

/** A layer's finished sums, [output channel][position]: the scores, where the layer gives them. */
export function layerSums(
  layer: QuantisedLayer,
  input: Int8Array,
  residual: Int8Array | undefined,
  { accumulatorBits }: Arithmetic,
): Int32Array {
  const sums = new Int32Array(layer.outputChannels * layer.outputLength);
  for (let channel = 0; channel < layer.outputChannels; channel++) {
    for (let position = 0; position < layer.outputLength; position++) {
      const place = channel * layer.outputLength + position;
      const products = sumOfProducts(layer, input, channel, position);
      sums[place] = finishSum(layer, products, layer.bias?.[channel] ?? 0, residual?.[place] ?? 0, accumulatorBits);
    }
  }
  return sums;
}

/** The activations of a layer before pooling, [output channel][position]. */
export function layerActivations(layer: QuantisedLayer, sums: Int32Array, arithmetic: Arithmetic): Int8Array {
  return Int8Array.from(sums, (sum) => requantise(sum, layer.shift, arithmetic));
}

/** What later layers see: the activations, or, where the layer pools, one per channel. Pooling always rounds half up. */
export function layerResult(layer: QuantisedLayer, activations: Int8Array, { activationBits }: Arithmetic): Int8Array {
  const { poolExponent } = layer;
  if (poolExponent === undefined) return activations;
  const result = new Int8Array(layer.outputChannels * resultLength(layer));
  for (let channel = 0; channel < layer.outputChannels; channel++) {
    let sum = 0;
    for (let position = 0; position < layer.outputLength; position++) {
      sum += activations[channel * layer.outputLength + position]!;
    }
    result[channel] = saturate(divideByPowerOfTwo(sum, poolExponent, 'half-up'), activationBits);
  }
  return result;
}
