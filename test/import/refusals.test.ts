import { describe, expect, it } from 'vitest';
import type { BurinError } from '../../generators/diagnostics.ts';
import { checkSupported } from '../../generators/networks/graph/support.ts';
import { importTensorFlowLite } from '../../generators/networks/import/tflite/import.ts';
import { type WrittenModel, type WrittenTensor, writeTensorFlowLite } from '../support/tflite-writer.ts';

const importModel = (model: WrittenModel) => importTensorFlowLite(writeTensorFlowLite(model), 'model');
const int8 = (shape: readonly number[]): WrittenTensor => ({ shape, type: 'int8', scales: [1], zeroPoints: [0] });

function findings(model: WrittenModel): readonly string[] {
  try {
    checkSupported(importModel(model));
    return [];
  } catch (error) {
    return (error as BurinError).diagnostics.map(({ message }) => message);
  }
}

describe('what is not supported', () => {
  it('shapes that are computed for a reshape cost nothing', () => {
    const graph = importModel({
      tensors: [
        int8([1, 6]),
        { shape: [2], type: 'int32' },
        { shape: [], type: 'int32', data: Int32Array.of(3) },
        { shape: [2], type: 'int32' },
        int8([2, 3]),
      ],
      inputs: [0],
      outputs: [4],
      operators: [
        { name: 'SHAPE', inputs: [0], outputs: [1] },
        { name: 'PACK', inputs: [1, 2], outputs: [3] },
        { name: 'RESHAPE', inputs: [0, 3], outputs: [4] },
      ],
    });
    expect(graph.operators.map(({ kind }) => kind)).toEqual(['reshape']);
  });

  it('operators of one name and reason are one finding', () => {
    const operators = [0, 1, 2].map((place) => ({ name: 'SIN', inputs: [place], outputs: [place + 1] }));
    const tensors = Array.from({ length: 4 }, () => int8([4]));
    expect(findings({ tensors, inputs: [0], outputs: [3], operators })).toEqual([
      'model: operator 0 (SIN) and 2 more of its kind: the operator is not supported',
    ]);
  });

  it('a network of real numbers is one finding', () => {
    const real: WrittenTensor = { shape: [4], type: 'float32' };
    const operators = ['RELU', 'TANH', 'ABS'].map((name, place) => ({ name, inputs: [place], outputs: [place + 1] }));
    expect(findings({ tensors: [real, real, real, real], inputs: [0], outputs: [3], operators })).toEqual([
      'model: operator 0 (RELU) and 2 operators behind it: it computes with float32 numbers',
    ]);
  });

  it('constants of a type that is not read are no contradiction', () => {
    expect(
      findings({
        tensors: [
          { shape: [2], type: 'resource', data: Int8Array.of(1, 2) },
          { shape: [2], type: 'float32' },
        ],
        inputs: [],
        outputs: [1],
        operators: [{ name: 'DEQUANTIZE', inputs: [0], outputs: [1] }],
      }),
    ).toEqual(['model: operator 0 (DEQUANTIZE): the type of its tensor tensor 0 is not supported']);
  });

  it('variables whose first numbers nobody gives stay', () => {
    const graph = importModel({
      tensors: [int8([1, 4]), { shape: [], type: 'resource' }, int8([1, 4]), int8([1, 4])],
      inputs: [0],
      outputs: [3],
      operators: [
        { name: 'VAR_HANDLE', inputs: [], outputs: [1] },
        { name: 'READ_VARIABLE', inputs: [1], outputs: [2] },
        { name: 'MINIMUM', inputs: [0, 2], outputs: [3] },
        { name: 'ASSIGN_VARIABLE', inputs: [1, 3], outputs: [] },
      ],
    });
    expect(graph.operators.map(({ kind }) => kind)).toEqual(['unsupported', 'unsupported', 'minimum', 'unsupported']);
    expect(graph.inputs).toEqual([0]);
  });

  it('a network that is too large is not called damaged', () => {
    const large = int8([1, 1 << 14, 1 << 13, 1]);
    expect(() => importModel({ tensors: [large, large], inputs: [0], outputs: [1], operators: [] })).toThrow(
      /tensors hold 268435456 numbers, where Burin reads at most 134217728/,
    );
  });
});
