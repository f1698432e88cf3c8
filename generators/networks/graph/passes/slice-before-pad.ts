import { sameScales } from '../quantisations.ts';
import type { NetworkGraph, Operator, Pad, StridedSlice, Tensor } from '../types.ts';
import { type PassReport, type PassResult, readersByTensor } from './pass.ts';

/**
 * Slices what is padded, and pads the slices: convolutions behind them pad by themselves, so that the padded image need
 * not exist. Only where the image is padded for such slices alone.
 */
export function sliceBeforePad(graph: NetworkGraph): PassResult {
  const readers = readersByTensor(graph);
  const tensors: Tensor[] = [...graph.tensors];
  const reports: PassReport[] = [];
  const pads = new Map<number, Pad>();
  for (const operator of graph.operators) {
    if (operator.kind !== 'pad') continue;
    const padded = operator.outputs[0]!;
    const own = readers[padded]!;
    const moves = own.length > 0 && own.every((reader) => isMovable(graph, reader, operator, readers));
    if (moves && !graph.outputs.includes(padded)) pads.set(padded, operator);
  }
  if (pads.size === 0) return { graph, reports: [] };
  const operators = graph.operators.flatMap((operator): readonly Operator[] => {
    const pad = operator.kind === 'strided-slice' ? pads.get(operator.inputs[0]!) : undefined;
    if (!pad || operator.kind !== 'strided-slice') return [operator];
    const { begin, before, after, shape } = insideOf(graph, operator, pad);
    const sliced = tensors.length;
    const result = graph.tensors[operator.outputs[0]!]!;
    tensors.push({ ...result, name: `${result.name} without padding`, shape });
    reports.push({ pass: 'slice-before-pad', place: operator.place, what: `it comes before ${pad.place}` });
    return [
      { ...operator, inputs: [pad.inputs[0]!], outputs: [sliced], begin },
      { ...pad, inputs: [sliced], outputs: operator.outputs, before, after },
    ];
  });
  const kept = operators.filter(({ outputs }) => !pads.has(outputs[0]!));
  return { graph: { ...graph, tensors, operators: kept }, reports };
}

/** A slice with steps of 1, of more than padding, that convolutions alone read. */
function isMovable(graph: NetworkGraph, slice: Operator, pad: Pad, readers: readonly (readonly Operator[])[]): boolean {
  if (slice.kind !== 'strided-slice' || slice.steps.some((step) => step !== 1)) return false;
  const result = slice.outputs[0]!;
  const [input, output] = [graph.tensors[pad.inputs[0]!]!, graph.tensors[result]!];
  const zero = output.quantisation?.zeroPoints[0] ?? 0;
  return (
    !graph.outputs.includes(result) &&
    (pad.value ?? zero) === zero &&
    sameScales(input.quantisation, output.quantisation) &&
    insideOf(graph, slice, pad).shape.every((size) => size > 0) &&
    readers[result]!.every(
      ({ kind, inputs }) =>
        (kind === 'convolution' || kind === 'depthwise-convolution') && inputs.indexOf(result) === 0,
    )
  );
}

/** The part of a slice that is no padding, in the image before it is padded, and the padding around it. */
function insideOf({ tensors }: NetworkGraph, slice: StridedSlice, pad: Pad) {
  const image = tensors[pad.inputs[0]!]!.shape;
  const { shape } = tensors[slice.outputs[0]!]!;
  const first = slice.begin.map((begin, dimension) => begin - pad.before[dimension]!);
  const begin = first.map((place) => Math.max(0, place));
  const end = first.map((place, dimension) => Math.min(image[dimension]!, place + shape[dimension]!));
  return {
    begin,
    shape: end.map((place, dimension) => place - begin[dimension]!),
    before: begin.map((place, dimension) => place - first[dimension]!),
    after: end.map((place, dimension) => first[dimension]! + shape[dimension]! - place),
  };
}
