import { elementCount } from '../../shapes.ts';
import type { NetworkGraph, Operator } from '../../types.ts';
import { readersByTensor, writersByTensor } from '../pass.ts';
import type { ConstantChannels } from './constant-channels.ts';
import { hasPadding, isWeighted, type WeightedView, weightedView } from './weighted-view.ts';

/** Scales of a fully connected layer mean something else where there is one: two channels are always left. */
const fewestKept = 2;

/**
 * The channels that can be left out of each tensor, true by index of the last dimension: no output depends on them, or
 * only by a constant that a bias can hold. The largest such choice: all is left out that can be, until nothing changes.
 */
export function removableChannels(
  graph: NetworkGraph,
  constants: ReadonlyMap<number, ConstantChannels>,
): ReadonlyMap<number, readonly boolean[]> {
  const { tensors, operators } = graph;
  const readers = readersByTensor(graph);
  const writers = writersByTensor(graph);
  const views = new Map<Operator, WeightedView>();
  for (const operator of operators) {
    const view = isWeighted(operator) ? weightedView(operator, graph) : undefined;
    if (view) views.set(operator, view);
  }
  const touchable = (operator: Operator, tensor: number): boolean =>
    operator.inputs[0] === tensor || operator.outputs[0] === tensor
      ? views.has(operator) || isCoupled(operator, graph)
      : false;

  const removed = new Map<number, boolean[]>();
  for (const [tensor, writer] of writers) {
    const { shape, data, type } = tensors[tensor]!;
    const open = [writer, ...readers[tensor]!].every((operator) => touchable(operator, tensor));
    if (open && !data && type !== 'opaque' && !graph.outputs.includes(tensor) && shape.length > 0) {
      removed.set(
        tensor,
        Array.from({ length: shape.at(-1)! }, () => true),
      );
    }
  }
  const keep = (tensor: number, channel: number): boolean => {
    const channels = removed.get(tensor);
    if (!channels?.[channel]) return false;
    channels[channel] = false;
    return true;
  };

  for (let changed = true; changed; ) {
    changed = false;
    for (const operator of operators.toReversed()) {
      const view = views.get(operator);
      if (view && operator.kind !== 'depthwise-convolution') changed = keepNeeded(operator, view) || changed;
      else if (view || isCoupled(operator, graph)) changed = keepCoupled(operator) || changed;
    }
    for (const [tensor, channels] of removed) {
      const fewest = Math.min(fewestKept, channels.length);
      const kept = channels.filter((one) => !one).length;
      for (let channel = 0, missing = fewest - kept; missing > 0; channel++) {
        if (!keep(tensor, channel)) continue;
        missing--;
        changed = true;
      }
    }
  }
  return removed;

  /** Input channels with a weight other than zero for an output channel that is kept, but for those a bias can hold. */
  function keepNeeded(operator: Operator, view: WeightedView): boolean {
    const input = operator.inputs[0]!;
    if (!removed.has(input)) return false;
    const known = constants.get(input);
    const padded = isWeighted(operator) && hasPadding(operator);
    let changed = false;
    for (let output = 0; output < view.outputs; output++) {
      if (removed.get(operator.outputs[0]!)?.[output]) continue;
      view.everyTap(output, (channel, weight) => {
        const value = known?.[channel];
        const foldable = value !== undefined && (!padded || value === view.zeroPoint);
        if (weight !== 0 && !foldable) changed = keep(input, channel) || changed;
        return true;
      });
    }
    return changed;
  }

  /** An output channel is there where its input channel is. */
  function keepCoupled(operator: Operator): boolean {
    const [input, output] = [operator.inputs[0]!, operator.outputs[0]!];
    const outputs = tensors[output]!.shape.at(-1)!;
    let changed = false;
    for (let channel = 0; channel < outputs; channel++) {
      const source = coupledChannel(operator, channel, tensors[input]!.shape.at(-1)!);
      if (!removed.get(input)?.[source]) changed = keep(output, channel) || changed;
      if (!removed.get(output)?.[channel]) changed = keep(input, source) || changed;
    }
    return changed;
  }
}

/** Operators whose output channels each come from one input channel, with nothing to choose. */
export function isCoupled(operator: Operator, { tensors }: NetworkGraph): boolean {
  switch (operator.kind) {
    case 'average-pool':
    case 'max-pool':
      return true;
    case 'reshape': {
      const [from, to] = [tensors[operator.inputs[0]!]!.shape, tensors[operator.outputs[0]!]!.shape];
      return from.length > 0 && to.length > 0 && elementCount(from) > 0 && to.at(-1)! % from.at(-1)! === 0;
    }
    default:
      return false;
  }
}

/** The input channel that an output channel of a coupled operator or depthwise convolution comes from. */
export function coupledChannel(operator: Operator, channel: number, inputs: number): number {
  return operator.kind === 'depthwise-convolution' ? Math.floor(channel / operator.multiplier) : channel % inputs;
}
