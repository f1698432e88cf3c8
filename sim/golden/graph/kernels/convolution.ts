import { type Requantisation, requantiser } from '../../../../generators/networks/arithmetic/index.ts';
import type { Padding, Pair, TensorData } from '../../../../generators/networks/graph/types.ts';
import type { NumberData } from '../tensor-data.ts';

/** Sizes of a convolution; images are [batch, height, width, channels]. */
export interface ConvolutionShape {
  readonly batch: number;
  readonly input: Pair;
  readonly inputChannels: number;
  readonly output: Pair;
  readonly outputChannels: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
}

/** Calls with each output position and the taps of it that lie inside the image. */
function forEachPosition(
  { batch, input, output, kernel, stride, dilation, padding }: ConvolutionShape,
  visit: (position: number, taps: readonly (readonly [tap: number, pixel: number])[]) => void,
): void {
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < output.height; row++) {
      for (let column = 0; column < output.width; column++) {
        const taps: [number, number][] = [];
        for (let tapRow = 0; tapRow < kernel.height; tapRow++) {
          for (let tapColumn = 0; tapColumn < kernel.width; tapColumn++) {
            const y = row * stride.height + tapRow * dilation.height - padding.top;
            const x = column * stride.width + tapColumn * dilation.width - padding.left;
            if (y < 0 || y >= input.height || x < 0 || x >= input.width) continue;
            taps.push([tapRow * kernel.width + tapColumn, (image * input.height + y) * input.width + x]);
          }
        }
        visit((image * output.height + row) * output.width + column, taps);
      }
    }
  }
}

/** `filter`: [output channel, row, column, input channel of its group]. */
export function convolve(
  shape: ConvolutionShape,
  requantisation: Requantisation,
  image: NumberData,
  filter: NumberData,
  bias: TensorData | undefined,
  output: NumberData,
): void {
  const { inputChannels, outputChannels, kernel } = shape;
  const requantise = requantiser(requantisation);
  const depth = filter.length / (outputChannels * kernel.height * kernel.width);
  const groups = inputChannels / depth;
  forEachPosition(shape, (position, taps) => {
    for (let channel = 0; channel < outputChannels; channel++) {
      const group = Math.floor((channel * groups) / outputChannels);
      let sum = Number(bias?.[channel] ?? 0);
      for (const [tap, pixel] of taps) {
        const weights = (channel * kernel.height * kernel.width + tap) * depth;
        const pixels = pixel * inputChannels + group * depth;
        for (let place = 0; place < depth; place++) {
          sum += filter[weights + place]! * (image[pixels + place]! - requantisation.inputZeroPoint);
        }
      }
      output[position * outputChannels + channel] = requantise(sum, channel);
    }
  });
}

/** `filter`: [1, row, column, output channel]; output channels of one input channel lie together. */
export function convolveDepthwise(
  shape: ConvolutionShape,
  requantisation: Requantisation,
  image: NumberData,
  filter: NumberData,
  bias: TensorData | undefined,
  output: NumberData,
): void {
  const { inputChannels, outputChannels } = shape;
  const requantise = requantiser(requantisation);
  const multiplier = outputChannels / inputChannels;
  forEachPosition(shape, (position, taps) => {
    for (let channel = 0; channel < outputChannels; channel++) {
      const source = Math.floor(channel / multiplier);
      let sum = Number(bias?.[channel] ?? 0);
      for (const [tap, pixel] of taps) {
        const value = image[pixel * inputChannels + source]! - requantisation.inputZeroPoint;
        sum += filter[tap * outputChannels + channel]! * value;
      }
      output[position * outputChannels + channel] = requantise(sum, channel);
    }
  });
}

/** `weights`: [output, input]; `vectors`: any number of rows of inputs. */
export function connectFully(
  requantisation: Requantisation,
  vectors: NumberData,
  weights: NumberData,
  bias: TensorData | undefined,
  output: NumberData,
  outputs: number,
): void {
  const requantise = requantiser(requantisation);
  const inputs = weights.length / outputs;
  for (let row = 0; row * inputs < vectors.length; row++) {
    for (let channel = 0; channel < outputs; channel++) {
      let sum = Number(bias?.[channel] ?? 0);
      for (let place = 0; place < inputs; place++) {
        sum += weights[channel * inputs + place]! * (vectors[row * inputs + place]! - requantisation.inputZeroPoint);
      }
      output[row * outputs + channel] = requantise(sum, channel);
    }
  }
}
