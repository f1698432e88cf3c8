import type { NetworkGraph } from '../graph/types.ts';
import type { CompiledProgram } from './compile.ts';

/** Operators that the host computes, by their places in the model file, in order. */
export interface LeftOperators {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * All that is left to the host of a compiled network.
 * @param graph What `program` was compiled from
 * @param left What of the network is not in `graph`, where that is a part of it
 */
export function hostOperators(
  graph: NetworkGraph,
  { hostBefore, hostAfter }: CompiledProgram,
  left: LeftOperators = { before: [], after: [] },
): LeftOperators {
  const placeOf = (operator: number): string => graph.operators[operator]!.place;
  return {
    before: [...left.before, ...hostBefore.map(placeOf)],
    after: [...hostAfter.map(placeOf), ...left.after],
  };
}
