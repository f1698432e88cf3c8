import { elementCount, rowMajorSteps } from '../../graph/shapes.ts';
import type { ElementType, FusedActivation, Operator, Quantisation, TensorData } from '../../graph/types.ts';

/** What a name of an ONNX file stands for while its nodes are read. */
export type Value = ConstantValue | TensorValue | PendingValue | LayerValue;

/** A constant; with `quantisation` its stored numbers, which stand for real ones. */
export interface ConstantValue {
  readonly kind: 'constant';
  readonly shape: readonly number[];
  readonly type: ElementType;
  readonly data: TensorData;
  readonly quantisation?: Quantisation;
}

/** A tensor of the graph. */
export interface TensorValue {
  readonly kind: 'tensor';
  readonly tensor: number;
  readonly shape: readonly number[];
  readonly order: Order;
  /** Whether the real numbers are meant that its stored ones stand for: it is behind a DequantizeLinear. */
  readonly real: boolean;
}

/** Real numbers that an operator computes, once it is known how they are quantised. */
export interface PendingValue {
  readonly kind: 'pending';
  readonly shape: readonly number[];
  readonly order: Order;
  readonly place: string;
  /** Inputs are tensors of the graph already. */
  readonly make: (output: number, activation: FusedActivation) => Operator;
  readonly activation: FusedActivation;
  /** Whether it can clamp. */
  readonly clamps: boolean;
}

/** As pending, of a layer with weights, which scalings and additions behind it still change. */
export interface LayerValue {
  readonly kind: 'layer';
  readonly shape: readonly number[];
  readonly order: Order;
  readonly place: string;
  readonly inputScale: number;
  /** In the order of the graph, with one scale for all, or one for each output channel. */
  readonly weights: ConstantValue & { readonly quantisation: Quantisation };
  /** Of the output, and which dimension of the weights they are. */
  readonly channels: number;
  readonly channelAxis: number;
  readonly bias: LayerBias | undefined;
  readonly activation: FusedActivation;
  readonly make: (filter: number, bias: number | undefined, output: number, activation: FusedActivation) => Operator;
}

/** Whole numbers on the grid of the sums, or real numbers that are yet to be rounded to it. */
export type LayerBias =
  | { readonly kind: 'stored'; readonly data: Int32Array; readonly quantisation: Quantisation }
  | { readonly kind: 'real'; readonly data: Float64Array };

/**
 * For each dimension of the graph's tensor, the dimension of the ONNX value that it holds; -1 for one of size 1 that the
 * value does not have. ONNX keeps channels second; the graph keeps them last.
 */
export type Order = readonly number[];

export function plainOrder(rank: number): Order {
  return Array.from({ length: rank }, (_, dimension) => dimension);
}

/** Channels last: of images as they are, of signals (rank 3) as images of one row. */
export function channelsLast(rank: number): Order {
  return rank === 3 ? [0, -1, 2, 1] : [0, ...plainOrder(rank).slice(2), 1];
}

export function shapeInOrder(shape: readonly number[], order: Order): readonly number[] {
  return order.map((dimension) => (dimension < 0 ? 1 : shape[dimension]!));
}

/** The numbers of a constant with its dimensions in another order: output dimension i is dimension order[i]. */
export function reorder<Data extends TensorData>(data: Data, shape: readonly number[], order: readonly number[]): Data {
  const steps = rowMajorSteps(shape);
  const result = data.slice() as Data;
  const target = order.map((dimension) => shape[dimension]!);
  const targetSteps = rowMajorSteps(target);
  const count = elementCount(shape);
  for (let place = 0; place < count; place++) {
    let from = 0;
    for (let at = 0; at < order.length; at++) {
      from += (Math.floor(place / targetSteps[at]!) % target[at]!) * steps[order[at]!]!;
    }
    result[place] = data[from]!;
  }
  return result;
}

/** As `reorder`, with the quantisation's axis. */
export function reorderConstant(value: ConstantValue, order: readonly number[]): ConstantValue {
  const { quantisation } = value;
  return {
    ...value,
    shape: order.map((dimension) => value.shape[dimension]!),
    data: reorder(value.data, value.shape, order),
    ...(quantisation ? { quantisation: { ...quantisation, axis: Math.max(0, order.indexOf(quantisation.axis)) } } : {}),
  };
}
