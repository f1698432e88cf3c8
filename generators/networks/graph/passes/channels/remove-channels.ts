import type { NetworkGraph, Operator, Quantisation, Tensor, TensorData } from '../../types.ts';
import type { PassReport, PassResult } from '../pass.ts';
import { constantChannels } from './constant-channels.ts';
import { removableChannels } from './removable-channels.ts';
import { isWeighted, type Weighted, weightedView } from './weighted-view.ts';

/**
 * Leaves out channels that are constant or that nobody needs; what constants add to the sums of the next layer goes into
 * its bias. The graph then stands for its own arithmetic alone, since the constants were computed in it.
 */
export function removeChannels(graph: NetworkGraph): PassResult {
  const constants = constantChannels(graph);
  const removed = removableChannels(graph, constants);
  const reports: PassReport[] = [];
  const tensors = [...graph.tensors];
  const keptOf = (tensor: number): readonly number[] | undefined => {
    const channels = removed.get(tensor);
    return channels?.includes(true) ? channels.flatMap((gone, channel) => (gone ? [] : [channel])) : undefined;
  };
  for (const tensor of removed.keys()) {
    const kept = keptOf(tensor);
    const { shape } = tensors[tensor]!;
    if (kept) tensors[tensor] = { ...tensors[tensor]!, shape: [...shape.slice(0, -1), kept.length] };
  }
  const operators = graph.operators.map((operator): Operator => {
    const [input, output] = [operator.inputs[0] ?? -1, operator.outputs[0] ?? -1];
    const [inputs, outputs] = [keptOf(input), keptOf(output)];
    if (outputs) {
      const count = graph.tensors[output]!.shape.at(-1)!;
      const what = `${count - outputs.length} of its ${count} output channels are constant or unused, and left out`;
      reports.push({ pass: 'remove-channels', place: operator.place, what });
    }
    if (!isWeighted(operator) || !(inputs || outputs)) return operator;
    const add = (tensor: Tensor): number => tensors.push(tensor) - 1;
    return thinned(operator, graph, { inputs, outputs, values: constants.get(input) ?? [], add });
  });
  return reports.length === 0 ? { graph, reports } : { graph: { ...graph, tensors, operators }, reports };
}

interface Thinning {
  /** Channels that are kept; `undefined` for all. */
  readonly inputs: readonly number[] | undefined;
  readonly outputs: readonly number[] | undefined;
  /** Of the input, before. */
  readonly values: readonly (number | undefined)[];
  readonly add: (tensor: Tensor) => number;
}

function thinned(operator: Weighted, graph: NetworkGraph, { inputs, outputs, values, add }: Thinning): Operator {
  const filter = graph.tensors[operator.inputs[1]!]!;
  const view = weightedView(operator, graph)!;
  const keptInputs = new Set(inputs ?? range(view.inputs));
  const keptOutputs = outputs ?? range(view.outputs);
  const outputSet = new Set(keptOutputs);
  const sums = keptOutputs.map((output) => {
    let sum = Number(view.bias?.[output] ?? 0);
    view.everyTap(output, (channel, weight) => {
      if (weight !== 0 && !keptInputs.has(channel))
        sum = (sum + Math.imul(weight, values[channel]! - view.zeroPoint)) | 0;
      return true;
    });
    return sum;
  });
  const depthwise = operator.kind === 'depthwise-convolution';
  const filterShape = depthwise
    ? [...filter.shape.slice(0, 3), keptOutputs.length]
    : [keptOutputs.length, ...filter.shape.slice(1, -1), keptInputs.size];
  const weights = depthwise
    ? pick(filter.data!, (place) => outputSet.has(place % view.outputs))
    : pickRows(filter.data!, view.outputs, view.inputs, outputSet, keptInputs);
  const bias = graph.tensors[operator.inputs[2] ?? -1];
  const thinFilter = add({
    ...filter,
    name: `${filter.name} of ${operator.place}, thinned`,
    shape: filterShape,
    data: weights,
    ...thinQuantisation(filter, outputs),
  });
  const needsBias = bias !== undefined || sums.some((sum) => sum !== 0);
  const thinBias = needsBias
    ? add({
        ...(bias ? { ...bias, ...thinQuantisation(bias, outputs) } : { type: 'int32' as const }),
        name: `bias of ${operator.place}, thinned`,
        shape: [keptOutputs.length],
        data: Int32Array.from(sums),
      })
    : undefined;
  return { ...operator, inputs: [operator.inputs[0]!, thinFilter, ...(thinBias === undefined ? [] : [thinBias])] };
}

function thinQuantisation(
  { quantisation }: Tensor,
  channels: readonly number[] | undefined,
): { readonly quantisation?: Quantisation } {
  if (!quantisation) return {};
  const { scales, zeroPoints, axis } = quantisation;
  if (scales.length === 1 || !channels) return { quantisation };
  const take = <T extends Float32Array | Int32Array>(values: T): T => pick(values, (place) => channels.includes(place));
  return { quantisation: { scales: take(scales), zeroPoints: take(zeroPoints), axis } };
}

function pick<T extends TensorData>(data: T, keeps: (place: number) => boolean): T {
  return (data as Int8Array).filter((_, place) => keeps(place)) as unknown as T;
}

function pickRows(
  data: TensorData,
  outputs: number,
  inputs: number,
  keptOutputs: ReadonlySet<number>,
  keptInputs: ReadonlySet<number>,
): TensorData {
  const taps = data.length / outputs;
  return pick(data, (place) => keptOutputs.has(Math.floor(place / taps)) && keptInputs.has(place % inputs));
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, place) => place);
}
