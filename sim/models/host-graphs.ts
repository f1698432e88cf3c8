import type { Partition } from '../../generators/networks/graph/partition.ts';
import type { NetworkGraph, Operator } from '../../generators/networks/graph/types.ts';

/** What the host computes around the accelerator; tensors keep their indexes of the whole graph. */
export interface HostGraphs {
  readonly before: NetworkGraph;
  readonly after: NetworkGraph;
}

export function hostGraphs(graph: NetworkGraph, part: Partition): HostGraphs {
  return {
    before: graphOf(graph, part.before, part.graph.inputs),
    after: graphOf(graph, part.after, graph.outputs),
  };
}

/** The operators as a graph that gives `outputs`, which it may also take as they are. */
function graphOf(graph: NetworkGraph, operators: readonly Operator[], outputs: readonly number[]): NetworkGraph {
  const written = new Set(operators.flatMap((operator) => operator.outputs));
  const read = [...operators.flatMap((operator) => operator.inputs), ...outputs];
  const inputs = [...new Set(read)].filter(
    (tensor) => tensor >= 0 && !graph.tensors[tensor]!.data && !written.has(tensor),
  );
  return { ...graph, operators, inputs, outputs };
}
