import { fail } from '../../../diagnostics.ts';
import { convolutionRequantisation, type WeightedOperator } from '../../arithmetic/index.ts';
import type { Convolution, DepthwiseConvolution, FullyConnected, NetworkGraph } from '../../graph/types.ts';
import { copyOf, inputValue, type Lowering, outputValue, shapedOutput, temporaryValue } from './builder.ts';
import type { SumInterval } from './match-requantisation.ts';
import { type MapShape, type SumOperation, type WindowTap, wholeGrid } from './operations.ts';
import { differences, weightedScalings, wrappedInterval } from './scalings.ts';
import { splitTaps } from './wide-weights.ts';

/** Requantisation, bias and place: what the weighted operators have in common. */
function weightedCommon({ graph }: Lowering, index: number, operator: WeightedOperator, output: number) {
  const requantisation = convolutionRequantisation(graph, operator);
  const { inputZeroPoint, outputZeroPoint, lowest, highest, scaling } = requantisation;
  const channels = (scaling.kind === 'fixed-point' ? scaling.multipliers : scaling.scales).length;
  const biases = biasOf(graph, operator, channels);
  const { multipliers, shifts, rounding } = weightedScalings(
    operator.place,
    requantisation,
    sumsOf(weightsOf(graph, operator), operator, biases, inputZeroPoint),
  );
  return {
    kind: 'sum' as const,
    operator: index,
    place: operator.place,
    output,
    inputZeroPoint,
    padValue: inputZeroPoint,
    zeroPoint: outputZeroPoint,
    low: lowest,
    high: highest,
    average: false,
    rounding,
    scaling: { biases, multipliers, shifts },
  };
}

/** The sums that an output channel can have, whatever the input is; padding is within its range. */
function sumsOf(
  weights: Int8Array | Int16Array,
  { kind }: WeightedOperator,
  biases: Int32Array,
  zeroPoint: number,
): (channel: number) => SumInterval {
  const { least, most } = differences(zeroPoint);
  const channels = biases.length;
  const taps = weights.length / channels;
  // Depthwise weights have their channel last, the others first.
  const [start, step] = kind === 'depthwise-convolution' ? [1, channels] : [taps, 1];
  return (channel) => {
    let [positive, negative] = [0, 0];
    for (let tap = 0; tap < taps; tap++) {
      const weight = weights[channel * start + tap * step]!;
      if (weight > 0) positive += weight;
      else negative += weight;
    }
    const bias = biases[channel]!;
    return wrappedInterval(bias + positive * least + negative * most, bias + positive * most + negative * least);
  };
}

function biasOf(graph: NetworkGraph, operator: WeightedOperator, channels: number): Int32Array {
  const data = graph.tensors[operator.inputs[2] ?? -1]?.data;
  if (!data) return new Int32Array(channels);
  return Int32Array.from({ length: channels }, (_, channel) => Number(data[channel]));
}

function weightsOf(graph: NetworkGraph, operator: WeightedOperator): Int8Array | Int16Array {
  const { data, name } = graph.tensors[operator.inputs[1]!]!;
  if (data instanceof Int8Array || data instanceof Int16Array) return data;
  return fail('B761', `the weights ${name} of ${operator.place} are not int8`, 'quantise them to int8');
}

/** The image that a convolution reads, padding operators before it looked through. */
function paddedInput(
  lowering: Lowering,
  tensor: number,
): { readonly tensor: number; readonly top: number; readonly left: number } {
  if (!lowering.skipped.has(tensor)) return { tensor, top: 0, left: 0 };
  const pad = lowering.graph.operators.find(({ outputs }) => outputs.includes(tensor))!;
  if (pad.kind !== 'pad') return { tensor, top: 0, left: 0 };
  const inner = paddedInput(lowering, pad.inputs[0]!);
  return { tensor: inner.tensor, top: inner.top + pad.before.at(-3)!, left: inner.left + pad.before.at(-2)! };
}

/**
 * Convolution, grouped ones too. Where each input channel has several output channels it is either repeated before, or
 * the groups are computed as dense ones: whichever takes fewer cycles.
 */
