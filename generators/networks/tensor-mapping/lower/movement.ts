import { requantisationParameters, tensorQuantisation, typeLimits } from '../../arithmetic/index.ts';
import type {
  Concatenation,
  Pad,
  Requantisation,
  Reshape,
  ResizeNearest,
  StridedSlice,
  Transpose,
} from '../../graph/types.ts';
import { addValue, copyOf, equalScaling, inputValue, type Lowering, one, outputValue, plainCopy } from './builder.ts';
import { isReshaped } from './look-through.ts';
import { mapShape, type SumOperation, wholeGrid } from './operations.ts';
import { copyOfShape } from './reshape.ts';
import { gridOf, nearestSources, progressions } from './resize.ts';
import { differences, rescalingOf } from './scalings.ts';

/** The last three dimensions of a list that goes with a tensor's; `missing` stands for those that it lacks. */
function lastThree(list: readonly number[], missing: number): readonly [number, number, number] {
  const [height, width, channels] = [list.at(-3), list.at(-2), list.at(-1)];
  return [height ?? missing, width ?? missing, channels ?? missing];
}

/** A copy with a tap that lies outside of the image where the padding is; a dense one where channels are added. */
export function lowerPad(lowering: Lowering, index: number, operator: Pad): SumOperation {
  const source = inputValue(lowering, operator.inputs[0]!);
  const output = outputValue(lowering, operator.outputs[0]!);
  const input = lowering.graph.tensors[operator.inputs[0]!]!;
  const value = operator.value ?? tensorQuantisation(input).zeroPoint;
  const [top, left, front] = lastThree(operator.before, 0);
  const taps = [{ source, row: -top, column: -left }];
  const { channels } = lowering.values[source]!.shape;
  const total = lowering.values[output]!.shape.channels;
  if (channels === total) {
    return copyOf(lowering, index, output, { taps, reduction: 'each', weight: one, padValue: value });
  }
  const copy = copyOf(lowering, index, output, {
    taps,
    reduction: 'dense',
    weight: (out, _, input) => (out - front === input ? 1 : 0),
    padValue: value,
  });
  const biases = copy.scaling.biases.map((_, out) => (out >= front && out < front + channels ? 0 : value));
  return { ...copy, scaling: { ...copy.scaling, biases } };
}

/** Nothing to do where the slice is a view of what it is taken from. */
export function lowerSlice(lowering: Lowering, index: number, operator: StridedSlice): readonly SumOperation[] {
  const source = inputValue(lowering, operator.inputs[0]!);
  const tensor = operator.outputs[0]!;
  const [row, column, channel] = lastThree(operator.begin, 0);
  const [rowStep, columnStep, channelStep] = lastThree(operator.steps, 1);
  const aligned = channelStep === 1 && channel % lowering.array === 0;
  const inside = { kind: 'window' as const, of: source, row, column, channel };
  const { name, shape } = lowering.graph.tensors[tensor]!;
  const isView = !lowering.destinations.has(tensor) && !isReshaped(lowering.graph, tensor);
  if (aligned && rowStep === 1 && columnStep === 1 && isView) {
    const value = addValue(lowering, { name, shape: mapShape(shape), tensor, view: inside });
    lowering.valueOfTensor.set(tensor, value);
    return [];
  }
  const output = outputValue(lowering, tensor);
  const steps = { strideRow: rowStep, strideColumn: columnStep };
  if (aligned) {
    const { height, width } = lowering.values[source]!.shape;
    const { channels } = mapShape(shape);
    const part = addValue(lowering, {
      name: `${name} in its source`,
      shape: { height: height - row, width: width - column, channels },
      view: inside,
    });
    // Negative steps leave the part towards its beginning.
    const taps = [{ source: rowStep > 0 && columnStep > 0 ? part : source, row: 0, column: 0 }];
    const whole = [{ source, row, column }];
    const backwards = rowStep < 0 || columnStep < 0;
    if (!backwards || channel === 0) {
      return [
        copyOf(lowering, index, output, { taps: backwards ? whole : taps, reduction: 'each', weight: one, ...steps }),
      ];
    }
  }
  return [
    copyOf(lowering, index, output, {
      taps: [{ source, row, column }],
      reduction: 'dense',
      weight: (out, _, input) => (input === channel + out * channelStep ? 1 : 0),
      ...steps,
    }),
  ];
}

