import { type Average, clamp, type Limits } from '../../../../generators/networks/arithmetic/index.ts';
import type { Padding, Pair } from '../../../../generators/networks/graph/types.ts';
import type { NumberData } from '../tensor-data.ts';

export interface PoolShape {
  readonly batch: number;
  readonly input: Pair;
  readonly output: Pair;
  readonly channels: number;
  readonly window: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

/** The largest number, or the average, of the window's part inside the image. */
export function pool(
  { batch, input, output, channels, window, stride, padding }: PoolShape,
  average: Average | undefined,
  { lowest, highest }: Limits,
  image: NumberData,
  result: NumberData,
): void {
  for (let place = 0; place < batch; place++) {
    for (let row = 0; row < output.height; row++) {
      const top = row * stride.height - padding.top;
      const firstRow = Math.max(top, 0);
      const lastRow = Math.min(top + window.height, input.height);
      for (let column = 0; column < output.width; column++) {
        const left = column * stride.width - padding.left;
        const firstColumn = Math.max(left, 0);
        const lastColumn = Math.min(left + window.width, input.width);
        const count = (lastRow - firstRow) * (lastColumn - firstColumn);
        const target = ((place * output.height + row) * output.width + column) * channels;
        for (let channel = 0; channel < channels; channel++) {
          let sum = 0;
          let most = -Infinity;
          for (let y = firstRow; y < lastRow; y++) {
            for (let x = firstColumn; x < lastColumn; x++) {
              const value = image[((place * input.height + y) * input.width + x) * channels + channel]!;
              sum += value;
              if (value > most) most = value;
            }
          }
          result[target + channel] = clamp(average ? average(sum, count) : most, lowest, highest);
        }
      }
    }
  }
}