export function lowerConvolution(
  lowering: Lowering,
  index: number,
  operator: Convolution | DepthwiseConvolution,
): readonly SumOperation[] {
  const { graph } = lowering;
  const common = weightedCommon(lowering, index, operator, outputValue(lowering, operator.outputs[0]!));
  const weights = weightsOf(graph, operator);
  const [, height, width, last] = graph.tensors[operator.inputs[1]!]!.shape as [number, number, number, number];
  const padded = paddedInput(lowering, operator.inputs[0]!);
  const source = inputValue(lowering, padded.tensor);
  const { channels } = lowering.values[source]!.shape;
  const output = lowering.values[common.output]!.shape;
  const taps: WindowTap[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = y * operator.dilation.height - operator.padding.top - padded.top;
      const column = x * operator.dilation.width - operator.padding.left - padded.left;
      taps.push({ source, row, column });
    }
  }
  const size = height * width;
  const inner = operator.kind === 'convolution' ? last : 1;
  const split = splitTaps(taps, weights, (place) =>
    operator.kind === 'convolution' ? Math.floor(place / inner) % size : Math.floor(place / last),
  );
  const window = {
    ...common,
    grid: wholeGrid(output),
    strideRow: operator.stride.height,
    strideColumn: operator.stride.width,
    taps: split.taps,
  };
  if (operator.kind === 'convolution') {
    // Filter [out, tap, input of the group].
    const groups = channels === last ? undefined : { inputs: last, outputs: (output.channels * last) / channels };
    const first = (out: number): number => (groups ? Math.floor(out / groups.outputs) * groups.inputs : 0);
    const sum: SumOperation = {
      ...window,
      reduction: 'dense',
      weight: (out, tap, input) => {
        const place = input - first(out);
        if (place < 0 || place >= last) return 0;
        return split.part(tap, weights[(out * size + split.origin(tap)) * last + place]!);
      },
      multiplications: size * last,
      ...(groups ? { groups } : {}),
    };
    return [sum];
  }
  const outputs = output.channels;
  const weight = (out: number, tap: number): number => split.part(tap, weights[split.origin(tap) * outputs + out]!);
  if (operator.multiplier === 1) return [{ ...window, reduction: 'each', weight, multiplications: size }];
  const { multiplier } = operator;
  const sum: SumOperation = {
    ...window,
    reduction: 'dense',
    weight: (out, tap, input) => (Math.floor(out / multiplier) === input ? weight(out, tap) : 0),
    multiplications: size,
    ...(channels > 1 ? { groups: { inputs: 1, outputs: multiplier } } : {}),
  };
  const { height: rows, width: columns } = lowering.values[source]!.shape;
  const positions = output.height * output.width;
  const tiles = Math.ceil(positions / lowering.array) * Math.max(size, lowering.array);
  if (channels === 1 || size * positions <= rows * columns + tiles) return [sum];
  const repeated = temporaryValue(lowering, `${operator.place}: channels repeated`, {
    height: rows,
    width: columns,
    channels: outputs,
  });
  const repeat = copyOf(lowering, index, repeated, {
    taps: [{ source, row: 0, column: 0 }],
    reduction: 'dense',
    weight: (out, _, input) => (Math.floor(out / multiplier) === input ? 1 : 0),
    groups: { inputs: 1, outputs: multiplier },
  });
  const fromRepeated = split.taps.map((tap) => ({ ...tap, source: repeated }));
  return [repeat, { ...window, taps: fromRepeated, reduction: 'each', weight, multiplications: size }];
}

/** As a convolution over the positions: one by one, or where they were flattened before, all in one window. */
export function lowerFullyConnected(
  lowering: Lowering,
  index: number,
  operator: FullyConnected,
): readonly SumOperation[] {
  const { graph } = lowering;
  const weights = weightsOf(graph, operator);
  const inputs = graph.tensors[operator.inputs[1]!]!.shape[1]!;
  const source = inputValue(lowering, unflattened(lowering, operator.inputs[0]!));
  const { height, width, channels } = lowering.values[source]!.shape;
  const flattened = channels !== inputs;
  const outputs = graph.tensors[operator.inputs[1]!]!.shape[0]!;
  const shape: MapShape = flattened ? { height: 1, width: 1, channels: outputs } : { height, width, channels: outputs };
  const output = shapedOutput(lowering, index, operator.outputs[0]!, shape);
  const split = splitTaps(
    flattened ? windowTaps(source, height, width) : [{ source, row: 0, column: 0 }],
    weights,
    (place) => (flattened ? Math.floor((place % inputs) / channels) : 0),
  );
  const sum: SumOperation = {
    ...weightedCommon(lowering, index, operator, output.value),
    grid: wholeGrid(shape),
    strideRow: 1,
    strideColumn: 1,
    taps: split.taps,
    reduction: 'dense',
    weight: (out, tap, input) => split.part(tap, weights[out * inputs + split.origin(tap) * channels + input]!),
    multiplications: inputs,
  };
  return [sum, ...output.after];
}

/** The tensor before skipped reshapes. */
function unflattened(lowering: Lowering, tensor: number): number {
  if (!lowering.skipped.has(tensor)) return tensor;
  const reshape = lowering.graph.operators.find(({ outputs }) => outputs.includes(tensor))!;
  return unflattened(lowering, reshape.inputs[0]!);
}

/** A tap for each position of a window. */
export function windowTaps(source: number, height: number, width: number, row = 0, column = 0): WindowTap[] {
  return Array.from({ length: height * width }, (_, tap) => ({
    source,
    row: row + Math.floor(tap / width),
    column: column + (tap % width),
  }));
}
