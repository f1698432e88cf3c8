import { broadcastShape, elementCount, shapeText } from '../../../graph/shapes.ts';
import type { Elementwise, FusedActivation, UnaryFunction } from '../../../graph/types.ts';
import { refuseContradiction } from '../../refuse.ts';
import { addConstant, addOperator, arrange, materialise } from '../draft.ts';
import { type ConstantValue, type LayerValue, plainOrder, reorder, type TensorValue, type Value } from '../values.ts';
import { layerBias } from './layers.ts';
import {
  axisOf,
  floatAttribute,
  inputValue,
  integerAttribute,
  type NodeImporter,
  type NodeSource,
  notQuantised,
  optionalInput,
  realNumbers,
  realTensor,
  resultName,
} from './node-source.ts';

/** Relu, and Clip between 0 and 6: part of what computes their input, where that is not quantised in between. */
export function importActivation(source: NodeSource): Value | string {
  const activation = activationOf(source);
  if (!activation) return 'it clips to other limits than 0 and 6, or -1 and 1';
  const value = inputValue(source, 0);
  if ((value.kind === 'layer' || (value.kind === 'pending' && value.clamps)) && value.activation === 'none') {
    return { ...value, activation };
  }
  return importUnary(activation)(source);
}

function activationOf(source: NodeSource): Exclude<FusedActivation, 'none'> | undefined {
  if (source.node.operator === 'Relu') return 'relu';
  const limit = (at: number, attribute: string): number | undefined =>
    source.node.attributes.get(attribute)?.float ?? realNumbers(optionalInput(source, at))?.[0];
  const limits = `${limit(1, 'min')} to ${limit(2, 'max')}`;
  return limits === '0 to 6' ? 'relu6' : limits === '-1 to 1' ? 'relu-n1-to-1' : undefined;
}

/** Functions of one number. */
export function importUnary(name: UnaryFunction): NodeImporter {
  return (source) => {
    const input = realTensor(source, 0);
    if (!input) return notQuantised;
    const { place } = source;
    // The default of each operator that has it.
    const alpha = name === 'leaky-relu' ? floatAttribute(source, 'alpha', 0.01) : undefined;
    if (name === 'elu' && floatAttribute(source, 'alpha', 1) !== 1) return 'its alpha is not 1';
    return {
      kind: 'pending',
      shape: input.shape,
      order: input.order,
      place,
      activation: 'none',
      clamps: false,
      make: (output) => ({
        kind: 'unary',
        place,
        inputs: [input.tensor],
        outputs: [output],
        function: name,
        ...(alpha === undefined ? {} : { alpha }),
      }),
    };
  };
}

/** Add, Sub, Mul, Min, Max of two quantised values; the addition of a constant to a layer is its bias. */
export function importElementwise(kind: Elementwise['kind']): NodeImporter {
  return (source) => {
    const [first, second] = [inputValue(source, 0), inputValue(source, 1)];
    if (kind === 'add') {
      const layer = first.kind === 'layer' ? first : second;
      const constant = first.kind === 'layer' ? second : first;
      if (layer.kind === 'layer' && constant.kind === 'constant') return withBias(layer, constant);
    }
    const leader = [first, second].find((value): value is TensorValue => value.kind === 'tensor' && value.real);
    if (!leader) return notQuantised;
    const shape = broadcastShape(first.shape, second.shape);
    if (!shape)
      return refuseContradiction(
        source.place,
        `its inputs have the shapes ${shapeText(first.shape)} and ${shapeText(second.shape)}`,
      );
    if (shape.length !== leader.shape.length) return 'its inputs have different numbers of dimensions';
    const inputs = [first, second].map((value, at) => operand(source, value, leader, at));
    const wrong = inputs.find((input) => typeof input === 'string');
    if (wrong !== undefined) return wrong;
    const { place } = source;
    return {
      kind: 'pending',
      shape,
      order: leader.order,
      place,
      activation: 'none',
      clamps: kind !== 'minimum' && kind !== 'maximum',
      make: (output, activation) => ({ kind, place, inputs: inputs as number[], outputs: [output], activation }),
    };
  };
}

function operand(source: NodeSource, value: Value, leader: TensorValue, at: number): number | string {
  const { draft, node, place } = source;
  if (value.kind === 'tensor') {
    if (!value.real) return notQuantised;
    if (value.shape.length !== leader.shape.length) return 'its inputs have different numbers of dimensions';
    return arrange(draft, value, leader.order, `${place}, its input ${at}`).tensor;
  }
  if (value.kind !== 'constant' || value.quantisation?.scales.length !== 1) return notQuantised;
  // Dimensions that broadcasting adds in front.
  const rank = leader.shape.length;
  const shape = [...plainOrder(rank - value.shape.length).map(() => 1), ...value.shape];
  const moved = leader.order.filter((dimension) => dimension >= 0);
  const data = reorder(value.data, shape, moved);
  const graphShape = leader.order.map((dimension) => (dimension < 0 ? 1 : shape[dimension]!));
  return addConstant(draft, node.inputs[at]!, value.type, graphShape, data, value.quantisation);
}