/** Copies of the parts that are not computed in place. */
export function lowerConcatenation(
  lowering: Lowering,
  index: number,
  operator: Concatenation,
): readonly SumOperation[] {
  const output = outputValue(lowering, operator.outputs[0]!);
  const shape = lowering.graph.tensors[operator.outputs[0]!]!.shape;
  const axis = operator.axis - shape.length + 3;
  const parts = operator.inputs.map((tensor) => ({
    tensor,
    size: lowering.graph.tensors[tensor]!.shape[operator.axis]!,
  }));
  if (axis === 2 && parts.slice(0, -1).some(({ size }) => size % lowering.array !== 0)) {
    return [joinedChannels(lowering, index, output, operator.inputs)];
  }
  let place = 0;
  const copies: SumOperation[] = [];
  for (const [position, { tensor, size }] of parts.entries()) {
    const start = place;
    place += size;
    if (isInPlace(lowering, tensor, operator.outputs[0]!, axis, start)) continue;
    const source = inputValue(lowering, tensor);
    const partShape = lowering.values[source]!.shape;
    const leading = axis < 0 ? (start * partShape.height) / size : 0;
    const target = addValue(lowering, {
      name: `part ${position} of ${lowering.values[output]!.name}`,
      shape: partShape,
      view: {
        kind: 'window',
        of: output,
        row: axis === 0 ? start : leading,
        column: axis === 1 ? start : 0,
        channel: axis === 2 ? start : 0,
      },
    });
    copies.push(plainCopy(lowering, index, source, target));
  }
  return copies;
}

/** Whether a part is computed where it belongs; a tensor that is concatenated twice is so only once. */
function isInPlace({ destinations }: Lowering, tensor: number, whole: number, axis: number, start: number): boolean {
  const found = destinations.get(tensor);
  if (found?.tensor !== whole) return false;
  return [found.view.row, found.view.column, found.view.channel][axis] === start;
}

/** Channels that share words: a tap for each part, with weights 0 and 1. */
function joinedChannels(lowering: Lowering, index: number, output: number, tensors: readonly number[]): SumOperation {
  const sources = tensors.map((tensor) => inputValue(lowering, tensor));
  let total = 0;
  const firsts = sources.map((source) => {
    const first = total;
    total += lowering.values[source]!.shape.channels;
    return first;
  });
  return copyOf(lowering, index, output, {
    taps: sources.map((source) => ({ source, row: 0, column: 0 })),
    reduction: 'dense',
    weight: (out, tap, input) => (out === firsts[tap]! + input ? 1 : 0),
  });
}

/** The same words under another shape where channels stay; else copies that split or join channels. */
export function lowerReshape(
  lowering: Lowering,
  index: number,
  operator: Reshape | Transpose,
): readonly SumOperation[] {
  const source = inputValue(lowering, operator.inputs[0]!);
  const tensor = operator.outputs[0]!;
  const { name, shape } = lowering.graph.tensors[tensor]!;
  const [from, to] = [lowering.values[source]!.shape, mapShape(shape)];
  if (from.channels === to.channels) {
    const view = { name, shape: to, view: { kind: 'linear' as const, of: source } };
    if (lowering.destinations.has(tensor)) {
      return [plainCopy(lowering, index, addValue(lowering, view), outputValue(lowering, tensor))];
    }
    lowering.valueOfTensor.set(tensor, addValue(lowering, { ...view, tensor }));
    return [];
  }
  return copyOfShape(lowering, index, source, outputValue(lowering, tensor));
}

/** A copy for each pair of progressions of rows and columns. */
export function lowerResize(lowering: Lowering, index: number, operator: ResizeNearest): readonly SumOperation[] {
  const source = inputValue(lowering, operator.inputs[0]!);
  const output = outputValue(lowering, operator.outputs[0]!);
  const [from, to] = [lowering.values[source]!.shape, lowering.values[output]!.shape];
  const rows = progressions(nearestSources(from.height, to.height, operator));
  const columns = progressions(nearestSources(from.width, to.width, operator));
  return rows.flatMap((row) =>
    columns.map((column) =>
      copyOf(lowering, index, output, {
        ...gridOf(row, column),
        taps: [{ source, row: row.source, column: column.source }],
        reduction: 'each',
        weight: one,
      }),
    ),
  );
}

/** From one scale to another: a sum of one number. */
export function lowerRequantisation(lowering: Lowering, index: number, operator: Requantisation): SumOperation {
  const parameters = requantisationParameters(lowering.graph, operator);
  const { inputZeroPoint, outputZeroPoint } = parameters;
  const scaling = rescalingOf(operator.place, parameters, differences(inputZeroPoint));
  const { lowest, highest } = typeLimits(lowering.graph.tensors[operator.outputs[0]!]!);
  const output = outputValue(lowering, operator.outputs[0]!);
  const copy = plainCopy(lowering, index, inputValue(lowering, operator.inputs[0]!), output);
  return {
    ...copy,
    grid: wholeGrid(lowering.values[output]!.shape),
    inputZeroPoint,
    zeroPoint: outputZeroPoint,
    low: lowest,
    high: highest,
    scaling: equalScaling(scaling, lowering.values[output]!.shape.channels),
    rounding: scaling.rounding,
  };
}
