import type { NetworkGraph } from '../types.ts';
import type { PassReport, PassResult } from './pass.ts';

/** Leaves out operators whose results nobody reads. Those without results (writes to variables) have an effect: kept. */
export function removeDeadOperators(graph: NetworkGraph): PassResult {
  const wanted = new Set(graph.outputs);
  const reports: PassReport[] = [];
  const kept = graph.operators.toReversed().filter(({ place, inputs, outputs }) => {
    if (outputs.length > 0 && !outputs.some((tensor) => wanted.has(tensor))) {
      reports.push({ pass: 'remove-dead-operators', place, what: 'nobody reads its result' });
      return false;
    }
    for (const tensor of inputs) wanted.add(tensor);
    return true;
  });
  return reports.length === 0 ? { graph, reports } : { graph: { ...graph, operators: kept.toReversed() }, reports };
}

/** Leaves out tensors that no operator touches; the others keep their order and names, and get new indexes. */
export function removeDeadTensors(graph: NetworkGraph): PassResult {
  const { tensors, operators, inputs, outputs } = graph;
  const used = new Set([
    ...inputs,
    ...outputs,
    ...operators.flatMap((operator) => [...operator.inputs, ...operator.outputs]),
  ]);
  const kept = tensors.flatMap((_, tensor) => (used.has(tensor) ? [tensor] : []));
  if (kept.length === tensors.length) return { graph, reports: [] };
  const renumbered = new Map(kept.map((tensor, place) => [tensor, place]));
  const renumber = (indexes: readonly number[]): readonly number[] =>
    indexes.map((tensor) => (tensor < 0 ? tensor : renumbered.get(tensor)!));
  const reports = tensors.flatMap(({ name }, tensor): readonly PassReport[] =>
    used.has(tensor)
      ? []
      : [{ pass: 'remove-dead-tensors', place: `tensor ${tensor} (${name})`, what: 'nobody uses it' }],
  );
  return {
    graph: {
      ...graph,
      tensors: kept.map((tensor) => tensors[tensor]!),
      inputs: renumber(inputs),
      outputs: renumber(outputs),
      operators: operators.map((one) => ({ ...one, inputs: renumber(one.inputs), outputs: renumber(one.outputs) })),
    },
    reports,
  };
}
