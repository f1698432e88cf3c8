import { shapeText } from '../../../graph/shapes.ts';
import type { Convolution, DepthwiseConvolution, Padding, Pair, Quantisation } from '../../../graph/types.ts';
import { noPadding, samePaddingOf, type Window, windowPositions } from '../../../graph/windows.ts';
import { refuseContradiction } from '../../refuse.ts';
import { arrange } from '../draft.ts';
import { onSumGrid } from '../finish-layer.ts';
import {
  type ConstantValue,
  channelsLast,
  type LayerBias,
  type LayerValue,
  plainOrder,
  reorderConstant,
  type TensorValue,
  type Value,
} from '../values.ts';
import {
  constantReals,
  floatAttribute,
  inputValue,
  integerAttribute,
  integersAttribute,
  type NodeSource,
  notQuantised,
  optionalInput,
  realTensor,
  textAttribute,
} from './node-source.ts';

/** Conv over images, and over signals as images of one row. */
export function importConv(source: NodeSource): Value | string {
  const input = realTensor(source, 0);
  const weights = inputValue(source, 1);
  if (!input) return notQuantised;
  if (weights.kind !== 'constant' || !weights.quantisation) return 'its weights are not quantised constants';
  const rank = input.shape.length;
  if ((rank !== 3 && rank !== 4) || weights.shape.length !== rank) {
    return `its input has the shape ${shapeText(input.shape)} and its weights ${shapeText(weights.shape)}`;
  }
  const groups = integerAttribute(source, 'group', 1);
  const [outputs, depth] = weights.shape as [number, number];
  const channels = input.shape[1]!;
  if (groups < 1 || depth * groups !== channels || outputs % groups !== 0) {
    return refuseContradiction(
      source.place,
      `it has ${channels} channels, ${groups} groups and weights of the shape ${shapeText(weights.shape)}`,
    );
  }
  const window = readWindow(source, input.shape, weights.shape.slice(2));
  if (typeof window === 'string') return window;
  const depthwise = groups > 1 && groups === channels;
  const image = rank === 3 ? withRow(weights) : weights;
  const filter = reorderConstant(image, depthwise ? [1, 2, 3, 0] : [0, 2, 3, 1]);
  const order = channelsLast(rank);
  const arranged = arrange(source.draft, input, order, `${source.place}, its input`);
  const { stride, dilation, padding } = window;
  const { place } = source;
  const size = windowPositions(rank === 3 ? 1 : input.shape[2]!, input.shape.at(-1)!, window);
  const shape = [input.shape[0]!, outputs, ...(rank === 3 ? [] : [size.height]), size.width];
  if (size.height < 1 || size.width < 1) return refuseContradiction(place, 'its window does not fit into its input');
  return layer(
    source,
    arranged,
    filter,
    { channels: outputs, channelAxis: depthwise ? 3 : 0 },
    shape,
    order,
    (inputs, result, activation) => {
      const common = { place, inputs, outputs: [result], stride, dilation, padding, activation };
      return depthwise
        ? ({ kind: 'depthwise-convolution', ...common, multiplier: outputs / channels } satisfies DepthwiseConvolution)
        : ({ kind: 'convolution', ...common } satisfies Convolution);
    },
  );
}

/** Gemm and MatMul by constant weights. */
export function importFullyConnected(source: NodeSource): Value | string {
  const input = realTensor(source, 0);
  const weights = inputValue(source, 1);
  if (!input) return notQuantised;
  if (weights.kind !== 'constant' || !weights.quantisation) return 'its weights are not quantised constants';
  if (weights.shape.length !== 2) return `its weights have the shape ${shapeText(weights.shape)}`;
  const gemm = source.node.operator === 'Gemm';
  if (gemm && (floatAttribute(source, 'alpha', 1) !== 1 || floatAttribute(source, 'beta', 1) !== 1))
    return 'its alpha or beta is not 1';
  if (gemm && integerAttribute(source, 'transA', 0) !== 0) return 'it transposes its input';
  const transposed = gemm && integerAttribute(source, 'transB', 0) !== 0;
  const matrix = transposed ? weights : reorderConstant(weights, [1, 0]);
  const [outputs, inputs] = matrix.shape as [number, number];
  if (input.shape.at(-1) !== inputs) {
    return refuseContradiction(
      source.place,
      `its input has the shape ${shapeText(input.shape)} and its weights ${shapeText(weights.shape)}`,
    );
  }
  const { place } = source;
  const order = plainOrder(input.shape.length);
  const arranged = arrange(source.draft, input, order, `${place}, its input`);
  const shape = [...input.shape.slice(0, -1), outputs];
  return layer(
    source,
    arranged,
    matrix,
    { channels: outputs, channelAxis: 0 },
    shape,
    order,
    (tensors, result, activation) => ({
      kind: 'fully-connected',
      place,
      inputs: tensors,
      outputs: [result],
      activation,
    }),
  );
}

