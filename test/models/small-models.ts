import { optionTables, validPadding } from '../../generators/networks/import/tflite/schema.ts';
import { int8, int32 } from '../support/random-tensor-draft.ts';
import { type WrittenModel, type WrittenTensor, writeTensorFlowLite } from '../support/tflite-writer.ts';

const scale = 0.5;

const activation = (shape: readonly number[], zeroPoint: number): WrittenTensor => ({
  shape,
  type: 'int8',
  scales: [scale],
  zeroPoints: [zeroPoint],
});

/** Shape of both inputs of `twoInputsThreeOutputs`, which has three words of 4 channels at a position, the last not full. */
export const mapShape = { height: 3, width: 5, channels: 10 } as const;
export const mapNumbers = 3 * 5 * 10;
export const zeroPoint = -3;
const shape = [1, mapShape.height, mapShape.width, mapShape.channels];

/** A constant that the hardware keeps in its feature memory. */
export const constantMap = Int8Array.from({ length: mapNumbers }, (_, place) => ((place * 37) % 251) - 125);

/** Sum of two inputs; largest of each 2×2 window of the first; sum of the second and a constant. All of one scale. */
export function twoInputsThreeOutputs(): Uint8Array {
  const { add, pool } = optionTables;
  const model: WrittenModel = {
    tensors: [
      activation(shape, zeroPoint),
      activation(shape, zeroPoint),
      activation(shape, zeroPoint),
      activation([1, mapShape.height - 1, mapShape.width - 1, mapShape.channels], zeroPoint),
      { ...activation(shape, zeroPoint), data: constantMap },
      activation(shape, zeroPoint),
    ],
    inputs: [0, 1],
    outputs: [2, 3, 5],
    operators: [
      { name: 'ADD', inputs: [0, 1], outputs: [2], options: { code: add.code, fields: [] } },
      {
        name: 'MAX_POOL_2D',
        inputs: [0],
        outputs: [3],
        options: {
          code: pool.code,
          fields: [
            int8(pool.padding, validPadding),
            int32(pool.strideWidth, 1),
            int32(pool.strideHeight, 1),
            int32(pool.windowWidth, 2),
            int32(pool.windowHeight, 2),
          ],
        },
      },
      { name: 'ADD', inputs: [1, 4], outputs: [5], options: { code: add.code, fields: [] } },
    ],
  };
  return writeTensorFlowLite(model);
}

const saturated = (value: number): number => Math.max(-128, Math.min(127, value));

/** What that model computes: real numbers are added, so that one zero point goes; equal scales need no rounding. */
export function expectedOutputs(first: Int8Array, second: Int8Array): readonly Int8Array[] {
  const { height, width, channels } = mapShape;
  const at = (row: number, column: number, channel: number): number =>
    first[(row * width + column) * channels + channel]!;
  const largest: number[] = [];
  for (let row = 0; row + 1 < height; row++)
    for (let column = 0; column + 1 < width; column++)
      for (let channel = 0; channel < channels; channel++)
        largest.push(
          Math.max(
            at(row, column, channel),
            at(row, column + 1, channel),
            at(row + 1, column, channel),
            at(row + 1, column + 1, channel),
          ),
        );
  return [
    first.map((value, place) => saturated(value + second[place]! - zeroPoint)),
    Int8Array.from(largest),
    second.map((value, place) => saturated(value + constantMap[place]! - zeroPoint)),
  ];
}

/** Real numbers in: quantised with scale 0.5, then the largest of each 2×2 window. */
export function realInput(): Uint8Array {
  const { pool } = optionTables;
  return writeTensorFlowLite({
    tensors: [
      { shape: [1, 4, 4, 2], type: 'float32' },
      activation([1, 4, 4, 2], zeroPoint),
      activation([1, 2, 2, 2], zeroPoint),
    ],
    inputs: [0],
    outputs: [2],
    operators: [
      { name: 'QUANTIZE', inputs: [0], outputs: [1] },
      {
        name: 'MAX_POOL_2D',
        inputs: [1],
        outputs: [2],
        options: {
          code: pool.code,
          fields: [
            int8(pool.padding, validPadding),
            int32(pool.strideWidth, 2),
            int32(pool.strideHeight, 2),
            int32(pool.windowWidth, 2),
            int32(pool.windowHeight, 2),
          ],
        },
      },
    ],
  });
}

/** A pool of 2×2 of random 4×4 images behind an operator that the hardware does not have. */
export function unsupportedFirst(): Uint8Array {
  return writeTensorFlowLite({
    tensors: [activation([1, 8], 0), activation([1, 8], 0), activation([1, 8], 0)],
    inputs: [0],
    outputs: [2],
    operators: [
      { name: 'SIN', inputs: [0], outputs: [1] },
      { name: 'RELU', inputs: [1], outputs: [2] },
    ],
  });
}
