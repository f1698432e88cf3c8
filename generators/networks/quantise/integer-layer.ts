import type { Rounding } from '../../accelerators/ultratrail/parameters.ts';
import { divideByPowerOfTwo, saturate } from '../fixed-point.ts';
import type { QuantisedLayer } from '../quantised-network.ts';
import { channelMeans, convolve } from './convolution.ts';

export interface IntegerWidths {
  readonly weightBits: number;
  readonly activationBits: number;
  readonly biasBits: number;
  readonly accumulatorBits: number;
  readonly rounding: Rounding;
}

/** What a layer computes in whole numbers; [channel][position], flat. */
export interface IntegerRun {
  /** Saturated sums with bias and residual, before ReLU. */
  readonly sums: Float64Array;
  /** Sums after ReLU where the layer gives scores, otherwise activations before pooling. */
  readonly activations: Float64Array;
  /** What later layers read. */
  readonly result: Float64Array;
}

/** Sums of products in whole numbers, exact. */
export function integerProducts(layer: QuantisedLayer, input: Float64Array): Float64Array {
  return convolve(layer, Float64Array.from(layer.weights), input);
}

/** Everything that follows the products, by `docs/ultratrail.md`, section Numbers. */
export function finishLayer(
  layer: QuantisedLayer,
  products: Float64Array,
  residual: Float64Array | undefined,
  { accumulatorBits, activationBits, rounding }: IntegerWidths,
): IntegerRun {
  const { bias, shift, relu, outputLength, outputChannels, poolExponent, scores } = layer;
  const unit = 2 ** shift;
  const sums = products.map((exact, place) => {
    let sum = saturate(exact, accumulatorBits);
    if (bias) sum = saturate(sum + bias[Math.floor(place / outputLength)]! * unit, accumulatorBits);
    return residual ? saturate(sum + residual[place]! * unit, accumulatorBits) : sum;
  });
  const rectified = relu ? sums.map((sum) => Math.max(sum, 0)) : sums;
  if (scores) return { sums, activations: rectified, result: rectified };
  const activations = rectified.map((sum) => saturate(divideByPowerOfTwo(sum, shift, rounding), activationBits));
  if (poolExponent === undefined) return { sums, activations, result: activations };
  const result = channelMeans(activations, outputChannels, outputLength).map((sum) =>
    saturate(divideByPowerOfTwo(Math.round(sum), poolExponent, 'half-up'), activationBits),
  );
  return { sums, activations, result };
}
