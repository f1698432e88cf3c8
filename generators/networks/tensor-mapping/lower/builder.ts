import { fail } from '../../../diagnostics.ts';
import type { QuantisedMultiplier } from '../../arithmetic/index.ts';
import type { NetworkGraph } from '../../graph/types.ts';
import {
  type ChannelScaling,
  type HardwareOperation,
  type MapShape,
  mapShape,
  type SumOperation,
  sameMapShape,
  type Value,
  type View,
  wholeGrid,
} from './operations.ts';

/** A graph on its way down: what the lowering of each operator reads and adds to. */
export interface Lowering {
  readonly graph: NetworkGraph;
  /** N. */
  readonly array: number;
  readonly values: Value[];
  readonly operations: HardwareOperation[];
  /** The value that holds a tensor, once it is there. */
  readonly valueOfTensor: Map<number, number>;
  /** Tensors to be computed in place inside the value of another tensor (concatenation). */
  readonly destinations: ReadonlyMap<number, { readonly tensor: number; readonly view: Omit<WindowView, 'of'> }>;
  /** Values of tensors with `permutedDimensions`. */
  readonly permutedValues: Map<number, number>;
  /** Tensors that no hardware operator and no host needs as such: their readers look through them. */
  readonly skipped: ReadonlySet<number>;
}

type WindowView = Extract<View, { kind: 'window' }>;

export function addValue(lowering: Lowering, value: Value): number {
  lowering.values.push(value);
  return lowering.values.length - 1;
}

/** A value that only the lowering knows. */
export function temporaryValue(lowering: Lowering, name: string, shape: MapShape): number {
  return addValue(lowering, { name, shape });
}

/** The value of a tensor that an operator writes: made on first use. */
export function outputValue(lowering: Lowering, tensor: number): number {
  const known = lowering.valueOfTensor.get(tensor);
  if (known !== undefined) return known;
  const { name, shape } = lowering.graph.tensors[tensor]!;
  const destination = lowering.destinations.get(tensor);
  const view = destination && { ...destination.view, of: outputValue(lowering, destination.tensor) };
  const value = addValue(lowering, { name, shape: mapShape(shape), tensor, ...(view ? { view } : {}) });
  lowering.valueOfTensor.set(tensor, value);
  return value;
}

/**
 * The value of a tensor that an operator reads; constants are put into the feature memory.
 * @throws BurinError B761 where a constant is not int8
 */
export function inputValue(lowering: Lowering, tensor: number): number {
  const known = lowering.valueOfTensor.get(tensor);
  if (known !== undefined) return known;
  const { name, shape, data } = lowering.graph.tensors[tensor]!;
  if (!(data instanceof Int8Array)) {
    fail('B761', `the constant ${name} is not int8`, 'quantise the network to int8 when converting it');
  }
  const value = addValue(lowering, { name, shape: mapShape(shape), tensor, data });
  lowering.valueOfTensor.set(tensor, value);
  return value;
}

/**
 * Where an operator writes a tensor position by position of `shape`, which may differ from the tensor's own height and
 * width; `after` brings it to its place where that needs a copy.
 */
export function shapedOutput(
  lowering: Lowering,
  operator: number,
  tensor: number,
  shape: MapShape,
): { readonly value: number; readonly after: readonly SumOperation[] } {
  const { name, shape: dimensions } = lowering.graph.tensors[tensor]!;
  const own = mapShape(dimensions);
  if (sameMapShape(own, shape)) return { value: outputValue(lowering, tensor), after: [] };
  const value = temporaryValue(lowering, `${name} by positions`, shape);
  const view: Value = { name, shape: own, view: { kind: 'linear', of: value } };
  if (!lowering.destinations.has(tensor)) {
    lowering.valueOfTensor.set(tensor, addValue(lowering, { ...view, tensor }));
    return { value, after: [] };
  }
  return { value, after: [plainCopy(lowering, operator, addValue(lowering, view), outputValue(lowering, tensor))] };
}

/** Position by position, of two values of one shape. */
export function plainCopy(lowering: Lowering, operator: number, source: number, output: number): SumOperation {
  return copyOf(lowering, operator, output, {
    taps: [{ source, row: 0, column: 0 }],
    reduction: 'each',
    weight: one,
  });
}

/** One multiplier and shift for all channels. */
export function equalScaling({ multiplier, shift }: QuantisedMultiplier, channels: number): ChannelScaling {
  return {
    biases: new Int32Array(channels),
    multipliers: new Int32Array(channels).fill(multiplier),
    shifts: new Int32Array(channels).fill(shift),
  };
}

/** The requantisation that leaves numbers as they are. */
export function identityScaling(channels: number): ChannelScaling {
  return {
    biases: new Int32Array(channels),
    multipliers: new Int32Array(channels).fill(2 ** 30),
    shifts: new Int32Array(channels).fill(1),
  };
}

/** What copies have in common: numbers pass as they are. */
export function copyOf(
  lowering: Lowering,
  operator: number,
  output: number,
  rest: Pick<SumOperation, 'taps' | 'weight' | 'reduction'> & Partial<SumOperation>,
): SumOperation {
  const { shape } = lowering.values[output]!;
  return {
    kind: 'sum',
    operator,
    place: lowering.graph.operators[operator]!.place,
    output,
    grid: wholeGrid(shape),
    strideRow: 1,
    strideColumn: 1,
    padValue: 0,
    inputZeroPoint: 0,
    scaling: identityScaling(shape.channels),
    average: false,
    rounding: 'twice',
    multiplications: 0,
    zeroPoint: 0,
    low: -128,
    high: 127,
    ...rest,
  };
}

export const one = (): number => 1;

/** The value behind a view, and so on: what has memory of its own. */
export function rootOf(values: readonly Value[], value: number): number {
  const { view } = values[value]!;
  return view ? rootOf(values, view.of) : value;
}
