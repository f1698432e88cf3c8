import { describe, expect, it } from 'vitest';
import { importTensorFlowLite } from '../../generators/networks/import/tflite/import.ts';
import { optionTables } from '../../generators/networks/import/tflite/schema.ts';
import { runGraph } from '../../sim/golden/graph/index.ts';
import { int8, int32 } from '../support/random-tensor-draft.ts';
import { type WrittenModel, type WrittenTensor, writeTensorFlowLite } from '../support/tflite-writer.ts';

const unsigned = (
  shape: readonly number[],
  scale: number,
  zeroPoint: number,
  data?: readonly number[],
): WrittenTensor => ({
  shape,
  type: 'uint8',
  scales: [scale],
  zeroPoints: [zeroPoint],
  ...(data ? { data: Int8Array.from(data) } : {}),
});

const weights = [0, 255, 121, 120, 1, 254, 250, 3];
const input = [0, 255, 17, 200];
const bias = [1000, -7];

function graphOf(model: WrittenModel) {
  return importTensorFlowLite(writeTensorFlowLite(model), 'unsigned');
}

/** Two vectors of four numbers, of which `weights` makes two each; a multiplier of 1/64 makes all rounding plain. */
function fullyConnected(zeroPoint: number, behind?: string): WrittenModel {
  return {
    tensors: [
      unsigned([1, 4], 0.5, 13),
      unsigned([2, 4], 0.25, zeroPoint, weights),
      { shape: [2], type: 'int32', scales: [0.125], data: Int32Array.from(bias) },
      unsigned([1, 2], 8, 100),
      unsigned([1, 2], 8, 100),
    ],
    inputs: [0],
    outputs: [behind ? 4 : 3],
    operators: [
      {
        name: 'FULLY_CONNECTED',
        inputs: [0, 1, 2],
        outputs: [3],
        options: { code: optionTables.fullyConnected.code, fields: [] },
      },
      ...(behind ? [{ name: behind, inputs: [3], outputs: [4] }] : []),
    ],
  };
}

function expected(zeroPoint: number): number[] {
  return [0, 1].map((row) => {
    const sum = input.reduce(
      (all, stored, at) => all + (stored - 13) * (weights[4 * row + at]! - zeroPoint),
      bias[row]!,
    );
    const rounded = Math.sign(sum) * Math.floor(Math.abs(sum) / 64 + 0.5);
    return Math.min(255, Math.max(0, rounded + 100));
  });
}

describe('networks of uint8 numbers', () => {
  it.each([121, 128, 0, 255])('weights have the zero point %i', (zeroPoint) => {
    const graph = graphOf(fullyConnected(zeroPoint));
    expect(graph.tensors[graph.inputs[0]!]!.type).toBe('uint8');
    const { outputs } = runGraph(graph, [Uint8Array.from(input)]);
    expect([...outputs[0]!]).toEqual(expected(zeroPoint));
  });

  it('weights are int8 where their numbers less the zero point fit', () => {
    const types = [121, 128].map((zeroPoint) => {
      const graph = graphOf(fullyConnected(zeroPoint));
      const operator = graph.operators.find(({ kind }) => kind === 'fully-connected')!;
      return graph.tensors[operator.inputs[1]!]!.type;
    });
    expect(types).toEqual(['int16', 'int8']);
  });

  it('an average is rounded half up', () => {
    const { pool } = optionTables;
    const graph = graphOf({
      tensors: [unsigned([1, 1, 6, 1], 1, 128), unsigned([1, 1, 3, 1], 1, 128)],
      inputs: [0],
      outputs: [1],
      operators: [
        {
          name: 'AVERAGE_POOL_2D',
          inputs: [0],
          outputs: [1],
          options: {
            code: pool.code,
            fields: [
              int8(pool.padding, 1),
              int32(pool.strideWidth, 2),
              int32(pool.strideHeight, 1),
              int32(pool.windowWidth, 2),
              int32(pool.windowHeight, 1),
            ],
          },
        },
      ],
    });
    const { outputs } = runGraph(graph, [Uint8Array.of(0, 1, 127, 128, 254, 255)]);
    expect([...outputs[0]!]).toEqual([1, 128, 255]);
  });

  it('what is not supported reads the file’s own numbers', () => {
    const graph = graphOf(fullyConnected(121, 'SVDF'));
    expect(graph.operators.map(({ place }) => place)).toEqual([
      'the int8 form of tensor 0',
      'operator 0 (FULLY_CONNECTED)',
      'the uint8 form of tensor 3',
      'operator 1 (SVDF)',
    ]);
    expect(graph.operators.at(-1)!.inputs).toEqual([3]);
    expect(graph.tensors[3]!.type).toBe('uint8');
  });
});