function withBias(layer: LayerValue, constant: ConstantValue): Value | string {
  if (layer.bias || layer.activation !== 'none') return 'its input has a bias already';
  // Channels are the last dimension in the graph.
  const channel = constant.shape.length - layer.shape.length + layer.order.at(-1)!;
  if (elementCount(constant.shape) !== layer.channels || constant.shape[channel] !== layer.channels) {
    return 'it adds a constant that is none for each channel';
  }
  const bias = layerBias(layer, constant);
  return typeof bias === 'string' ? bias : { ...layer, bias };
}

/** BatchNormalization behind a layer: scales of its channels, and an addition to its bias. */
export function importBatchNormalization(source: NodeSource): Value | string {
  const value = inputValue(source, 0);
  const parameters = [1, 2, 3, 4].map((at) => realNumbers(optionalInput(source, at)));
  if (value.kind !== 'layer' || value.activation !== 'none')
    return 'there is no layer before it that it could be folded into';
  const [factors, offsets, means, variances] = parameters;
  if (!factors || !offsets || !means || !variances) return 'its parameters are computed, not constant';
  if (parameters.some((numbers) => numbers!.length !== value.channels)) {
    return refuseContradiction(source.place, `its parameters are not ${value.channels} numbers each`);
  }
  const epsilon = floatAttribute(source, 'epsilon', 1e-5);
  const slopes = factors.map((factor, channel) => factor / Math.sqrt(variances[channel]! + epsilon));
  if (slopes.some((slope) => !Number.isFinite(slope) || slope === 0))
    return 'it multiplies a channel by 0 or by no number';
  const bias = realBias(value);
  const moved = bias.map((number, channel) => (number - means[channel]!) * slopes[channel]! + offsets[channel]!);
  return { ...scaled(value, slopes), bias: { kind: 'real', data: moved } };
}

function realBias({ bias, channels }: LayerValue): Float64Array {
  if (!bias) return new Float64Array(channels);
  if (bias.kind === 'real') return bias.data;
  const { scales } = bias.quantisation;
  return Float64Array.from(bias.data, (number, channel) => number * scales[scales.length === 1 ? 0 : channel]!);
}

/**
 * The layer with the results of each channel times a factor: in its scale, and for negative ones in the signs of the
 * weights. Weights of few bits are also moved up as far as 8 bits hold, so that the bias is rounded to a finer grid.
 */
function scaled(layer: LayerValue, factors: readonly number[]): LayerValue {
  const { weights, channels } = layer;
  const { scales } = weights.quantisation;
  const axis = layer.channelAxis;
  const numbers = weights.data as Int8Array;
  const inner = weights.shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 1);
  const up = Math.max(0, Math.floor(Math.log2(127 / largest)));
  const data = numbers.map((number, place) => {
    const factor = factors[Math.floor(place / inner) % channels]!;
    return (factor < 0 ? -number : number) * 2 ** up;
  });
  const quantisation = {
    scales: Float32Array.from(
      factors,
      (factor, channel) => (scales[scales.length === 1 ? 0 : channel]! * Math.abs(factor)) / 2 ** up,
    ),
    zeroPoints: new Int32Array(channels),
    axis,
  };
  return { ...layer, weights: { ...weights, data, quantisation } };
}

/** Softmax over the last dimension: in real numbers, as the file has it. */
export function importSoftmax(source: NodeSource): Value | string {
  const value = inputValue(source, 0);
  const axis = axisOf(source.place, integerAttribute(source, 'axis', -1), value.shape.length);
  if (value.kind === 'layer' || value.kind === 'pending') return notQuantised;
  const { draft, place, node } = source;
  const input = materialise(draft, value, `${node.inputs[0]}_real`);
  if (input.order.at(-1) !== axis) return 'it is not over the last dimension';
  const { shape } = draft.tensors[input.tensor]!;
  const output = draft.tensors.length;
  addFloat(source, shape);
  addOperator(draft, { kind: 'softmax', place, inputs: [input.tensor], outputs: [output], beta: 1 }, node.operator);
  return { ...input, tensor: output };
}

function addFloat(source: NodeSource, shape: readonly number[]): void {
  const name = resultName(source);
  source.draft.names.add(name);
  source.draft.tensors.push({ name, shape, type: 'float32' });
}
