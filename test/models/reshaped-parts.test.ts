import { describe, expect, it } from 'vitest';
import type { NetworkGraph, Operator, Tensor } from '../../generators/networks/graph/types.ts';
import { hardwareProblem } from '../../generators/networks/tensor-mapping/lower/supported.ts';
import { acceleratedModelEngine } from '../../sim/models/accelerated-model-engine.ts';
import { specifiedMachine } from '../../sim/models/machine.ts';
import { deployModel } from '../../sim/models/model-deployment.ts';
import { randomModelVectors } from '../../sim/models/model-vectors.ts';
import { startMachine } from '../../sim/models/simulated-machine.ts';
import { verifyModel } from '../../sim/models/verify-model.ts';

const quantisation = { scales: Float32Array.of(0.5), zeroPoints: Int32Array.of(3), axis: 0 };

function graphOf(shapes: readonly (readonly number[])[], outputs: readonly number[], operators: readonly Operator[]) {
  const tensors = shapes.map(
    (shape, place): Tensor => ({ name: `tensor ${place}`, shape, type: 'int8', quantisation }),
  );
  return { name: 'parts', arithmetic: 'tflm', tensors, inputs: [0], outputs, operators } satisfies NetworkGraph;
}

const relu = (input: number): Operator => ({
  kind: 'unary',
  function: 'relu',
  place: 'relu',
  inputs: [input],
  outputs: [input + 1],
});
const reshape = (input: number, output: number): Operator => ({
  kind: 'reshape',
  place: 'reshape',
  inputs: [input],
  outputs: [output],
});
const slice: Operator = {
  kind: 'strided-slice',
  place: 'slice',
  begin: [0, 1, 1, 0],
  steps: [1, 1, 1, 1],
  inputs: [0],
  outputs: [1],
};
const join: Operator = {
  kind: 'concatenation',
  axis: 2,
  activation: 'none',
  place: 'join',
  inputs: [1, 0],
  outputs: [2],
};
const [image, inner] = [
  [1, 6, 5, 8],
  [1, 4, 3, 8],
];

describe('parts of an image, whose rows lie apart, read under another shape', () => {
  it.each([
    [
      'a slice in one row',
      graphOf([image!, inner!, [1, 1, 12, 8], [1, 1, 12, 8]], [3], [slice, reshape(1, 2), relu(2)]),
    ],
    ['a slice flattened', graphOf([image!, inner!, [1, 96], [1, 96]], [3], [slice, reshape(1, 2), relu(2)])],
    [
      'a part of a concatenation',
      graphOf(
        [image!, image!, [1, 6, 10, 8], [1, 30, 1, 8], [1, 30, 1, 8]],
        [2, 4],
        [relu(0), join, reshape(1, 3), relu(3)],
      ),
    ],
  ])('%s', async (_, graph) => {
    const deployment = deployModel(graph, { fold: false });
    const engine = acceleratedModelEngine(deployment, specifiedMachine(deployment.program));
    const { firstMismatch, comparedValues } = await verifyModel(deployment, engine, randomModelVectors(graph, 2, 1));
    expect(firstMismatch).toBeUndefined();
    expect(comparedValues).toBeGreaterThan(400);
  });
});

const mean = (axes: readonly number[]): Operator => ({ kind: 'mean', axes, place: 'mean', inputs: [1], outputs: [2] });

describe('channels that become others', () => {
  it.each([
    [
      '12 become 8, by way of 4',
      graphOf(
        [
          [1, 4, 6, 12],
          [1, 4, 6, 12],
          [1, 6, 6, 8],
          [1, 6, 6, 8],
        ],
        [3],
        [relu(0), reshape(1, 2), relu(2)],
      ),
    ],
    [
      '9 become 5, one by one',
      graphOf(
        [
          [1, 5, 3, 9],
          [1, 5, 3, 9],
          [27, 5],
          [27, 5],
        ],
        [3],
        [relu(0), reshape(1, 2), relu(2)],
      ),
    ],
    ['their mean, kept as one', graphOf([image!, image!, [1, 6, 5, 1]], [2], [relu(0), mean([3])])],
    ['their mean, with columns as channels', graphOf([image!, image!, [1, 6, 5]], [2], [relu(0), mean([3])])],
    [
      'the mean of columns and channels',
      graphOf(
        [
          [1, 6, 5, 21],
          [1, 6, 5, 21],
          [1, 6],
        ],
        [2],
        [relu(0), mean([2, 3])],
      ),
    ],
  ])('%s', async (_, graph) => {
    for (const array of [4, 8]) {
      const deployment = deployModel(graph, { fold: false, set: { array } });
      expect(deployment.program.hostBefore.concat(deployment.program.hostAfter)).toEqual([]);
      const engine = acceleratedModelEngine(deployment, await startMachine('wasm', deployment.program));
      const vectors = randomModelVectors(graph, 2, 1);
      expect((await verifyModel(deployment, engine, vectors)).firstMismatch).toBeUndefined();
    }
  });

  it('are left to the host where that would take too many parts', () => {
    const shapes = [
      [1, 67, 1, 66],
      [1, 67, 1, 66],
      [66, 67],
      [66, 67],
    ];
    const graph = graphOf(shapes, [3], [relu(0), reshape(1, 2), relu(2)]);
    expect(hardwareProblem(graph, graph.operators[1]!)).toBe(
      'it turns 66 channels into 67, with more than 64 parts of 1 in one of them',
    );
    expect(deployModel(graph).program.hostAfter).toEqual([1, 2]);
  });
});
