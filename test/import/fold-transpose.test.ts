import { describe, expect, it } from 'vitest';
import { graphProblem } from '../../generators/networks/graph/check-graph.ts';
import { foldTranspose } from '../../generators/networks/graph/passes/index.ts';
import type { NetworkGraph, Operator, Tensor } from '../../generators/networks/graph/types.ts';
import { randomNumbers } from '../../sim/equivalence/random-inputs.ts';
import { runGraph } from '../../sim/golden/graph/index.ts';

const scale = (value: number) => ({ scales: Float32Array.of(value), zeroPoints: Int32Array.of(0), axis: 0 });

/** An image, channels first by a transposition, flattened, through a layer of 5 outputs. */
function flattened(shape: readonly number[], permutation: readonly number[], outputs: readonly number[]): NetworkGraph {
  const next = randomNumbers(7);
  const count = shape.reduce((product, size) => product * size, 1);
  const tensor = (name: string, of: readonly number[], rest: Partial<Tensor> = {}): Tensor => ({
    name,
    shape: of,
    type: 'int8',
    quantisation: scale(0.05),
    ...rest,
  });
  const operators: Operator[] = [
    { kind: 'transpose', place: 'operator 0 (TRANSPOSE)', inputs: [0], outputs: [1], permutation },
    { kind: 'reshape', place: 'operator 1 (RESHAPE)', inputs: [1], outputs: [2] },
    {
      kind: 'fully-connected',
      place: 'operator 2 (FULLY_CONNECTED)',
      inputs: [2, 3, -1],
      outputs: [4],
      activation: 'none',
    },
  ];
  return {
    name: 'flattened',
    arithmetic: 'tflm',
    tensors: [
      tensor('image', shape),
      tensor(
        'transposed',
        permutation.map((dimension) => shape[dimension]!),
      ),
      tensor('flat', [1, count]),
      tensor('weights', [5, count], { data: Int8Array.from({ length: 5 * count }, () => next() >> 24) }),
      tensor('scores', [1, 5], { quantisation: scale(9) }),
    ],
    inputs: [0],
    outputs,
    operators,
  };
}

describe('a transposition in front of a fully connected layer', () => {
  it.each([
    [
      [1, 3, 4, 6],
      [0, 3, 1, 2],
    ],
    [
      [1, 2, 5, 3],
      [0, 2, 3, 1],
    ],
    [
      [1, 7, 4],
      [0, 2, 1],
    ],
  ])('goes into the order of the weights: %j by %j', (shape, permutation) => {
    const graph = flattened(shape, permutation, [4]);
    const { graph: folded, reports } = foldTranspose(graph);
    expect(folded.operators.map(({ kind }) => kind)).toEqual(['reshape', 'fully-connected']);
    expect(graphProblem(folded)).toBeUndefined();
    expect(reports).toEqual([
      {
        pass: 'fold-transpose',
        place: 'operator 0 (TRANSPOSE)',
        what: 'the weights of operator 2 (FULLY_CONNECTED) are in its order',
      },
    ]);
    const next = randomNumbers(9);
    const image = Int8Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => next() >> 24);
    const [scores] = runGraph(graph, [image]).outputs;
    expect(new Set(scores as Int8Array).size).toBeGreaterThan(2);
    expect(runGraph(folded, [image]).outputs[0]).toEqual(scores);
  });

  it('stays where its result is an output of the network', () => {
    const graph = flattened([1, 3, 4, 6], [0, 3, 1, 2], [4, 1]);
    expect(foldTranspose(graph)).toEqual({ graph, reports: [] });
  });
});
