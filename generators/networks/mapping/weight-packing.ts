import type { UltraTrailParameters } from '../../accelerators/ultratrail/parameters.ts';
import { fail } from '../../diagnostics.ts';
import type { QuantisedLayer } from '../quantised-network.ts';
import { tapOrder, tapsInUse } from './address-trace.ts';
import { packLanes, signedRange } from './lanes.ts';
import { layerShape } from './layer-shape.ts';

/** Words of WMEM that a layer takes. */
export function weightWordCount(layer: QuantisedLayer, parameters: UltraTrailParameters): number {
  const shape = layerShape(layer, parameters);
  return shape.inputBlocks * shape.outputBlocks * tapsInUse(shape).length;
}

/** Words of BMEM that a layer takes. */
export function biasWordCount(layer: QuantisedLayer, parameters: UltraTrailParameters): number {
  return layer.bias ? layerShape(layer, parameters).outputBlocks : 0;
}

/**
 * The layer's words of WMEM in the order in which the array reads them: output block, input block, tap in use, upwards
 * in even input blocks and downwards in odd ones. Weight (output lane k, input lane c) is at bits (k·N + c)·weightBits.
 * @throws BurinError B418 where a weight does not fit
 */
export function packWeights(layer: QuantisedLayer, parameters: UltraTrailParameters): bigint[] {
  const { array, weightBits } = parameters;
  requireRange(layer, 'weight', layer.weights, weightBits);
  const shape = layerShape(layer, parameters);
  const taps = [tapOrder(shape, 0), tapOrder(shape, 1)] as const;
  const words: bigint[] = [];
  for (let outputBlock = 0; outputBlock < shape.outputBlocks; outputBlock++) {
    for (let inputBlock = 0; inputBlock < shape.inputBlocks; inputBlock++) {
      for (const tap of taps[inputBlock % 2]!) {
        words.push(packLanes(lanesAt(layer, array, { outputBlock, inputBlock, tap }), weightBits));
      }
    }
  }
  return words;
}

/** The weights of a word, 0 where the layer has no such channel. */
function lanesAt(
  { inputChannels, outputChannels, kernel, weights }: QuantisedLayer,
  array: number,
  { outputBlock, inputBlock, tap }: { readonly outputBlock: number; readonly inputBlock: number; readonly tap: number },
): readonly number[] {
  const lanes: number[] = new Array(array * array).fill(0);
  const [firstOutput, firstInput] = [outputBlock * array, inputBlock * array];
  const outputs = Math.min(array, outputChannels - firstOutput);
  const inputs = Math.min(array, inputChannels - firstInput);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      lanes[output * array + input] =
        weights[((firstOutput + output) * inputChannels + firstInput + input) * kernel + tap]!;
    }
  }
  return lanes;
}

/**
 * The layer's words of BMEM, one for each output block, lane k at bits k·biasBits; none without bias.
 * @throws BurinError B418 where a bias does not fit
 */
export function packBiases(layer: QuantisedLayer, parameters: UltraTrailParameters): bigint[] {
  const { array, biasBits } = parameters;
  const { bias } = layer;
  if (!bias) return [];
  requireRange(layer, 'bias', bias, biasBits);
  return Array.from({ length: biasWordCount(layer, parameters) }, (_, block) =>
    packLanes(
      Array.from({ length: array }, (_, lane) => bias[block * array + lane] ?? 0),
      biasBits,
    ),
  );
}

function requireRange(layer: QuantisedLayer, what: string, values: ArrayLike<number>, bits: number): void {
  const { least, most } = signedRange(bits);
  for (let place = 0; place < values.length; place++) {
    const value = values[place]!;
    if (value >= least && value <= most) continue;
    fail(
      'B418',
      `layer ${layer.name}: ${what} ${place} is ${value}, which ${bits} bits cannot hold`,
      `quantise the network to values from ${least} to ${most}, or choose --set ${what}Bits=${bitsFor(value)}`,
    );
  }
}

const bitsFor = (value: number): number => {
  let bits = 1;
  while (value < signedRange(bits).least || value > signedRange(bits).most) bits++;
  return bits;
};
