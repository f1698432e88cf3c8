import type { Requantisation } from '../../../../generators/networks/arithmetic/index.ts';
import type { TensorData } from '../../../../generators/networks/graph/types.ts';
import type { ConvolutionShape } from '../kernels/convolution.ts';
import type { NumberData } from '../tensor-data.ts';
import { prepareFinish } from './finish.ts';
import { preparePaddedImage } from './image.ts';
import type { VectorMemory } from './vector-memory.ts';
import { channelBlock, positionBlock, segmentUnit } from './vector-module.ts';

/** From an image of int8 to the output. */
export type ImageKernel = (image: NumberData, output: NumberData) => void;

/** Bytes of sums at a time: they shall stay in the first cache. */
const sumBytes = 16384;

/** Runs `sum` over the output positions, some at a time, and finishes what it leaves in the scratch room. */
function inChunks(
  memory: VectorMemory,
  requantisation: Requantisation,
  positions: number,
  channels: number,
  sum: (first: number, count: number, sums: number, stride: number) => void,
): (output: NumberData) => void {
  // A block of channels may write beyond the last one.
  const stride = 4 * ((channels + channelBlock + 3) & ~3);
  const most = Math.min(
    positions,
    Math.max(positionBlock, Math.floor(sumBytes / stride / positionBlock) * positionBlock),
  );
  memory.scratch((most + 1) * stride);
  const finish = prepareFinish(memory, requantisation, channels, most);
  return (output) => {
    const sums = memory.scratch(0);
    for (let first = 0; first < positions; first += most) {
      const count = Math.min(most, positions - first);
      sum(first, count, sums, stride);
      finish(sums, stride, count, output, first * channels);
    }
  };
}

function allocateWords(memory: VectorMemory, words: Int32Array): number {
  const address = memory.allocate(4 * words.length);
  memory.words32(address, words.length).set(words);
  return address;
}

/** A bias of `count` channels and zeros behind it. */
function allocateBias(memory: VectorMemory, bias: TensorData | undefined, count: number): number {
  const words = new Int32Array(count + channelBlock);
  for (let channel = 0; channel < count; channel++) words[channel] = Number(bias?.[channel] ?? 0);
  return allocateWords(memory, words);
}

/**
 * A dense or grouped convolution. The numbers that one output position reads lie in runs, one a kernel row where
 * neighbours in a row are neighbours in memory, else one a tap.
 */
export function prepareConvolution(
  memory: VectorMemory,
  shape: ConvolutionShape,
  requantisation: Requantisation,
  filter: NumberData,
  bias: TensorData | undefined,
): ImageKernel {
  const { inputChannels, outputChannels, kernel, dilation } = shape;
  const taps = kernel.height * kernel.width;
  const depth = filter.length / (outputChannels * taps);
  const groups = inputChannels / depth;
  const groupChannels = outputChannels / groups;
  const image = preparePaddedImage(memory, shape, requantisation.inputZeroPoint, inputChannels, 1);
  const rows = groups === 1 && dilation.width === 1;
  const segmentCount = rows ? kernel.height : taps;
  const used = (taps * depth) / segmentCount;
  const length = Math.ceil(used / segmentUnit) * segmentUnit;

  const offsetOf = (segment: number) => {
    const row = rows ? segment : Math.floor(segment / kernel.width);
    const column = rows ? 0 : segment % kernel.width;
    return 2 * (row * dilation.height * image.row + column * dilation.width * image.pixel);
  };
  const segments = Array.from({ length: groups }, (_, group) =>
    allocateWords(
      memory,
      Int32Array.from({ length: segmentCount }, (_, segment) => offsetOf(segment) + 2 * group * depth),
    ),
  );
  const blocks = Array.from({ length: groups }, (_, group) =>
    Array.from({ length: Math.ceil(groupChannels / channelBlock) }, (_, block) => {
      const first = group * groupChannels + block * channelBlock;
      const count = Math.min(channelBlock, (group + 1) * groupChannels - first);
      return { group, first, weights: allocateWeights(memory, filter, first, count, segmentCount, used, length) };
    }),
  ).flat();
  const biases = allocateBias(memory, bias, outputChannels);
  const positions = allocateWords(memory, image.positions);

  const run = inChunks(memory, requantisation, image.positions.length, outputChannels, (first, count, sums, stride) => {
    const fours = Math.floor(count / positionBlock);
    const rest = count % positionBlock;
    for (const { group, first: channel, weights } of blocks) {
      const common = [segments[group]!, segmentCount, length / segmentUnit, weights, biases + 4 * channel] as const;
      const target = sums + 4 * channel;
      if (fours > 0) memory.code.dot4(positions + 4 * first, fours, ...common, target, stride);
      if (rest > 0) {
        const done = fours * positionBlock;
        memory.code.dot1(positions + 4 * (first + done), rest, ...common, target + done * stride, stride);
      }
    }
  });
  return (data, output) => {
    image.load(data);
    run(output);
  };
}

