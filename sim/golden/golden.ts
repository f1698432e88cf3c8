import type { Rounding } from '../../generators/accelerators/ultratrail/parameters.ts';
import { fail } from '../../generators/diagnostics.ts';
import type { QuantisedLayer, QuantisedNetwork } from '../../generators/networks/quantised-network.ts';
import { resultLength } from '../../generators/networks/quantised-network.ts';
import { channelGroup, dotProducts } from './dot-products.ts';
import { finishSums, requantiseSums } from './finish-maps.ts';
import type { GoldenLayer, GoldenResult } from './golden-result.ts';
import { layerResult } from './layer-arithmetic.ts';

export interface GoldenOptions {
  /** Rounding of the requantisation; half-up unless given. */
  readonly rounding?: Rounding;
  /** Give the finished sums of every layer too. */
  readonly sums?: boolean;
}

/** A network made ready to run many times. */
export interface PreparedGolden {
  readonly network: QuantisedNetwork;
  /**
   * @param input [channel][position], flat.
   * @throws BurinError (B320) where the input has another size or a value that the activation's bits do not hold.
   */
  readonly run: (input: Int8Array, options?: GoldenOptions) => GoldenResult;
}

/** Runs a network once. The same numbers as the specification (`layer-arithmetic.ts`), only faster. */
export function runGolden(network: QuantisedNetwork, input: Int8Array, options: GoldenOptions = {}): GoldenResult {
  return prepareGolden(network).run(input, options);
}

/** A map as the fast path keeps it: [position][channel], with rows of zeros on both sides for the padding. */
interface PaddedMap {
  readonly values: Int8Array;
  readonly channels: number;
  readonly margin: number;
}

interface PreparedLayer {
  readonly layer: QuantisedLayer;
  readonly weights: Int8Array;
  readonly input: PaddedMap;
  readonly output?: PaddedMap;
  /** [position][channel, rounded up to the group], rewritten by every run. */
  readonly products: Int32Array;
}

/**
 * @throws BurinError (B321) for a layer with so many products that their sum might exceed 32 bits.
 */
export function prepareGolden(network: QuantisedNetwork): PreparedGolden {
  const maps = new Map<string, PaddedMap>();
  const margin = (name: string): number =>
    network.layers.reduce((most, layer) => (layer.input === name ? Math.max(most, layer.padding) : most), 0);
  const addMap = (name: string, channels: number, length: number): PaddedMap => {
    const map = { values: new Int8Array(channels * (length + 2 * margin(name))), channels, margin: margin(name) };
    maps.set(name, map);
    return map;
  };
  const inputMap = addMap('input', network.input.channels, network.input.length);
  const layers = network.layers.map((layer): PreparedLayer => {
    requireExactSums(network, layer);
    const groups = Math.ceil(layer.outputChannels / channelGroup);
    const prepared = {
      layer,
      weights: groupedWeights(layer),
      input: maps.get(layer.input)!,
      products: new Int32Array(layer.outputLength * groups * channelGroup),
    };
    if (layer.scores) return prepared;
    return { ...prepared, output: addMap(layer.name, layer.outputChannels, resultLength(layer)) };
  });

  const run = (input: Int8Array, options: GoldenOptions = {}): GoldenResult => {
    checkGoldenInput(network, input);
    storeMap(inputMap, input, network.input.length);
    const { activationBits, accumulatorBits } = network;
    const arithmetic = { activationBits, accumulatorBits, rounding: options.rounding ?? 'half-up' };
    const results = new Map<string, Int8Array>([['input', input]]);
    const goldenLayers: GoldenLayer[] = [];
    let scores: Int32Array = new Int32Array();
    for (const { layer, weights, input: source, output, products } of layers) {
      const { name, inputChannels, outputChannels: channels, outputLength, kernel, stride, padding, shift } = layer;
      const start = (source.margin - padding) * inputChannels;
      dotProducts(
        weights,
        kernel * inputChannels,
        source.values,
        start,
        stride * inputChannels,
        outputLength,
        products,
      );
      const residual = layer.residual === undefined ? undefined : results.get(layer.residual);
      const width = products.length / outputLength;
      const sums = finishSums(layer, products, width, residual, accumulatorBits);
      if (output === undefined) {
        scores = sums;
        continue;
      }
      const unpooled = requantiseSums(sums, shift, arithmetic);
      const result = layerResult(layer, unpooled, arithmetic);
      const length = resultLength(layer);
      results.set(name, result);
      storeMap(output, result, length);
      goldenLayers.push({ name, channels, length, result, unpooled, ...(options.sums ? { sums } : {}) });
    }
    return { layers: goldenLayers, scores };
  };
  return { network, run };
}

/** @throws BurinError (B320) */
export function checkGoldenInput(network: QuantisedNetwork, input: Int8Array): void {
  const { channels, length } = network.input;
  if (input.length !== channels * length) {
    fail(
      'B320',
      `the input has ${input.length} values, but network ${network.name} takes ${channels} channels × ${length} positions`,
      `give ${channels * length} values, [channel][position]`,
    );
  }
  const limit = 2 ** (network.activationBits - 1);
  const place = input.findIndex((value) => value < -limit || value >= limit);
  if (place >= 0) {
    fail(
      'B320',
      `input[${Math.floor(place / length)}][${place % length}] is ${input[place]}, beyond the network's ${network.activationBits}-bit activations`,
      `give values from ${-limit} to ${limit - 1}`,
    );
  }
}

/** 2^31 cannot be reached: each of the layer's products is at most 2^(weightBits + activationBits − 2). */
function requireExactSums({ weightBits, activationBits }: QuantisedNetwork, layer: QuantisedLayer): void {
  const products = layer.inputChannels * layer.kernel;
  const largest = 2 ** (weightBits + activationBits - 2);
  if (products * largest < 2 ** 31) return;
  fail(
    'B321',
    `layer ${layer.name} adds ${products} products for each output; their sum might exceed 32 bits`,
    `use at most ${2 ** 31 / largest - 1} input channels × taps, or fewer bits`,
  );
}

/** [output channel group][tap][input channel][channel in the group], zeros beyond the last channel. */
function groupedWeights({ weights, inputChannels, outputChannels, kernel }: QuantisedLayer): Int8Array {
  const run = kernel * inputChannels;
  const grouped = new Int8Array(Math.ceil(outputChannels / channelGroup) * channelGroup * run);
  for (let output = 0; output < outputChannels; output++) {
    const group = Math.floor(output / channelGroup);
    for (let channel = 0; channel < inputChannels; channel++) {
      for (let tap = 0; tap < kernel; tap++) {
        const place = (group * run + tap * inputChannels + channel) * channelGroup + (output % channelGroup);
        grouped[place] = weights[(output * inputChannels + channel) * kernel + tap]!;
      }
    }
  }
  return grouped;
}

function storeMap({ values, channels, margin }: PaddedMap, map: Int8Array, length: number): void {
  for (let channel = 0, place = 0; channel < channels; channel++) {
    for (let position = 0; position < length; position++) {
      values[(margin + position) * channels + channel] = map[place++]!;
    }
  }
}
