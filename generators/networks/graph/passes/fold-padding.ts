import { sameScales } from '../quantisations.ts';
import type { Convolution, DepthwiseConvolution, NetworkGraph, Operator, Pad, Padding } from '../types.ts';
import { type PassReport, type PassResult, readersByTensor } from './pass.ts';

/**
 * Lets convolutions pad by themselves: taps outside of the image count nothing, as do taps on the zero point. Only where
 * every reader of the padded image is a convolution, and only rows and columns are padded.
 */
export function foldPadding(graph: NetworkGraph): PassResult {
  const readers = readersByTensor(graph);
  const pads = new Map<number, Pad>();
  for (const operator of graph.operators) {
    if (operator.kind !== 'pad' || !padsWithZero(operator, graph)) continue;
    const padded = operator.outputs[0]!;
    if (graph.outputs.includes(padded)) continue;
    if (
      readers[padded]!.length > 0 &&
      readers[padded]!.every((reader) => isConvolution(reader) && reader.inputs[0] === padded)
    ) {
      pads.set(padded, operator);
    }
  }
  if (pads.size === 0) return { graph, reports: [] };
  const reports: PassReport[] = [];
  const operators = graph.operators.flatMap((operator): readonly Operator[] => {
    if (operator.kind === 'pad' && pads.has(operator.outputs[0]!)) return [];
    const pad = pads.get(operator.inputs[0] ?? -1);
    if (!pad || !isConvolution(operator)) return [operator];
    reports.push({ pass: 'fold-padding', place: pad.place, what: `its padding is done by ${operator.place}` });
    const inputs = [pad.inputs[0]!, ...operator.inputs.slice(1)];
    return [{ ...operator, inputs, padding: addPadding(operator.padding, pad) }];
  });
  return { graph: { ...graph, operators }, reports };
}

function isConvolution(operator: Operator): operator is Convolution | DepthwiseConvolution {
  return operator.kind === 'convolution' || operator.kind === 'depthwise-convolution';
}

/** Rows and columns of an image, with what means 0 there. */
function padsWithZero({ inputs, outputs, before, after, value }: Pad, { tensors }: NetworkGraph): boolean {
  const { quantisation } = tensors[outputs[0]!]!;
  const spatial = before.length === 4 && [0, 3].every((dimension) => before[dimension] === 0 && after[dimension] === 0);
  const zero = value === undefined || value === (quantisation?.zeroPoints[0] ?? 0);
  return spatial && zero && sameScales(tensors[inputs[0]!]!.quantisation, quantisation);
}

function addPadding({ top, bottom, left, right }: Padding, { before, after }: Pad): Padding {
  return { top: top + before[1]!, bottom: bottom + after[1]!, left: left + before[2]!, right: right + after[2]! };
}
