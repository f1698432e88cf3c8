import type { ConvolutionShape } from '../kernels/convolution.ts';
import type { NumberData } from '../tensor-data.ts';
import type { VectorMemory } from './vector-memory.ts';

/** A padded image of 16-bit differences to the zero point, in memory. */
export interface PaddedImage {
  /** Numbers from one pixel, and from one row of pixels, to the next. */
  readonly pixel: number;
  readonly row: number;
  /** Addresses of the first tap of each output position. */
  readonly positions: Int32Array;
  /** Fills the image. What lies outside it is 0. */
  load(image: NumberData): void;
}

/**
 * `pixel`: numbers kept for each pixel; input channels are repeated `multiplier` times and followed by zeros up to it.
 */
export function preparePaddedImage(
  memory: VectorMemory,
  shape: ConvolutionShape,
  zeroPoint: number,
  pixel: number,
  multiplier: number,
): PaddedImage {
  const { batch, input, inputChannels, output, kernel, stride, dilation, padding } = shape;
  const height = Math.max(
    (output.height - 1) * stride.height + (kernel.height - 1) * dilation.height + 1,
    padding.top + input.height,
  );
  const width = Math.max(
    (output.width - 1) * stride.width + (kernel.width - 1) * dilation.width + 1,
    padding.left + input.width,
  );
  const row = width * pixel;
  const start = memory.allocate(2 * batch * height * row);
  const sameBytes = pixel === inputChannels && multiplier === 1;
  const bytes = memory.allocate(batch * input.height * input.width * pixel);
  const positions = new Int32Array(batch * output.height * output.width);
  for (let place = 0; place < positions.length; place++) {
    const image = Math.floor(place / (output.height * output.width));
    const y = Math.floor(place / output.width) % output.height;
    const x = place % output.width;
    const pixels = (image * height + y * stride.height) * width + x * stride.width;
    positions[place] = start + 2 * pixels * pixel;
  }
  return {
    pixel,
    row,
    positions,
    load(image) {
      const source = memory.bytes(bytes, batch * input.height * input.width * pixel);
      if (sameBytes) source.set(image);
      else expand(image, source, inputChannels, multiplier, pixel);
      const count = input.width * pixel;
      for (let place = 0; place < batch; place++) {
        for (let y = 0; y < input.height; y++) {
          const target = ((place * height + y + padding.top) * width + padding.left) * pixel;
          memory.code.widen(bytes + (place * input.height + y) * count, start + 2 * target, count, zeroPoint);
        }
      }
    },
  };
}

function expand(image: NumberData, target: Int8Array, channels: number, multiplier: number, pixel: number): void {
  let source = 0;
  for (let first = 0; first < target.length; first += pixel) {
    let place = first;
    for (let channel = 0; channel < channels; channel++) {
      const value = image[source++]!;
      for (let copy = 0; copy < multiplier; copy++) target[place++] = value;
    }
  }
}
