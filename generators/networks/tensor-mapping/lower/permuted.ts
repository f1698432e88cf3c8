import type { Mean, NetworkGraph, Operator, Transpose } from '../../graph/types.ts';

/**
 * Of a tensor whose dimensions are in another order than the words of its value: for each dimension the one of the
 * image (0 batch, 1 rows, 2 columns, 3 channels) that it stands for. Networks that were trained with channels first
 * have such tensors before a mean over rows and columns; they are never made.
 */
export type PermutedDimensions = readonly number[];

/** `undefined` where the tensor's numbers are in their usual order, or a transposition that is refused makes them so. */
export function permutedDimensions(graph: NetworkGraph, tensor: number): PermutedDimensions | undefined {
  const found = permutedBy(graph, tensor);
  return found && isTransparent(graph, found.transpose) ? found.dimensions : undefined;
}

/** Whether a transposition that moves channels need not be done: means follow that do not care. */
export function isTransparent(graph: NetworkGraph, transpose: Transpose): boolean {
  const { shape } = graph.tensors[transpose.inputs[0]!]!;
  return shape.length === 4 && shape[0] === 1 && meansRestoreOrder(graph, transpose.outputs[0]!);
}

function permutedBy(
  graph: NetworkGraph,
  tensor: number,
): { readonly dimensions: PermutedDimensions; readonly transpose: Transpose } | undefined {
  const operator = graph.operators.find(({ outputs }) => outputs.includes(tensor));
  if (operator?.kind === 'transpose') {
    return movesChannels(graph, operator) ? { dimensions: operator.permutation, transpose: operator } : undefined;
  }
  if (operator?.kind !== 'mean') return undefined;
  const before = permutedBy(graph, operator.inputs[0]!);
  if (!before) return undefined;
  const left = remaining(graph, operator, before.dimensions);
  return isAscending(left) ? undefined : { ...before, dimensions: left };
}

/** The dimensions of a mean's result, those of size 1 that were kept too. */
function remaining(graph: NetworkGraph, { axes, inputs, outputs }: Mean, dimensions: PermutedDimensions) {
  const kept = graph.tensors[outputs[0]!]!.shape.length === graph.tensors[inputs[0]!]!.shape.length;
  return kept ? dimensions : dimensions.filter((_, axis) => !axes.includes(axis));
}

function isAscending(dimensions: PermutedDimensions): boolean {
  return dimensions.every((dimension, place) => place === 0 || dimension > dimensions[place - 1]!);
}

/** Whether dimensions other than those of size 1 change their order. */
export function movesChannels(graph: NetworkGraph, { permutation, inputs }: Transpose): boolean {
  const { shape } = graph.tensors[inputs[0]!]!;
  return !isAscending(permutation.filter((dimension) => shape[dimension] !== 1));
}

/** Whether all that reads the tensor takes means of rows and columns, until the usual order is back. */
function meansRestoreOrder(graph: NetworkGraph, tensor: number): boolean {
  const dimensions = permutedBy(graph, tensor)?.dimensions;
  if (!dimensions) return true;
  if (graph.outputs.includes(tensor)) return false;
  const readers = graph.operators.filter(({ inputs }) => inputs.includes(tensor));
  return (
    readers.length > 0 &&
    readers.every((reader) => isMeanOf(reader, dimensions) && meansRestoreOrder(graph, reader.outputs[0]!))
  );
}

function isMeanOf(operator: Operator, dimensions: PermutedDimensions): boolean {
  return operator.kind === 'mean' && meanDimensions(operator, dimensions).every((one) => one === 1 || one === 2);
}

/** The dimensions of the image that a mean runs over. */
export function meanDimensions({ axes }: Mean, dimensions: PermutedDimensions): readonly number[] {
  return axes.map((axis) => dimensions[axis]!);
}