function layer(
  source: NodeSource,
  input: TensorValue,
  weights: ConstantValue,
  output: Pick<LayerValue, 'channels' | 'channelAxis'>,
  shape: readonly number[],
  order: readonly number[],
  make: (
    inputs: readonly number[],
    output: number,
    activation: LayerValue['activation'],
  ) => ReturnType<LayerValue['make']>,
): LayerValue | string {
  const inputScale = source.draft.tensors[input.tensor]!.quantisation!.scales[0]!;
  const bare: Omit<LayerValue, 'bias' | 'activation'> = {
    kind: 'layer',
    shape,
    order,
    place: source.place,
    inputScale,
    weights: weights as ConstantValue & { readonly quantisation: Quantisation },
    ...output,
    make: (filter, bias, result, activation) =>
      make([input.tensor, filter, ...(bias === undefined ? [] : [bias])], result, activation),
  };
  const value = optionalInput(source, 2);
  const bias = value && layerBias(bare, value);
  if (typeof bias === 'string') return bias;
  return { ...bare, bias, activation: 'none' };
}

/** A constant for each output channel; one that lies on another grid than the sums is rounded to theirs later. */
export function layerBias(bare: Omit<LayerValue, 'bias' | 'activation'>, value: Value): LayerBias | string {
  if (value.kind !== 'constant') return 'its bias is computed, not constant';
  if (value.data.length !== bare.channels)
    return `its bias has the shape ${shapeText(value.shape)} for ${bare.channels} channels`;
  if (value.type === 'int32' && value.quantisation) {
    const bias: LayerBias = { kind: 'stored', data: value.data as Int32Array, quantisation: value.quantisation };
    if (onSumGrid(bare, bias)) return bias;
  }
  return { kind: 'real', data: constantReals(value) };
}

/** Weights of a signal as those of an image of one row. */
function withRow(weights: ConstantValue): ConstantValue {
  const [outputs, depth, length] = weights.shape as [number, number, number];
  return { ...weights, shape: [outputs, depth, 1, length] };
}

/**
 * Kernel, strides, dilations and padding of a node over an image or a signal of `shape`.
 * @param kernel As the weights have it; else the attribute says.
 */
export function readWindow(source: NodeSource, shape: readonly number[], kernel?: readonly number[]): Window | string {
  const dimensions = shape.length - 2;
  const size = kernel ?? integersAttribute(source, 'kernel_shape') ?? [];
  const ones = Array.from({ length: dimensions }, () => 1);
  const strides = integersAttribute(source, 'strides') ?? ones;
  const dilations = integersAttribute(source, 'dilations') ?? ones;
  const pads = integersAttribute(source, 'pads') ?? [...ones, ...ones].map(() => 0);
  const positive = [size, strides, dilations];
  if (
    positive.some((one) => one.length !== dimensions || one.some((value) => !(value >= 1))) ||
    pads.length !== 2 * dimensions ||
    pads.some((value) => !(value >= 0))
  ) {
    return refuseContradiction(
      source.place,
      `its kernel, strides, dilations and pads are ${[...positive, pads].map(shapeText).join(', ')}`,
    );
  }
  const pair = (values: readonly number[]): Pair => ({
    height: dimensions === 1 ? 1 : values[0]!,
    width: values.at(-1)!,
  });
  const window = { kernel: pair(size), stride: pair(strides), dilation: pair(dilations) };
  const mode = textAttribute(source, 'auto_pad', 'NOTSET');
  if (mode === 'SAME_LOWER') return 'its padding is SAME_LOWER';
  const [height, width] = [dimensions === 1 ? 1 : shape[2]!, shape.at(-1)!];
  if (mode === 'SAME_UPPER') return { ...window, padding: samePaddingOf(height, width, window) };
  if (mode === 'VALID') return { ...window, padding: noPadding };
  return { ...window, padding: explicitPadding(pads, dimensions) };
}

function explicitPadding(pads: readonly number[], dimensions: number): Padding {
  if (dimensions === 1) return { top: 0, bottom: 0, left: pads[0]!, right: pads[1]! };
  return { top: pads[0]!, left: pads[1]!, bottom: pads[2]!, right: pads[3]! };
}
