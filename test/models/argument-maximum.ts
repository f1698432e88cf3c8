import type { NetworkGraph } from '../../generators/networks/graph/types.ts';

/** A network with an ARG_MAX behind its only output, whose channels are its last dimension. */
export function endingInArgumentMaximum(graph: NetworkGraph, keepOutput = false): NetworkGraph {
  const [output] = graph.outputs as [number];
  const { shape } = graph.tensors[output]!;
  const result = graph.tensors.length;
  return {
    ...graph,
    tensors: [...graph.tensors, { name: 'largest', shape: shape.slice(0, -1), type: 'int32' }],
    operators: [
      ...graph.operators,
      {
        kind: 'argmax',
        axis: shape.length - 1,
        place: `operator ${graph.operators.length} (ARG_MAX)`,
        inputs: [output],
        outputs: [result],
      },
    ],
    outputs: keepOutput ? [output, result] : [result],
  };
}

/** The place of the largest number, the first of equal ones. */
export function firstOfLargest(numbers: Int8Array): number {
  return numbers.indexOf(Math.max(...numbers));
}
