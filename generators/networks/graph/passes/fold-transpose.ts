import { elementCount, rowMajorSteps } from '../shapes.ts';
import type { FullyConnected, NetworkGraph, Operator, Reshape, Tensor, Transpose } from '../types.ts';
import { type PassReport, type PassResult, readersByTensor, writersByTensor } from './pass.ts';

type Movement = Transpose | Reshape;

/**
 * Takes transpositions in front of a fully connected layer into the order of its weights: networks whose files have
 * channels first flatten that way. Only where the layer has one vector and nothing else reads what lies between.
 */
export function foldTranspose(graph: NetworkGraph): PassResult {
  const readers = readersByTensor(graph);
  const writers = writersByTensor(graph);
  const isPrivate = (tensor: number): boolean => readers[tensor]!.length === 1 && !graph.outputs.includes(tensor);
  const tensors = [...graph.tensors];
  const reports: PassReport[] = [];
  const gone = new Set<Operator>();
  const replaced = new Map<Operator, readonly Operator[]>();
  for (const operator of graph.operators) {
    if (operator.kind !== 'fully-connected') continue;
    const chain = movementsBefore(operator, writers, isPrivate);
    const weights = graph.tensors[operator.inputs[1]!]!;
    const source = chain[0]?.inputs[0];
    if (source === undefined || !chain.some(({ kind }) => kind === 'transpose')) continue;
    if (!(weights.data instanceof Int8Array) || weights.quantisation?.axis === 1) continue;
    if (elementCount(graph.tensors[source]!.shape) !== weights.shape[1]) continue;
    for (const movement of chain) gone.add(movement);
    const order = sourceIndexes(chain, graph.tensors);
    const vector = operator.inputs[0]!;
    const rearranged = (tensor: Tensor, changes: Partial<Tensor>): number =>
      tensors.push({ ...tensor, ...changes, name: `${tensor.name} (channels last)` }) - 1;
    const flat = rearranged(graph.tensors[vector]!, {});
    const permuted = rearranged(weights, { data: permuteColumns(weights.data, order) });
    const reshape: Reshape = { kind: 'reshape', place: chain.at(-1)!.place, inputs: [source], outputs: [flat] };
    replaced.set(operator, [reshape, { ...operator, inputs: [flat, permuted, ...operator.inputs.slice(2)] }]);
    const { place } = chain.find(({ kind }) => kind === 'transpose')!;
    reports.push({ pass: 'fold-transpose', place, what: `the weights of ${operator.place} are in its order` });
  }
  if (reports.length === 0) return { graph, reports };
  const operators = graph.operators.flatMap((operator) =>
    gone.has(operator) ? [] : (replaced.get(operator) ?? [operator]),
  );
  return { graph: { ...graph, tensors, operators }, reports };
}

/** The movements that make a layer's vector, first one first. */
function movementsBefore(
  layer: FullyConnected,
  writers: ReadonlyMap<number, Operator>,
  isPrivate: (tensor: number) => boolean,
): readonly Movement[] {
  const chain: Movement[] = [];
  let tensor = layer.inputs[0]!;
  for (;;) {
    const writer = writers.get(tensor);
    if (!writer || !isPrivate(tensor) || (writer.kind !== 'transpose' && writer.kind !== 'reshape')) break;
    chain.unshift(writer);
    tensor = writer.inputs[0]!;
  }
  return chain;
}

/** For each number of the last result, in order, its index in the first operand. */
function sourceIndexes(chain: readonly Movement[], tensors: readonly Tensor[]): Int32Array {
  const first = tensors[chain[0]!.inputs[0]!]!;
  let indexes = Int32Array.from({ length: elementCount(first.shape) }, (_, index) => index);
  for (const movement of chain) {
    if (movement.kind === 'reshape') continue;
    const { shape } = tensors[movement.inputs[0]!]!;
    const steps = rowMajorSteps(shape);
    const moved = movement.permutation.map((dimension) => ({ size: shape[dimension]!, step: steps[dimension]! }));
    indexes = indexes.map((_, place) => {
      let rest = place;
      let from = 0;
      for (const { size, step } of moved.toReversed()) {
        from += (rest % size) * step;
        rest = Math.floor(rest / size);
      }
      return indexes[from]!;
    });
  }
  return indexes;
}

/** Column `order[j]` of the result is column j. */
function permuteColumns(weights: Int8Array, order: Int32Array): Int8Array {
  const permuted = new Int8Array(weights.length);
  for (let row = 0; row < weights.length; row += order.length)
    for (const [column, place] of order.entries()) permuted[row + place] = weights[row + column]!;
  return permuted;
}
