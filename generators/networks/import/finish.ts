import { graphProblem } from '../graph/check-graph.ts';
import type { NetworkGraph } from '../graph/types.ts';
import { refuseContradiction } from './refuse.ts';

/**
 * The graph, if it is sound.
 * @throws BurinError B702 with the place where it contradicts itself.
 */
export function soundGraph(graph: NetworkGraph): NetworkGraph {
  const problem = graphProblem(graph);
  if (problem) refuseContradiction(problem.place, problem.what);
  return graph;
}
