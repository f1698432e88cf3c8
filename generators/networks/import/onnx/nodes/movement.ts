import { sameScales } from '../../../graph/quantisations.ts';
import { elementCount, sameShape, shapeText } from '../../../graph/shapes.ts';
import type { Operator } from '../../../graph/types.ts';
import { refuseContradiction } from '../../refuse.ts';
import { addOperator, addResult, arrange, movesNumbers } from '../draft.ts';
import { plainOrder, reorderConstant, shapeInOrder, type TensorValue, type Value } from '../values.ts';
import {
  axisOf,
  inputValue,
  integerAttribute,
  integers,
  integersAttribute,
  type NodeSource,
  notQuantised,
  optionalInput,
  realNumbers,
  resultName,
} from './node-source.ts';

/** Transpose: of a tensor only what its dimensions are called, of a constant its numbers. */
export function importTranspose(source: NodeSource): Value | string {
  const value = inputValue(source, 0);
  const rank = value.shape.length;
  const permutation = integersAttribute(source, 'perm') ?? plainOrder(rank).toReversed();
  if (permutation.length !== rank || plainOrder(rank).some((dimension) => !permutation.includes(dimension))) {
    return refuseContradiction(source.place, `its permutation is ${shapeText(permutation)} of ${rank} dimensions`);
  }
  if (value.kind === 'constant') return reorderConstant(value, permutation);
  if (value.kind === 'layer') return 'its input is not quantised';
  const shape = permutation.map((dimension) => value.shape[dimension]!);
  return {
    ...value,
    shape,
    order: value.order.map((dimension) => (dimension < 0 ? -1 : permutation.indexOf(dimension))),
  };
}

/** Flatten, Reshape, Squeeze, Unsqueeze. */
export function importReshape(source: NodeSource): Value | string {
  const value = inputValue(source, 0);
  const shape = reshapedShape(source, value.shape);
  if (typeof shape === 'string') return shape;
  if (elementCount(shape) !== elementCount(value.shape) || shape.some((size) => size < 1)) {
    return refuseContradiction(source.place, `it reshapes ${shapeText(value.shape)} to ${shapeText(shape)}`);
  }
  if (value.kind === 'constant')
    return value.quantisation && value.quantisation.scales.length > 1
      ? 'its scales are by channel'
      : { ...value, shape };
  if (value.kind !== 'tensor') return notQuantised;
  if (sameShape(shape, value.shape)) return value;
  const { place } = source;
  const order = plainOrder(value.shape.length);
  const plain = movesNumbers(value, order) ? arrange(source.draft, value, order, `${place}, its input`) : value;
  return moved(source, plain, shape, plainOrder(shape.length), (inputs, outputs) => ({
    kind: 'reshape',
    place,
    inputs,
    outputs,
  }));
}

function reshapedShape(source: NodeSource, shape: readonly number[]): readonly number[] | string {
  const { operator } = source.node;
  const rank = shape.length;
  if (operator === 'Flatten') {
    const axis = integerAttribute(source, 'axis', 1);
    const split = axis === rank ? rank : axisOf(source.place, axis, rank);
    return [elementCount(shape.slice(0, split)), elementCount(shape.slice(split))];
  }
  const stated = integers(source, operator === 'Reshape' ? 'shape' : 'axes', 1);
  if (operator === 'Squeeze') {
    const axes = stated?.map((axis) => axisOf(source.place, axis, rank));
    return shape.filter((size, dimension) => (axes ? !axes.includes(dimension) : size !== 1));
  }
  if (!stated) return 'its shape is computed, not constant';
  if (operator === 'Unsqueeze') {
    const axes = stated.map((axis) => axisOf(source.place, axis, rank + stated.length));
    const rest = [...shape];
    return plainOrder(rank + axes.length).map((dimension) => (axes.includes(dimension) ? 1 : (rest.shift() ?? 1)));
  }
  const copied = stated.map((size, dimension) => (size === 0 ? (shape[dimension] ?? 0) : size));
  const known = copied.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
  return copied.map((size) => (size === -1 ? elementCount(shape) / known : size));
}

/** Concat of tensors with one scale. */
export function importConcat(source: NodeSource): Value | string {
  const values = source.node.inputs.map((_, at) => inputValue(source, at));
  const tensors = values.filter((value): value is TensorValue => value.kind === 'tensor' && value.real);
  const first = tensors[0];
  if (!first || tensors.length !== values.length) return notQuantised;
  const { draft, place } = source;
  const axis = axisOf(place, integerAttribute(source, 'axis', 0), first.shape.length);
  const odd = tensors.find(
    ({ shape }) =>
      shape.length !== first.shape.length || shape.some((size, at) => at !== axis && size !== first.shape[at]),
  );
  if (odd)
    return refuseContradiction(
      place,
      `its inputs have the shapes ${shapeText(first.shape)} and ${shapeText(odd.shape)}`,
    );
  const scales = draft.tensors[first.tensor]!.quantisation;
  if (tensors.some(({ tensor }) => !sameScales(draft.tensors[tensor]!.quantisation, scales)))
    return 'its inputs have different scales';
  const arranged = tensors.map((value, at) => arrange(draft, value, first.order, `${place}, its input ${at}`).tensor);
  const shape = first.shape.map((size, at) =>
    at === axis ? tensors.reduce((sum, value) => sum + value.shape[axis]!, 0) : size,
  );
  return moved(source, first, shape, first.order, (_, outputs) => ({
    kind: 'concatenation',
    place,
    inputs: arranged,
    outputs,
    axis: first.order.indexOf(axis),
    activation: 'none',
  }));
}

/** Pad with zeros. */
export function importPad(source: NodeSource): Value | string {
  const value = inputValue(source, 0);
  if (value.kind !== 'tensor' || !value.real) return notQuantised;
  const pads = integers(source, 'pads', 1);
  const rank = value.shape.length;
  const { place, node } = source;
  const mode = node.attributes.get('mode')?.text;
  if (mode && new TextDecoder().decode(mode) !== 'constant') return 'it does not pad with a constant';
  const fill = optionalInput(source, 2);
  if (fill && realNumbers(fill)?.[0] !== 0) return 'it pads with another number than 0';
  if (!pads || pads.length !== 2 * rank || pads.some((amount) => amount < 0))
    return 'its pads are computed, negative or for some dimensions';
  const shape = value.shape.map((size, at) => size + pads[at]! + pads[at + rank]!);
  const amounts = (first: number): readonly number[] =>
    value.order.map((dimension) => (dimension < 0 ? 0 : pads[dimension + first]!));
  return moved(source, value, shape, value.order, (inputs, outputs) => ({
    kind: 'pad',
    place,
    inputs,
    outputs,
    before: amounts(0),
    after: amounts(rank),
  }));
}

/** Identity, Dropout: nothing. */
export function importIdentity(source: NodeSource): Value {
  return inputValue(source, 0);
}

/** An operator that moves numbers as they are stored. */
function moved(
  source: NodeSource,
  value: TensorValue,
  shape: readonly number[],
  order: readonly number[],
  make: (inputs: readonly number[], outputs: readonly number[]) => Operator,
): TensorValue {
  const { draft } = source;
  const { type, quantisation } = draft.tensors[value.tensor]!;
  if (shapeInOrder(shape, order).some((size) => size < 1))
    refuseContradiction(source.place, `its result has the shape ${shapeText(shape)}`);
  const output = addResult(draft, resultName(source), shape, order, type, quantisation);
  addOperator(draft, make([value.tensor], [output]), source.node.operator);
  return { ...value, tensor: output, shape, order };
}