/** For each segment and pair of its numbers the pairs of 8 channels. */
function allocateWeights(
  memory: VectorMemory,
  filter: NumberData,
  firstChannel: number,
  channels: number,
  segmentCount: number,
  used: number,
  length: number,
): number {
  const count = segmentCount * length * channelBlock;
  const address = memory.allocate(2 * count);
  const words = memory.words16(address, count);
  for (let channel = 0; channel < channels; channel++) {
    for (let segment = 0; segment < segmentCount; segment++) {
      const source = ((firstChannel + channel) * segmentCount + segment) * used;
      for (let place = 0; place < used; place++) {
        const pair = (segment * length) / 2 + (place >> 1);
        words[(pair * channelBlock + channel) * 2 + (place & 1)] = filter[source + place]!;
      }
    }
  }
  return address;
}

/** Each output channel reads one input channel. Taps are taken in pairs. */
export function prepareDepthwise(
  memory: VectorMemory,
  shape: ConvolutionShape,
  requantisation: Requantisation,
  filter: NumberData,
  bias: TensorData | undefined,
): ImageKernel {
  const { inputChannels, outputChannels, kernel, dilation } = shape;
  const blocks = Math.ceil(outputChannels / channelBlock);
  const multiplier = outputChannels / inputChannels;
  const image = preparePaddedImage(memory, shape, requantisation.inputZeroPoint, blocks * channelBlock, multiplier);
  const taps = kernel.height * kernel.width;
  const pairs = Math.ceil(taps / 2);
  const offsets = Int32Array.from({ length: 2 * pairs }, (_, place) => {
    const tap = Math.min(place, taps - 1);
    const row = Math.floor(tap / kernel.width) * dilation.height;
    return 2 * (row * image.row + (tap % kernel.width) * dilation.width * image.pixel);
  });
  const tapTable = allocateWords(memory, offsets);
  const blockWords = pairs * channelBlock * 2;
  const weights = memory.allocate(2 * blocks * blockWords);
  const words = memory.words16(weights, blocks * blockWords);
  for (let tap = 0; tap < taps; tap++) {
    for (let channel = 0; channel < outputChannels; channel++) {
      const block = Math.floor(channel / channelBlock);
      const place = ((tap >> 1) * channelBlock + (channel % channelBlock)) * 2 + (tap & 1);
      words[block * blockWords + place] = filter[tap * outputChannels + channel]!;
    }
  }
  const biases = allocateBias(memory, bias, outputChannels);
  const positions = allocateWords(memory, image.positions);
  const run = inChunks(memory, requantisation, image.positions.length, outputChannels, (first, count, sums, stride) => {
    for (let block = 0; block < blocks; block++) {
      const channel = block * channelBlock;
      memory.code.depthwise(
        positions + 4 * first,
        count,
        tapTable,
        pairs,
        2 * channel,
        weights + 2 * block * blockWords,
        biases + 4 * channel,
        sums + 4 * channel,
        stride,
      );
    }
  });
  return (data, output) => {
    image.load(data);
    run(output);
  };
}
