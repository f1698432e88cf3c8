import { sameScales } from '../quantisations.ts';
import type { NetworkGraph, Operator, Pad } from '../types.ts';
import type { PassResult } from './pass.ts';

/** Takes out padding of no rows, columns or channels: what read its result reads what it was made of. */
export function removeEmptyPadding(graph: NetworkGraph): PassResult {
  const { tensors, operators, outputs } = graph;
  const empty = operators.filter(
    (operator): operator is Pad =>
      operator.kind === 'pad' &&
      [...operator.before, ...operator.after].every((amount) => amount === 0) &&
      !outputs.includes(operator.outputs[0]!) &&
      sameScales(tensors[operator.inputs[0]!]!.quantisation, tensors[operator.outputs[0]!]!.quantisation),
  );
  if (empty.length === 0) return { graph, reports: [] };
  const sources = new Map(empty.map((pad) => [pad.outputs[0]!, pad.inputs[0]!]));
  const sourceOf = (tensor: number): number => {
    const source = sources.get(tensor);
    return source === undefined ? tensor : sourceOf(source);
  };
  const kept = operators
    .filter((operator) => !(empty as readonly Operator[]).includes(operator))
    .map((operator): Operator => ({ ...operator, inputs: operator.inputs.map(sourceOf) }));
  const reports = empty.map(({ place }) => ({ pass: 'remove-empty-padding', place, what: 'it pads nothing' }));
  return { graph: { ...graph, operators: kept }, reports };
}
