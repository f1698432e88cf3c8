import type { FloatNetwork } from '../float-network.ts';
import { channelMeans, convolve } from './convolution.ts';

/** What the layers of a float network compute from one input; maps are [channel][position], flat. */
export interface FloatRun {
  /** By layer name: sums with bias and residual, before ReLU. */
  readonly sums: ReadonlyMap<string, Float64Array>;
  /** By layer name: after ReLU, before pooling. */
  readonly activations: ReadonlyMap<string, Float64Array>;
  /** By layer name, and `input`: what later layers read. */
  readonly results: ReadonlyMap<string, Float64Array>;
  /** The last layer's result. */
  readonly scores: Float64Array;
}

/** Runs a float network in double precision. `input`: [channel][position], flat. */
export function runFloat(network: FloatNetwork, input: Float64Array): FloatRun {
  const sums = new Map<string, Float64Array>();
  const activations = new Map<string, Float64Array>();
  const results = new Map([['input', input]]);
  for (const layer of network.layers) {
    const { name, bias, residual, relu, averagePool, outputChannels, outputLength } = layer;
    const added = residual === undefined ? undefined : results.get(residual)!;
    const sum = convolve(layer, Float64Array.from(layer.weights), results.get(layer.input)!).map(
      (products, place) => products + (bias?.[Math.floor(place / outputLength)] ?? 0) + (added?.[place] ?? 0),
    );
    const activation = relu ? sum.map((value) => Math.max(value, 0)) : sum;
    sums.set(name, sum);
    activations.set(name, activation);
    results.set(name, averagePool ? channelMeans(activation, outputChannels) : activation);
  }
  return { sums, activations, results, scores: results.get(network.layers.at(-1)!.name)! };
}
