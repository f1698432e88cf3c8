import { fail } from '../../../diagnostics.ts';
import {
  clamp,
  type ElementwiseParameters,
  elementwiseFunction,
  elementwiseParameters,
  type Rescaling,
  unaryTable,
} from '../../arithmetic/index.ts';
import type { ArgumentMaximum, Elementwise, Unary } from '../../graph/types.ts';
import {
  addValue,
  copyOf,
  equalScaling,
  inputValue,
  type Lowering,
  one,
  outputValue,
  temporaryValue,
} from './builder.ts';
import {
  type ArgumentMaximumOperation,
  type HardwareOperation,
  type MapShape,
  type Operand,
  sameMapShape,
  type TableOperation,
  type UniformScaling,
  wholeGrid,
} from './operations.ts';
import { differences, productInterval, rescalingOf } from './scalings.ts';
import { sumScalings } from './sums.ts';

/** Cycles of an addition for each word; a table takes N. */
const addIssues = 3;

/** Sums, differences, products, extremes. A constant of one number makes it a function of one number. */
export function lowerElementwise(
  lowering: Lowering,
  index: number,
  operator: Elementwise,
): readonly HardwareOperation[] {
  const { graph } = lowering;
  const parameters = elementwiseParameters(graph, operator);
  const sum = sumScalings(graph, operator, parameters);
  const product = productRescaling(parameters);
  const constants = operator.inputs.map((tensor) => graph.tensors[tensor]!.data);
  const scalar = constants.findIndex((data) => data?.length === 1);
  const asOperand = sum && lowering.array > addIssues && (!sum.subtract || scalar === 1);
  if (scalar >= 0 && !constants[1 - scalar] && !asOperand) {
    const constant = Number(constants[scalar]![0]);
    const input = inputValue(lowering, operator.inputs[1 - scalar]!);
    if (product) return [timesScalar(lowering, index, operator, parameters, product, input, constant, scalar === 0)];
    const compute = elementwiseFunction(parameters);
    const table = tableOf((value) => (scalar === 0 ? compute(constant, value) : compute(value, constant)));
    return [tableOperation(lowering, index, input, operator.outputs[0]!, table)];
  }
  const output = outputValue(lowering, operator.outputs[0]!);
  const { shape } = lowering.values[output]!;
  const fixes = sum !== undefined || product !== undefined;
  const first = operand(lowering, index, operator.inputs[0]!, shape, fixes);
  const second = operand(lowering, index, operator.inputs[1]!, shape, fixes);
  const before = [...first.before, ...second.before];
  // The first operand gives the positions.
  const swapped = first.operand.fixed;
  if (swapped && second.operand.fixed && !sameMapShape(lowering.values[first.operand.value]!.shape, shape)) {
    fail('B761', `${operator.place} broadcasts both of its inputs`, 'leave it to the host');
  }
  const operands: readonly [Operand, Operand] = swapped
    ? [second.operand, first.operand]
    : [first.operand, second.operand];
  const common = {
    operator: index,
    place: operator.place,
    output,
    zeroPoint: parameters.outputZeroPoint,
    low: parameters.lowest,
    high: parameters.highest,
    operands,
  };
  const order: readonly [0 | 1, 0 | 1] = swapped ? [1, 0] : [0, 1];
  if (sum) {
    if (sum.subtract && swapped) {
      fail('B761', `${operator.place} subtracts a tensor from a smaller one`, 'leave it to the host');
    }
    const [left, right] = order.map((place) => sum.scalings[place]) as [UniformScaling, UniformScaling];
    return [...before, { ...common, ...sum, kind: 'add', scalings: [left, right, sum.scalings[2]] }];
  }
  if (product) {
    const [left, right] = order.map((place) => parameters.zeroPoints[place]) as [number, number];
    const sums = productInterval(differences(left), differences(right));
    const { multiplier, shift, rounding } = rescalingOf(operator.place, product, sums);
    const scaling = { bias: 0, multiplier, shift, before: 0 };
    return [...before, { ...common, kind: 'multiply', zeroPoints: [left, right], scaling, rounding }];
  }
  return [...before, ...extremes(lowering, index, operator, [first.operand.value, second.operand.value])];
}

/** What becomes of the product of two differences to the zero points; `undefined` for operators other than MUL. */
function productRescaling({
  outputZeroPoint,
  lowest,
  highest,
  ...parameters
}: ElementwiseParameters): Rescaling | undefined {
  const common = { inputZeroPoint: 0, outputZeroPoint, lowest, highest };
  if (parameters.kind === 'product') return { ...common, scaling: { kind: 'fixed-point', ...parameters.output } };
  if (parameters.kind !== 'float32-product') return undefined;
  return { ...common, scaling: { kind: 'float32', scale: parameters.scale } };
}

