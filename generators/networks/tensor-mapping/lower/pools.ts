import {
  activationLimits,
  averageFunction,
  inputTensor,
  meanParameters,
  outputTensor,
  tensorQuantisation,
} from '../../arithmetic/index.ts';
import type { Mean, NetworkGraph, Pool } from '../../graph/types.ts';
import {
  copyOf,
  equalScaling,
  inputValue,
  type Lowering,
  one,
  outputValue,
  shapedOutput,
  temporaryValue,
} from './builder.ts';
import {
  type MapShape,
  type MaximumOperation,
  mapShape,
  type OutputGrid,
  type SumOperation,
  wholeGrid,
} from './operations.ts';
import { meanDimensions, permutedDimensions } from './permuted.ts';
import { copyOfShape } from './reshape.ts';
import { differences, matched, productInterval, rescalingOf } from './scalings.ts';
import { windowTaps } from './weighted.ts';

/** Max pool: what lies outside of the image is −128. */
export function lowerMaximumPool(lowering: Lowering, index: number, operator: Pool): MaximumOperation {
  const source = inputValue(lowering, operator.inputs[0]!);
  const output = outputValue(lowering, operator.outputs[0]!);
  const { lowest, highest } = activationLimits(outputTensor(lowering.graph, operator), operator.activation);
  return {
    kind: 'maximum',
    operator: index,
    place: operator.place,
    output,
    grid: wholeGrid(lowering.values[output]!.shape),
    strideRow: operator.stride.height,
    strideColumn: operator.stride.width,
    taps: windowTaps(
      source,
      operator.window.height,
      operator.window.width,
      -operator.padding.top,
      -operator.padding.left,
    ),
    padValue: -128,
    zeroPoint: 0,
    low: lowest,
    high: highest,
  };
}

/** A run of output rows (or columns) whose windows have the same part inside the image. */
interface WindowRun {
  readonly first: number;
  readonly count: number;
  /** Part of the window: from `start`, `size` taps. */
  readonly start: number;
  readonly size: number;
}

function windowRuns(outputs: number, inputs: number, window: number, stride: number, padding: number): WindowRun[] {
  const runs: { first: number; count: number; start: number; size: number }[] = [];
  for (let place = 0; place < outputs; place++) {
    const origin = place * stride - padding;
    const start = Math.max(0, -origin);
    const size = Math.min(window, inputs - origin) - start;
    const last = runs.at(-1);
    if (last && last.start === start && last.size === size) last.count++;
    else runs.push({ first: place, count: 1, start, size });
  }
  return runs;
}

/** Average pool: an operation for each part of the output whose windows have the same number of taps in the image. */
export function lowerAveragePool(lowering: Lowering, index: number, operator: Pool): readonly SumOperation[] {
  const source = inputValue(lowering, operator.inputs[0]!);
  const output = outputValue(lowering, operator.outputs[0]!);
  const from = lowering.values[source]!.shape;
  const to = lowering.values[output]!.shape;
  const { lowest, highest } = activationLimits(outputTensor(lowering.graph, operator), operator.activation);
  const { window, stride, padding } = operator;
  const rows = windowRuns(to.height, from.height, window.height, stride.height, padding.top);
  const columns = windowRuns(to.width, from.width, window.width, stride.width, padding.left);
  const average = (count: number): Partial<SumOperation> => {
    if (operator.unsigned) return unsignedAverageOf(count, to.channels);
    const isReal = lowering.graph.arithmetic === 'qdq';
    return isReal ? realAverageOf(lowering.graph, operator, count, to.channels) : averageOf(count, to.channels);
  };
  return rows.flatMap((row) =>
    columns.map((column) => {
      const grid: OutputGrid = {
        row: row.first,
        column: column.first,
        rowStep: 1,
        columnStep: 1,
        rows: row.count,
        columns: column.count,
      };
      const taps = windowTaps(
        source,
        row.size,
        column.size,
        row.first * stride.height - padding.top + row.start,
        column.first * stride.width - padding.left + column.start,
      );
      return copyOf(lowering, index, output, {
        grid,
        taps,
        strideRow: stride.height,
        strideColumn: stride.width,
        reduction: 'each',
        weight: one,
        low: lowest,
        high: highest,
        ...average(taps.length),
      });
    }),
  );
}

