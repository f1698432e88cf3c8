import type { InputTable } from './early-functions.ts';

/** What lowering makes of a graph: values in the feature memory, and operations of the hardware on them. */
export interface LoweredGraph {
  readonly values: readonly Value[];
  /** In an order of execution. */
  readonly operations: readonly HardwareOperation[];
  /** Values that the host writes before a run, in the order of the hardware's inputs. */
  readonly inputs: readonly number[];
  /** Values that the host reads after a run. */
  readonly outputs: readonly number[];
  /** The graph's tensor, by index, whose only number a run leaves in the register of the argmax. */
  readonly argumentMaximum?: number;
  /** What the host does to each number of an input on the way. */
  readonly inputTables: readonly InputTable[];
  /** Operators of the graph, by index, that the host computes before and behind the hardware. */
  readonly hostBefore: readonly number[];
  readonly hostAfter: readonly number[];
}

export interface MapShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** An int8 array of height × width × channels in the feature memory. */
export interface Value {
  readonly name: string;
  readonly shape: MapShape;
  /** The graph's tensor that it holds. */
  readonly tensor?: number;
  /** Present where it lies inside of another value instead of having memory of its own. */
  readonly view?: View;
  /** Of a constant, row-major. */
  readonly data?: Int8Array;
}

/**
 * `window`: rows, columns and channels from (row, column, channel) on; channel is a multiple of N. `linear`: the same
 * positions in the same order under another height and width.
 */
export type View =
  | {
      readonly kind: 'window';
      readonly of: number;
      readonly row: number;
      readonly column: number;
      readonly channel: number;
    }
  | { readonly kind: 'linear'; readonly of: number };

/** The positions of the output that an operation computes: `rows` × `columns` of them, from (row, column) in steps. */
export interface OutputGrid {
  readonly row: number;
  readonly column: number;
  readonly rowStep: number;
  readonly columnStep: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * How a scaled sum becomes a whole number: as tflite-micro rounds twice, once, or as float32 does, half to even; section
 * Requantiser of `docs/tensortrail.md`.
 */
export type Rounding = 'twice' | 'half-even' | 'float32';

interface OperationCommon {
  /** Operator of the graph, by its index. */
  readonly operator: number;
  /** For messages and reports. */
  readonly place: string;
  readonly output: number;
  readonly zeroPoint: number;
  readonly low: number;
  readonly high: number;
}

/** A tap: grid position (r, c) reads row r·strideRow + row and column c·strideColumn + column of the source. */
export interface WindowTap {
  readonly source: number;
  readonly row: number;
  readonly column: number;
}

interface WindowCommon extends OperationCommon {
  readonly grid: OutputGrid;
  readonly strideRow: number;
  readonly strideColumn: number;
  /** In the order in which the hardware takes them. */
  readonly taps: readonly WindowTap[];
  /** What a tap outside its source reads. */
  readonly padValue: number;
}

/** Scaling of each output channel: bias, multiplier and shift (positive is to the left, −31..31). */
export interface ChannelScaling {
  readonly biases: Int32Array;
  readonly multipliers: Int32Array;
  readonly shifts: Int32Array;
}

/** Sums of products. `dense`: over all input channels; `each`: channel by channel. */
export interface SumOperation extends WindowCommon {
  readonly kind: 'sum';
  readonly reduction: 'dense' | 'each';
  /** Weight of an output channel for a tap and (dense) a channel of the tap's source; −128..127. */
  readonly weight: (output: number, tap: number, input: number) => number;
  /** Subtracted from each number that is read. */
  readonly inputZeroPoint: number;
  readonly scaling: ChannelScaling;
  /** Division of average pooling: the bias is ⌊n/2⌋, the multiplier 2^(31 + shift)/n. */
  readonly average: boolean;
  readonly rounding: Rounding;
  /** Dense: output channel c reads input channels from ⌊c/outputs⌋·inputs on, `inputs` of them. */
  readonly groups?: { readonly inputs: number; readonly outputs: number };
  /** Multiplications that the graph asks of each number of the output. */
  readonly multiplications: number;
}

/** Channel by channel the largest number of the taps. */
export interface MaximumOperation extends WindowCommon {
  readonly kind: 'maximum';
}

/** An operand of two; `fixed`: one position, taken for all. */
export interface Operand {
  readonly value: number;
  readonly fixed: boolean;
}

/** One multiplier, shift and bias for all channels; `before` is a shift to the left by that many places besides. */
export interface UniformScaling {
  readonly before: number;
  readonly bias: number;
  readonly multiplier: number;
  readonly shift: number;
}

/** Sum or difference of two values. */
export interface AddOperation extends OperationCommon {
  readonly kind: 'add';
  readonly subtract: boolean;
  /** Of all three scalings. */
  readonly rounding: Rounding;
  readonly operands: readonly [Operand, Operand];
  /** Of the first operand, the second, and the result. The first operand is not fixed. */
  readonly scalings: readonly [UniformScaling, UniformScaling, UniformScaling];
}

export interface MultiplyOperation extends OperationCommon {
  readonly kind: 'multiply';
  readonly operands: readonly [Operand, Operand];
  readonly zeroPoints: readonly [number, number];
  readonly scaling: UniformScaling;
  readonly rounding: Rounding;
}

/** A function of one number. */
export interface TableOperation extends OperationCommon {
  readonly kind: 'table';
  readonly input: number;
  /** Results for −128..127. */
  readonly table: Int8Array;
}

/** Channel of the largest number at the only position, into a register. */
export interface ArgumentMaximumOperation extends OperationCommon {
  readonly kind: 'argmax';
  readonly input: number;
}

export type HardwareOperation =
  | SumOperation
  | MaximumOperation
  | AddOperation
  | MultiplyOperation
  | TableOperation
  | ArgumentMaximumOperation;

/** The values that an operation reads, each once. */
export function operandsOf(operation: HardwareOperation): readonly number[] {
  switch (operation.kind) {
    case 'sum':
    case 'maximum':
      return [...new Set(operation.taps.map(({ source }) => source))];
    case 'add':
    case 'multiply':
      return [...new Set(operation.operands.map(({ value }) => value))];
    default:
      return [operation.input];
  }
}

/** The grid of all positions of a value. */
export function wholeGrid({ height, width }: MapShape): OutputGrid {
  return { row: 0, column: 0, rowStep: 1, columnStep: 1, rows: height, columns: width };
}

/**
 * A tensor's shape as height, width and channels: the last dimension is channels, the one before it columns, all before
 * those rows.
 */
export function mapShape(shape: readonly number[]): MapShape {
  const leading = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return { height: leading, width: shape.at(-2) ?? 1, channels: shape.at(-1) ?? 1 };
}

export function sameMapShape(first: MapShape, second: MapShape): boolean {
  return first.height === second.height && first.width === second.width && first.channels === second.channels;
}