/** A tensor times a constant number: a sum with that number as weight, in as many taps as its bits need. */
function timesScalar(
  lowering: Lowering,
  index: number,
  operator: Elementwise,
  parameters: ElementwiseParameters,
  product: Rescaling,
  input: number,
  constant: number,
  constantFirst: boolean,
): HardwareOperation {
  const [own, other] = constantFirst ? ([1, 0] as const) : ([0, 1] as const);
  const factor = constant - parameters.zeroPoints[other];
  const weights = [clamp(factor, -128, 127), clamp(factor - clamp(factor, -128, 127), -128, 127)];
  const rest = factor - weights[0]! - weights[1]!;
  const all = rest === 0 ? weights : [...weights, rest];
  const taken = all.filter((weight, place) => place === 0 || weight !== 0);
  const output = outputValue(lowering, operator.outputs[0]!);
  const sums = productInterval({ least: factor, most: factor }, differences(parameters.zeroPoints[own]));
  const scaling = rescalingOf(operator.place, product, sums);
  return {
    ...copyOf(lowering, index, output, {
      taps: taken.map(() => ({ source: input, row: 0, column: 0 })),
      reduction: 'each',
      weight: (_, tap) => taken[tap]!,
    }),
    inputZeroPoint: parameters.zeroPoints[own],
    zeroPoint: parameters.outputZeroPoint,
    low: parameters.lowest,
    high: parameters.highest,
    scaling: equalScaling(scaling, lowering.values[output]!.shape.channels),
    rounding: scaling.rounding,
  };
}

/** The larger of two tensors as a maximum of two taps; the smaller one as the same with all bits inverted. */
function extremes(
  lowering: Lowering,
  index: number,
  operator: Elementwise,
  inputs: readonly [number, number],
): readonly HardwareOperation[] {
  const tensor = operator.outputs[0]!;
  const output = outputValue(lowering, tensor);
  const { shape, name } = lowering.values[output]!;
  const { lowest, highest } = elementwiseParameters(lowering.graph, operator);
  const maximum = (sources: readonly number[], target: number, low: number, high: number): HardwareOperation => ({
    kind: 'maximum',
    operator: index,
    place: operator.place,
    output: target,
    grid: wholeGrid(shape),
    strideRow: 1,
    strideColumn: 1,
    taps: sources.map((source) => ({ source, row: 0, column: 0 })),
    padValue: -128,
    zeroPoint: 0,
    low,
    high,
  });
  if (operator.kind === 'maximum') return [maximum(inputs, output, lowest, highest)];
  const inverted = inputs.map((_, place) => temporaryValue(lowering, `${name} inverted input ${place}`, shape));
  const largest = temporaryValue(lowering, `${name} inverted`, shape);
  const invert = (input: number, target: number, low: number, high: number): TableOperation => ({
    kind: 'table',
    operator: index,
    place: operator.place,
    output: target,
    input,
    table: tableOf((value) => clamp(-1 - value, low, high)),
    zeroPoint: 0,
    low: -128,
    high: 127,
  });
  return [
    ...inputs.map((input, place) => invert(input, inverted[place]!, -128, 127)),
    maximum(inverted, largest, -128, 127),
    invert(largest, output, lowest, highest),
  ];
}

/** An operand as large as the result, or (`fixes`) one position for all; repeated by a copy where it repeats otherwise. */
function operand(
  lowering: Lowering,
  index: number,
  tensor: number,
  shape: MapShape,
  fixes: boolean,
): { readonly operand: Operand; readonly before: readonly HardwareOperation[] } {
  const { data, name } = lowering.graph.tensors[tensor]!;
  if (fixes && data?.length === 1 && !sameMapShape(shape, { height: 1, width: 1, channels: 1 })) {
    const repeated = new Int8Array(shape.channels).fill(Number(data[0]));
    const constant = { height: 1, width: 1, channels: shape.channels };
    const value = addValue(lowering, { name: `${name} for each channel`, shape: constant, data: repeated });
    return { operand: { value, fixed: true }, before: [] };
  }
  const value = inputValue(lowering, tensor);
  const own = lowering.values[value]!.shape;
  if (sameMapShape(own, shape)) return { operand: { value, fixed: false }, before: [] };
  if (fixes && own.height * own.width === 1 && own.channels === shape.channels) {
    return { operand: { value, fixed: true }, before: [] };
  }
  const repeated = temporaryValue(lowering, `${lowering.values[value]!.name} repeated`, shape);
  const steps = { strideRow: own.height === 1 ? 0 : 1, strideColumn: own.width === 1 ? 0 : 1 };
  const taps = [{ source: value, row: 0, column: 0 }];
  const spread = own.channels !== shape.channels;
  const copy = copyOf(lowering, index, repeated, {
    taps,
    ...steps,
    reduction: spread ? 'dense' : 'each',
    weight: one,
  });
  return { operand: { value: repeated, fixed: false }, before: [copy] };
}

function tableOf(compute: (value: number) => number): Int8Array {
  return Int8Array.from({ length: 256 }, (_, place) => compute(place - 128));
}

function tableOperation(
  lowering: Lowering,
  index: number,
  input: number,
  tensor: number,
  table: Int8Array,
): TableOperation {
  const output = outputValue(lowering, tensor);
  const { place } = lowering.graph.operators[index]!;
  return { kind: 'table', operator: index, place, output, input, table, zeroPoint: 0, low: -128, high: 127 };
}

export function lowerUnary(lowering: Lowering, index: number, operator: Unary): TableOperation {
  const table = Int8Array.from(unaryTable(lowering.graph, operator));
  return tableOperation(lowering, index, inputValue(lowering, operator.inputs[0]!), operator.outputs[0]!, table);
}

export function lowerArgumentMaximum(
  lowering: Lowering,
  index: number,
  operator: ArgumentMaximum,
): ArgumentMaximumOperation {
  const input = inputValue(lowering, operator.inputs[0]!);
  // The result is a register: nothing is written.
  return {
    kind: 'argmax',
    operator: index,
    place: operator.place,
    output: input,
    input,
    zeroPoint: 0,
    low: -128,
    high: 127,
  };
}
