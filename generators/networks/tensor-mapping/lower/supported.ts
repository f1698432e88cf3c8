import type { NetworkGraph, Operator, Tensor } from '../../graph/types.ts';
import { bilinearProblem } from './interpolate.ts';
import { mapShape } from './operations.ts';
import { isTransparent, movesChannels, permutedDimensions } from './permuted.ts';
import { mostUnsignedPositions } from './pools.ts';
import { channelsProblem } from './reshape.ts';
import { sumProblem } from './sums.ts';

/** What TensorTrail leaves to the host at the network's ends. */
const hostKinds: readonly Operator['kind'][] = ['softmax', 'dequantise', 'argmax', 'unsupported'];

/** Why TensorTrail cannot compute the operator, as a clause; `undefined` where it can. */
export function hardwareProblem(graph: NetworkGraph, operator: Operator, argmax = false): string | undefined {
  if (operator.kind === 'unsupported') return operator.reason;
  const inputs = operator.inputs.filter((tensor) => tensor >= 0).map((tensor) => graph.tensors[tensor]!);
  const output = graph.tensors[operator.outputs[0]!]!;
  if (operator.kind === 'argmax') return argmax ? argumentProblem(operator.axis, inputs[0]!) : hostText(operator.kind);
  if (hostKinds.includes(operator.kind)) return hostText(operator.kind);
  const activations = inputs.filter(({ data }) => !data);
  const wrong = [...activations, output].find(({ type }) => type !== 'int8');
  if (wrong) return `its tensor ${wrong.name} is ${wrong.type}, not int8`;
  return attributeProblem(graph, operator, inputs, output);
}

/** Whether the operator could run on the hardware if its images came one by one. */
export function needsOneImage(graph: NetworkGraph, operator: Operator): boolean {
  const image = graph.tensors[operator.inputs[0] ?? -1];
  const alone = operator.kind === 'unsupported' || hostKinds.includes(operator.kind);
  return (
    !alone && image !== undefined && leadingImages(image.shape) > 1 && hardwareProblem(graph, operator) !== undefined
  );
}

function hostText(kind: Operator['kind']): string {
  return `${kind} is left to the host`;
}

function argumentProblem(axis: number, { shape, type }: Tensor): string | undefined {
  const { height, width } = mapShape(shape);
  if (type !== 'int8') return `its input is ${type}, not int8`;
  return axis === shape.length - 1 && height * width === 1
    ? undefined
    : 'it takes the largest of other than one vector';
}

function attributeProblem(
  graph: NetworkGraph,
  operator: Operator,
  inputs: readonly Tensor[],
  output: Tensor,
): string | undefined {
  const image = inputs[0]!;
  switch (operator.kind) {
    case 'convolution':
    case 'depthwise-convolution':
    case 'max-pool':
    case 'resize-nearest':
      return image.shape[0] === 1 ? undefined : `its batch is ${image.shape[0]}, not 1`;
    case 'resize-bilinear':
      if (image.shape[0] !== 1) return `its batch is ${image.shape[0]}, not 1`;
      return bilinearProblem(operator, image.shape, output.shape);
    case 'average-pool': {
      if (image.shape[0] !== 1) return `its batch is ${image.shape[0]}, not 1`;
      const positions = operator.window.height * operator.window.width;
      return operator.unsigned && positions > mostUnsignedPositions
        ? `its window has ${positions} positions of uint8 numbers, more than ${mostUnsignedPositions}`
        : undefined;
    }
    case 'mean': {
      const rank = image.shape.length;
      if (permutedDimensions(graph, operator.inputs[0]!)) return undefined;
      if (leadingImages(image.shape) !== 1) return `its batch is ${image.shape[0]}, not 1`;
      const inside = operator.axes.every((axis) => axis >= rank - 3);
      return inside ? undefined : `it takes the mean over the dimensions [${operator.axes.join(', ')}]`;
    }
    case 'transpose':
      if (!movesChannels(graph, operator)) return reshapeProblem(image.shape, output.shape);
      return isTransparent(graph, operator)
        ? undefined
        : `it permutes the dimensions to [${operator.permutation.join(', ')}]`;
    case 'reshape':
      return reshapeProblem(image.shape, output.shape);
    case 'pad':
      return leadingPad(operator.before, operator.after) || leadingImages(image.shape) !== 1
        ? 'it pads a dimension other than rows, columns and channels'
        : undefined;
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'minimum':
    case 'maximum': {
      const rows = mapShape(output.shape).height;
      const repeated = inputs.every(({ shape }) => [1, rows].includes(mapShape(shape).height));
      return repeated ? sumProblem(graph, operator) : 'it repeats an input for some of the rows of several images';
    }
    case 'strided-slice':
      return leadingImages(image.shape) === 1 ? undefined : 'it slices images of a batch';
    case 'concatenation':
      return leadingImages(image.shape) !== 1 && operator.axis === image.shape.length - 3
        ? 'it joins rows of several images'
        : undefined;
    default:
      return undefined;
  }
}

function leadingImages(shape: readonly number[]): number {
  return shape.slice(0, -3).reduce((product, size) => product * size, 1);
}

function leadingPad(before: readonly number[], after: readonly number[]): boolean {
  return [before, after].some((amounts) => amounts.slice(0, -3).some((amount) => amount !== 0));
}

function reshapeProblem(from: readonly number[], to: readonly number[]): string | undefined {
  return channelsProblem(mapShape(from).channels, mapShape(to).channels);
}
