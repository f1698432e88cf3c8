import { activationLimits, clamp, convolutionRequantisation, requantiser } from '../../../arithmetic/index.ts';
import { sameScales } from '../../quantisations.ts';
import { elementCount } from '../../shapes.ts';
import type { NetworkGraph, Operator, Pool, Reshape } from '../../types.ts';
import { hasPadding, isWeighted, type Weighted, weightedView } from './weighted-view.ts';

/** For each channel (index of the last dimension) the number that it holds at every position, whatever the input. */
export type ConstantChannels = readonly (number | undefined)[];

/**
 * The constant channels of each tensor that has some, by its index: those whose weights are all zero, and those computed
 * from such. Beside a padded border a channel of another number than the zero point does not stay constant.
 */
export function constantChannels(graph: NetworkGraph): ReadonlyMap<number, ConstantChannels> {
  const known = new Map<number, ConstantChannels>();
  for (const operator of graph.operators) {
    const channels = channelsOf(operator, graph, known);
    if (channels?.some((value) => value !== undefined)) known.set(operator.outputs[0]!, channels);
  }
  return known;
}

function channelsOf(
  operator: Operator,
  graph: NetworkGraph,
  known: ReadonlyMap<number, ConstantChannels>,
): ConstantChannels | undefined {
  const input = known.get(operator.inputs[0] ?? -1);
  if (isWeighted(operator)) return weightedChannels(operator, graph, input);
  if (!input) return undefined;
  switch (operator.kind) {
    case 'average-pool':
    case 'max-pool':
      return pooledChannels(operator, graph, input);
    case 'reshape':
      return reshapedChannels(operator, graph, input);
    default:
      return undefined;
  }
}

/** A sum of constants alone: each tap has a zero weight, or a constant that is the same for all positions. */
function weightedChannels(
  operator: Weighted,
  graph: NetworkGraph,
  input: ConstantChannels | undefined,
): ConstantChannels | undefined {
  const view = weightedView(operator, graph);
  if (!view) return undefined;
  const padded = hasPadding(operator);
  const finish = requantiser(convolutionRequantisation(graph, operator));
  return Array.from({ length: view.outputs }, (_, output) => {
    let sum = Number(view.bias?.[output] ?? 0);
    const constant = view.everyTap(output, (channel, weight) => {
      if (weight === 0) return true;
      const value = input?.[channel];
      if (value === undefined || (padded && value !== view.zeroPoint)) return false;
      sum = (sum + Math.imul(weight, value - view.zeroPoint)) | 0;
      return true;
    });
    return constant ? finish(sum, output) : undefined;
  });
}

/** The rounded mean and the largest of equal numbers is that number, where the average does not convert scales. */
function pooledChannels(
  { kind, activation, inputs, outputs }: Pool,
  { tensors, arithmetic }: NetworkGraph,
  input: ConstantChannels,
): ConstantChannels | undefined {
  const [image, result] = [tensors[inputs[0]!]!, tensors[outputs[0]!]!];
  const converts = kind === 'average-pool' && arithmetic === 'qdq';
  if (converts && !sameScales(image.quantisation, result.quantisation)) return undefined;
  const { lowest, highest } = activationLimits(result, activation);
  return input.map((value) => (value === undefined ? undefined : clamp(value, lowest, highest)));
}

function reshapedChannels(
  { outputs }: Reshape,
  { tensors }: NetworkGraph,
  input: ConstantChannels,
): ConstantChannels | undefined {
  const { shape } = tensors[outputs[0]!]!;
  const last = shape.at(-1) ?? 1;
  if (last % input.length !== 0 || elementCount(shape) === 0) return undefined;
  return Array.from({ length: last }, (_, channel) => input[channel % input.length]);
}
