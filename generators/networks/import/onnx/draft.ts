import { typeProblem } from '../../graph/element-types.ts';
import { elementCount, sameShape } from '../../graph/shapes.ts';
import type { ElementType, Operator, Quantisation, Tensor, TensorData } from '../../graph/types.ts';
import type { OnnxNode } from './model-file.ts';
import { type Order, plainOrder, shapeInOrder, type TensorValue, type Value } from './values.ts';

/** The graph while it grows. */
export interface Draft {
  readonly tensors: Tensor[];
  readonly operators: Operator[];
  readonly values: Map<string, Value>;
  readonly names: Set<string>;
}

export function emptyDraft(): Draft {
  return { tensors: [], operators: [], values: new Map(), names: new Set() };
}

/** Adds a tensor, under its name or one made from it. */
export function addTensor(draft: Draft, tensor: Tensor): number {
  let { name } = tensor;
  for (let number = 2; draft.names.has(name) || name === ''; number++) name = `${tensor.name || 'tensor'}_${number}`;
  draft.names.add(name);
  return draft.tensors.push({ ...tensor, name }) - 1;
}

/** Adds an operator, or why it cannot be computed. */
export function addOperator(draft: Draft, operator: Operator, name: string): void {
  const reason = typeProblem(operator, draft.tensors, 'qdq');
  const { place, inputs, outputs } = operator;
  draft.operators.push(reason ? { kind: 'unsupported', place, inputs, outputs, name, reason } : operator);
}

/** The operator's name in the file, out of its place `node 3 (Conv)`. */
export function nameOf(place: string): string {
  return /\((.*)\)/.exec(place)?.[1] ?? place;
}

/** A new tensor of a value, with its numbers in `order`. */
export function addResult(
  draft: Draft,
  name: string,
  shape: readonly number[],
  order: Order,
  type: ElementType,
  quantisation?: Quantisation,
): number {
  return addTensor(draft, { name, shape: shapeInOrder(shape, order), type, ...(quantisation ? { quantisation } : {}) });
}

export function addConstant(
  draft: Draft,
  name: string,
  type: ElementType,
  shape: readonly number[],
  data: TensorData,
  quantisation?: Quantisation,
): number {
  return addTensor(draft, { name, shape, type, data, ...(quantisation ? { quantisation } : {}) });
}

/** Whether the numbers lie differently in the two orders: dimensions of size 1 do not count. */
export function movesNumbers({ shape, order: from }: TensorValue, to: Order): boolean {
  const real = (order: Order): Order => order.filter((dimension) => dimension >= 0 && shape[dimension]! > 1);
  return !sameShape(real(from), real(to));
}

/** The same numbers with the tensor's dimensions in another order: by transposing them, where that moves any. */
export function arrange(draft: Draft, value: TensorValue, order: Order, place: string): TensorValue {
  if (sameShape(value.order, order)) return value;
  const tensor = draft.tensors[value.tensor]!;
  const from = value.order.filter((dimension) => dimension >= 0);
  const to = order.filter((dimension) => dimension >= 0);
  const permutation = to.map((dimension) => from.indexOf(dimension));
  const moved = movesNumbers(value, order);
  const copy = (shapeOrder: Order): number =>
    addResult(draft, `${tensor.name}_arranged`, value.shape, shapeOrder, tensor.type, tensor.quantisation);
  let current = value.tensor;
  let currentOrder = value.order;
  const reshape = (target: Order): void => {
    const output = copy(target);
    addOperator(draft, { kind: 'reshape', place, inputs: [current], outputs: [output] }, 'Reshape');
    current = output;
    currentOrder = target;
  };
  if (moved) {
    if (from.length !== value.order.length) reshape(from);
    const output = copy(to);
    addOperator(draft, { kind: 'transpose', place, inputs: [current], outputs: [output], permutation }, 'Transpose');
    current = output;
    currentOrder = to;
  }
  if (!sameShape(currentOrder, order)) reshape(order);
  return { ...value, tensor: current, order };
}

/** The value as a tensor of real numbers (float32) or of whatever numbers the file has. */
export function materialise(draft: Draft, value: Value, name: string): TensorValue {
  const { shape } = value;
  switch (value.kind) {
    case 'constant': {
      const tensor = addConstant(draft, name, value.type, shape, value.data, value.quantisation);
      const stored: TensorValue = {
        kind: 'tensor',
        tensor,
        shape,
        order: plainOrder(shape.length),
        real: value.quantisation !== undefined,
      };
      return materialise(draft, stored, name);
    }
    case 'tensor': {
      const { type, quantisation } = draft.tensors[value.tensor]!;
      if (!value.real || !quantisation) return value;
      const output = addTensor(draft, { name, shape: shapeInOrder(shape, value.order), type: 'float32' });
      const place = `${name}, its real numbers`;
      addOperator(
        draft,
        { kind: 'dequantise', place, inputs: [value.tensor], outputs: [output] },
        `DequantizeLinear of ${type}`,
      );
      return { ...value, tensor: output, real: false };
    }
    case 'pending':
    case 'layer': {
      const { order, place } = value;
      const output = addResult(draft, name, shape, order, 'float32');
      const made =
        value.kind === 'pending'
          ? value.make(output, value.activation)
          : value.make(-1, undefined, output, value.activation);
      draft.operators.push({
        kind: 'unsupported',
        place,
        name: nameOf(place),
        reason: 'its result is not quantised',
        inputs: made.inputs.filter((tensor) => tensor >= 0),
        outputs: [output],
      });
      return { kind: 'tensor', tensor: output, shape, order, real: false };
    }
  }
}

/** A node that Burin does not compute: its results are opaque, and so is what depends on them. */
export function addUnsupported(
  draft: Draft,
  node: OnnxNode,
  reason: string,
  shapes: ReadonlyMap<string, readonly number[]>,
): void {
  const inputs = node.inputs.map((name) => {
    const value = draft.values.get(name);
    return value ? materialise(draft, value, name).tensor : -1;
  });
  const outputs = node.outputs.map((name) => {
    const shape = shapes.get(name);
    const type = shape && elementCount(shape) > 0 ? 'float32' : 'opaque';
    const tensor = addTensor(draft, { name, shape: shape ?? [], type });
    draft.values.set(name, {
      kind: 'tensor',
      tensor,
      shape: shape ?? [],
      order: plainOrder(shape?.length ?? 0),
      real: false,
    });
    return tensor;
  });
  draft.operators.push({ kind: 'unsupported', place: node.place, name: node.operator, reason, inputs, outputs });
}
