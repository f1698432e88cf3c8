import { sameScales } from '../quantisations.ts';
import type { FusedActivation, NetworkGraph, Operator } from '../types.ts';
import { type PassReport, type PassResult, readersByTensor, writersByTensor } from './pass.ts';

const foldable: readonly Operator['kind'][] = [
  'convolution',
  'depthwise-convolution',
  'fully-connected',
  'add',
  'subtract',
  'multiply',
  'average-pool',
  'max-pool',
];
const activations: readonly string[] = ['relu', 'relu6', 'relu-n1-to-1'] satisfies readonly FusedActivation[];

/**
 * Lets an operator clamp to the activation behind it, where both sides of the activation have one scale and zero point:
 * it then only clamps, and two clamps in a row are one.
 */
export function foldActivation(graph: NetworkGraph): PassResult {
  const readers = readersByTensor(graph);
  const writers = writersByTensor(graph);
  /** By the operator that takes it over. */
  const folded = new Map<Operator, Operator & { readonly kind: 'unary' }>();
  for (const operator of graph.operators) {
    if (operator.kind !== 'unary' || !activations.includes(operator.function)) continue;
    const between = operator.inputs[0]!;
    const writer = writers.get(between);
    if (!writer || !('activation' in writer) || writer.activation !== 'none' || !foldable.includes(writer.kind))
      continue;
    const [before, after] = [graph.tensors[between]!, graph.tensors[operator.outputs[0]!]!];
    const clamps = before.type === after.type && sameScales(before.quantisation, after.quantisation);
    if (clamps && readers[between]!.length === 1 && !graph.outputs.includes(between)) folded.set(writer, operator);
  }
  if (folded.size === 0) return { graph, reports: [] };
  const gone = new Set<Operator>(folded.values());
  const reports: PassReport[] = [];
  const operators = graph.operators.flatMap((operator): readonly Operator[] => {
    if (gone.has(operator)) return [];
    const unary = folded.get(operator);
    if (!unary || !('activation' in operator)) return [operator];
    reports.push({ pass: 'fold-activation', place: unary.place, what: `it is done by the clamp of ${operator.place}` });
    return [{ ...operator, outputs: unary.outputs, activation: unary.function as FusedActivation }];
  });
  return { graph: { ...graph, operators }, reports };
}