/** The division by `count`, exact for sums of `count` numbers of 8 bits: ⌈2^(31 + shift)/count⌉ as multiplier. */
function averageOf(count: number, channels: number): Partial<SumOperation> {
  if (count === 1) return {};
  const right = Math.ceil(Math.log2(count)) - 1;
  const multiplier = Math.ceil(2 ** (31 + right) / count);
  return {
    average: true,
    scaling: {
      biases: new Int32Array(channels).fill(Math.floor(count / 2)),
      multipliers: new Int32Array(channels).fill(multiplier),
      shifts: new Int32Array(channels).fill(-right),
    },
  };
}

/** Windows of uint8 numbers may have so many positions. */
export const mostUnsignedPositions = 2047;

/**
 * The division by `count`, half up: numbers are from 0 to 255, and ⌈2^31/count⌉ as multiplier is exact to
 * `mostUnsignedPositions`, where 255 · count / 2^31 is less than half of 1/count.
 */
function unsignedAverageOf(count: number, channels: number): Partial<SumOperation> {
  if (count === 1) return {};
  return {
    inputZeroPoint: -128,
    zeroPoint: -128,
    scaling: {
      biases: new Int32Array(channels),
      multipliers: new Int32Array(channels).fill(Math.ceil(2 ** 31 / count)),
      shifts: new Int32Array(channels),
    },
  };
}

/** The average of real numbers: differences to the zero point, scaled. */
function realAverageOf(graph: NetworkGraph, operator: Pool, count: number, channels: number): Partial<SumOperation> {
  const [input, output] = [inputTensor(graph, operator, 0), outputTensor(graph, operator)];
  const [from, to] = [tensorQuantisation(input), tensorQuantisation(output)];
  const average = averageFunction(graph, operator);
  const scaling = matched(
    operator.place,
    {
      ...activationLimits(output, operator.activation),
      compute: (sum) => average(sum + count * from.zeroPoint, count),
      scale: from.scale / (to.scale * count),
      zeroPoint: to.zeroPoint,
    },
    productInterval({ least: count, most: count }, differences(from.zeroPoint)),
  );
  return {
    inputZeroPoint: from.zeroPoint,
    padValue: from.zeroPoint,
    zeroPoint: to.zeroPoint,
    rounding: scaling.rounding,
    scaling: equalScaling(scaling, channels),
  };
}

/** Mean over rows, columns, channels: sums with weights 1. */
export function lowerMean(lowering: Lowering, index: number, operator: Mean): readonly SumOperation[] {
  const { graph } = lowering;
  const input = operator.inputs[0]!;
  const permuted = permutedDimensions(graph, input);
  const source = permuted ? lowering.permutedValues.get(input)! : inputValue(lowering, input);
  const { height, width, channels } = lowering.values[source]!.shape;
  const rank = graph.tensors[input]!.shape.length;
  const dimensions = permuted ? meanDimensions(operator, permuted) : operator.axes.map((axis) => axis - rank + 4);
  const parameters = meanParameters(graph, operator);
  const [overRows, overColumns, overChannels] = [1, 2, 3].map((dimension) => dimensions.includes(dimension));
  const { inputZeroPoint, outputZeroPoint, lowest, highest, count } = parameters;
  const scaling = rescalingOf(
    operator.place,
    parameters,
    productInterval({ least: count, most: count }, differences(inputZeroPoint)),
  );
  const shape = {
    height: overRows ? 1 : height,
    width: overColumns ? 1 : width,
    channels: overChannels ? 1 : channels,
  };
  const output = meanOutput(lowering, index, operator.outputs[0]!, shape);
  const mean = copyOf(lowering, index, output.value, {
    taps: windowTaps(source, overRows ? height : 1, overColumns ? width : 1),
    reduction: overChannels ? 'dense' : 'each',
    weight: one,
    inputZeroPoint,
    zeroPoint: outputZeroPoint,
    low: lowest,
    high: highest,
    scaling: equalScaling(scaling, shape.channels),
    rounding: scaling.rounding,
  });
  return [mean, ...output.after];
}

/** Where a mean goes; one whose dimensions are not in their usual order is known to further means alone. */
function meanOutput(lowering: Lowering, index: number, tensor: number, shape: MapShape) {
  const { name, shape: dimensions } = lowering.graph.tensors[tensor]!;
  if (!permutedDimensions(lowering.graph, tensor)) {
    if (mapShape(dimensions).channels === shape.channels) return shapedOutput(lowering, index, tensor, shape);
    const value = temporaryValue(lowering, `${name} by positions`, shape);
    return { value, after: copyOfShape(lowering, index, value, outputValue(lowering, tensor)) };
  }
  const value = temporaryValue(lowering, `${name} by positions`, shape);
  lowering.permutedValues.set(tensor, value);
  return { value, after: [] };
}
