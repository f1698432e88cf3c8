import type { NetworkGraph, TensorData } from '../../generators/networks/graph/types.ts';
import type { ModelRun } from './model-engine.ts';

/** Places of the graph's inputs that are given for each run: all but those of states. */
export function ownInputs({ inputs, states = [] }: NetworkGraph): readonly number[] {
  return inputs.map((_, place) => place).filter((place) => !states.some(({ input }) => input === place));
}

/** Places of the graph's outputs that a run is for. */
export function ownOutputs({ outputs, states = [] }: NetworkGraph): readonly number[] {
  return outputs.map((_, place) => place).filter((place) => !states.some(({ output }) => output === place));
}

/** What the first run takes for all inputs of the graph, where `own` are those that are given. */
export function firstInputs(graph: NetworkGraph, own: readonly TensorData[]): readonly TensorData[] {
  const places = ownInputs(graph);
  const initial = new Map(graph.states?.map((state) => [state.input, state.initial]));
  return graph.inputs.map((_, place) => initial.get(place) ?? own[places.indexOf(place)]!);
}

/**
 * Runs one behind the other: a state that a run gives is what the next one takes; the first takes the initial ones.
 * @returns A function from the inputs that are given to a run, with all of the graph's outputs
 */
export function carryStates(
  graph: NetworkGraph,
  infer: (inputs: readonly TensorData[]) => Promise<ModelRun>,
): (own: readonly TensorData[]) => Promise<ModelRun> {
  const held = new Map<number, TensorData>();
  return async (own) => {
    const inputs = firstInputs(graph, own).map((data, place) => held.get(place) ?? data);
    const run = await infer(inputs);
    for (const { input, output } of graph.states ?? []) held.set(input, run.outputs[output]!);
    return run;
  };
}
