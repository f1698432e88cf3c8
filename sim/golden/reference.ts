import type { QuantisedNetwork } from '../../generators/networks/quantised-network.ts';
import { resultLength } from '../../generators/networks/quantised-network.ts';
import type { GoldenOptions } from './golden.ts';
import { checkGoldenInput } from './golden.ts';
import type { GoldenLayer, GoldenResult } from './golden-result.ts';
import { layerActivations, layerResult, layerSums } from './layer-arithmetic.ts';

/**
 * Runs a network by the specification's plain loops: what `runGolden` must equal. Some hundred times slower.
 * @throws BurinError as `runGolden` does.
 */
export function runReference(network: QuantisedNetwork, input: Int8Array, options: GoldenOptions = {}): GoldenResult {
  checkGoldenInput(network, input);
  const { activationBits, accumulatorBits } = network;
  const arithmetic = { activationBits, accumulatorBits, rounding: options.rounding ?? 'half-up' };
  const maps = new Map<string, Int8Array>([['input', input]]);
  const layers: GoldenLayer[] = [];
  let scores: Int32Array = new Int32Array();
  for (const layer of network.layers) {
    const residual = layer.residual === undefined ? undefined : maps.get(layer.residual);
    const sums = layerSums(layer, maps.get(layer.input)!, residual, arithmetic);
    if (layer.scores) {
      scores = sums;
      continue;
    }
    const unpooled = layerActivations(layer, sums, arithmetic);
    const result = layerResult(layer, unpooled, arithmetic);
    maps.set(layer.name, result);
    const { name, outputChannels: channels } = layer;
    const length = resultLength(layer);
    layers.push({ name, channels, length, result, unpooled, ...(options.sums ? { sums } : {}) });
  }
  return { layers, scores };
}
