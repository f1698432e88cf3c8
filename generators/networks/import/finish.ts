import { elementsOf, graphProblem, mostElements } from '../graph/check-graph.ts';
import type { NetworkGraph } from '../graph/types.ts';
import { refuseContradiction, refuseForm } from './refuse.ts';

/**
 * The graph, if it is sound.
 * @throws BurinError B702 with the place where it contradicts itself, B703 where it is too large.
 */
export function soundGraph(graph: NetworkGraph): NetworkGraph {
  const numbers = elementsOf(graph.tensors);
  if (numbers > mostElements) {
    refuseForm(
      `the network's tensors hold ${numbers} numbers, where Burin reads at most ${mostElements}`,
      'give a smaller network, or convert it for smaller images',
    );
  }
  const problem = graphProblem(graph);
  if (problem) refuseContradiction(problem.place, problem.what);
  return graph;
}
