import { optionTables } from '../../generators/networks/import/tflite/schema.ts';
import { randomNumbers } from './random-numbers.ts';
import {
  addActivation,
  addIntegers,
  addOperator,
  addOutput,
  addTensor,
  addWeights,
  count,
  type Draft,
  type DrawnWindow,
  drawWindow,
  int8,
  int32,
  randomBytes,
  randomScale,
} from './random-tensor-draft.ts';
import type { WrittenField, WrittenModel, WrittenTensor } from './tflite-writer.ts';

/** A network of a few operators with random attributes. */
export interface RandomTensorNetwork {
  readonly model: WrittenModel;
  readonly inputs: readonly Int8Array[];
}

type Maker = (draft: Draft, input: number) => number;

const activations = [0, 1, 2, 3] as const;

/**
 * `seed`: 0..2^32 − 1. One operator at least, `most` at most. From the third on they may read any tensor before them, so
 * that paths part and join again; what nobody reads is an output.
 */
export function randomTensorNetwork(seed: number, most = 2): RandomTensorNetwork {
  const random = randomNumbers(seed);
  const draft: Draft = { random, tensors: [], operators: [], inputs: [] };
  const shape = [
    random.integer(1, 2),
    random.integer(1, 9),
    random.integer(1, 9),
    random.pick([1, 2, 3, 4, 5, 8, 11, 16, 17]),
  ];
  let last = addActivation(draft, shape);
  draft.inputs.push(last);
  const operators = random.integer(1, most);
  const results = [last];
  for (let place = 0; place < operators; place++) {
    const from = place >= 2 && random.chance(0.3) ? random.pick(results) : last;
    last = random.pick(usable(draft, from))(draft, from);
    results.push(last);
  }
  const { tensors, inputs } = draft;
  const read = new Set(draft.operators.flatMap((operator) => operator.inputs));
  return {
    model: { tensors, inputs, outputs: results.filter((tensor) => !read.has(tensor)), operators: draft.operators },
    inputs: inputs.map((tensor) => randomBytes(random, count(tensors[tensor]!.shape))),
  };
}

function usable({ tensors }: Draft, input: number): readonly Maker[] {
  const { shape, type } = tensors[input]!;
  if (type !== 'int8') return [requantisation];
  return shape.length === 4 ? [...images, ...images, ...anyShape] : anyShape;
}

const convolution: Maker = (draft, input) => {
  const { random, tensors } = draft;
  const { shape } = tensors[input]!;
  const window = drawWindow(draft, shape, true);
  const channels = random.pick([1, 2, 3, 7, 8, 9, 16, 20]);
  const filter = [channels, ...window.kernel, shape[3]!];
  const { inputs, outputScale } = addWeights(draft, input, filter, 0, count(filter) / channels, random.chance(0.8));
  const output = addOutput(draft, [shape[0]!, ...window.output, channels], outputScale);
  const fields = optionTables.convolution;
  return addOperator(draft, 'CONV_2D', inputs, output, {
    code: fields.code,
    fields: [...windowFields(fields, window), int8(fields.activation, random.pick(activations))],
  });
};

const depthwise: Maker = (draft, input) => {
  const { random, tensors } = draft;
  const { shape } = tensors[input]!;
  const window = drawWindow(draft, shape, true);
  const multiplier = random.pick([1, 1, 1, 2, 3, 8]);
  const channels = shape[3]! * multiplier;
  const filter = [1, ...window.kernel, channels];
  const { inputs, outputScale } = addWeights(draft, input, filter, 3, count(window.kernel), true);
  const output = addOutput(draft, [shape[0]!, ...window.output, channels], outputScale);
  const fields = optionTables.depthwise;
  return addOperator(draft, 'DEPTHWISE_CONV_2D', inputs, output, {
    code: fields.code,
    fields: [
      ...windowFields(fields, window),
      int32(fields.multiplier, multiplier),
      int8(fields.activation, random.pick(activations)),
    ],
  });
};

function windowFields(
  fields: typeof optionTables.convolution | typeof optionTables.depthwise,
  { padding, stride, dilation }: DrawnWindow,
): WrittenField[] {
  return [
    int8(fields.padding, padding),
    int32(fields.strideHeight, stride[0]),
    int32(fields.strideWidth, stride[1]),
    int32(fields.dilationHeight, dilation[0]),
    int32(fields.dilationWidth, dilation[1]),
  ];
}

const pooling: Maker = (draft, input) => {
  const { random, tensors } = draft;
  const tensor = tensors[input]!;
  const window = drawWindow(draft, tensor.shape, false);
  const output = addActivation(draft, [tensor.shape[0]!, ...window.output, tensor.shape[3]!], tensor);
  const fields = optionTables.pool;
  return addOperator(draft, random.pick(['AVERAGE_POOL_2D', 'MAX_POOL_2D']), [input], output, {
    code: fields.code,
    fields: [
      int8(fields.padding, window.padding),
      int32(fields.strideHeight, window.stride[0]),
      int32(fields.strideWidth, window.stride[1]),
      int32(fields.windowHeight, window.kernel[0]),
      int32(fields.windowWidth, window.kernel[1]),
      int8(fields.activation, random.pick([0, 0, 1, 2, 3])),
    ],
  });
};

const fullyConnected: Maker = (draft, input) => {
  const { random, tensors } = draft;
  const { shape } = tensors[input]!;
  const depth = count(shape) / shape[0]!;
  const channels = random.integer(1, 20);
  const { inputs, outputScale } = addWeights(draft, input, [channels, depth], 0, depth, random.chance(0.3));
  const output = addOutput(draft, [shape[0]!, channels], outputScale);
  const { code, activation } = optionTables.fullyConnected;
  const bias = inputs[2] ?? -1;
  return addOperator(draft, 'FULLY_CONNECTED', [inputs[0]!, inputs[1]!, bias], output, {
    code,
    fields: [int8(activation, random.pick(activations))],
  });
};

/** Another input, or a constant, of the same shape or one that repeats; behind two operators, any tensor that fits. */
function addOperand(draft: Draft, shape: readonly number[], like?: WrittenTensor): number {
  const { random, tensors } = draft;
  if (!like && draft.operators.length >= 2 && random.chance(0.5)) {
    const fitting = tensors.flatMap(({ type, data, shape: own }, place) =>
      type === 'int8' && !data && own.join() === shape.join() ? [place] : [],
    );
    return random.pick(fitting);
  }
  const own = shape.map((size) => (random.chance(0.25) ? 1 : size));
  const operand = addActivation(draft, random.chance(0.6) ? shape : own, like);
  if (random.chance(0.5)) draft.inputs.push(operand);
  else tensors[operand] = { ...tensors[operand]!, data: randomBytes(random, count(tensors[operand]!.shape)) };
  return operand;
}

const elementwise: Maker = (draft, input) => {
  const { random, tensors } = draft;
  const tensor = tensors[input]!;
  const name = random.pick(['ADD', 'SUB', 'MUL', 'MINIMUM', 'MAXIMUM'] as const);
  if (name === 'MINIMUM' || name === 'MAXIMUM') {
    const other = addOperand(draft, tensor.shape, tensor);
    return addOperator(draft, name, [input, other], addActivation(draft, tensor.shape, tensor));
  }
  const other = addOperand(draft, tensor.shape);
  const [a, b] = [tensor.scales![0]!, tensors[other]!.scales![0]!];
  const scale =
    name === 'MUL' ? Math.fround(a * b * randomScale(random, 20, 300)) : randomScale(random, 0.5 * a, 4 * (a + b));
  const output = addOutput(draft, tensor.shape, scale);
  const { code, activation } = { ADD: optionTables.add, SUB: optionTables.subtract, MUL: optionTables.multiply }[name];
  const operands = random.chance(0.5) ? [input, other] : [other, input];
  return addOperator(draft, name, operands, output, { code, fields: [int8(activation, random.pick(activations))] });
};

const mean: Maker = (draft, input) => {
  const { random, tensors } = draft;
  const tensor = tensors[input]!;
  const axes = random
    .pick([[1, 2], [1, 2], [1], [2], [3], [1, 2, 3], [2, 3]])
    .filter((axis) => axis < tensor.shape.length);
  const keeps = random.chance(0.5);
  const kept = tensor.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const shape = keeps ? kept : tensor.shape.filter((_, axis) => !axes.includes(axis));
  const same = random.chance(0.4);
  const output = same
    ? addActivation(draft, shape, tensor)
    : addOutput(draft, shape, Math.fround(tensor.scales![0]! * randomScale(random, 0.3, 2)));
  const { code, keepDimensions } = optionTables.reduce;
  const fields = [int8(keepDimensions, keeps ? 1 : 0)];
  return addOperator(draft, 'MEAN', [input, addIntegers(draft, axes)], output, { code, fields });
};

const padding: Maker = (draft, input) => {
  const { random, tensors } = draft;
  const tensor = tensors[input]!;
  const amounts = tensor.shape.map(() => [random.integer(0, 2), random.integer(0, 2)] as const);
  const shape = tensor.shape.map((size, place) => size + amounts[place]![0] + amounts[place]![1]);
  const table = addIntegers(draft, amounts.flat(), [tensor.shape.length, 2]);
  const output = addActivation(draft, shape, tensor);
  if (random.chance(0.7)) return addOperator(draft, 'PAD', [input, table], output);
  const value = addTensor(draft, { ...tensor, shape: [1], data: randomBytes(random, 1) });
  return addOperator(draft, 'PADV2', [input, table, value], output);
};

const concatenation: Maker = (draft, input) => {
  const { random, tensors } = draft;
  const tensor = tensors[input]!;
  const axis = random.integer(0, tensor.shape.length - 1);
  const shapeOf = (size: number) => tensor.shape.map((own, place) => (place === axis ? size : own));
  const size = random.integer(1, 4);
  const other = addActivation(draft, shapeOf(size), tensor);
  draft.inputs.push(other);
  const output = addActivation(draft, shapeOf(tensor.shape[axis]! + size), tensor);
  const { code, axis: field } = optionTables.concatenation;
  return addOperator(draft, 'CONCATENATION', [input, other], output, { code, fields: [int32(field, axis)] });
};

const stridedSlice: Maker = (draft, input) => {
  const { random, tensors } = draft;
  const tensor = tensors[input]!;
  const bounds = tensor.shape.map((size) => {
    const begin = random.integer(0, size - 1);
    const end = random.integer(begin + 1, size);
    const step = random.integer(1, 3);
    return { begin, end, step, count: Math.ceil((end - begin) / step) };
  });
  const output = addActivation(
    draft,
    bounds.map((bound) => bound.count),
    tensor,
  );
  const tables = (['begin', 'end', 'step'] as const).map((name) =>
    addIntegers(
      draft,
      bounds.map((bound) => bound[name]),
    ),
  );
  const { code } = optionTables.stridedSlice;
  return addOperator(draft, 'STRIDED_SLICE', [input, ...tables], output, { code, fields: [] });
};

const transpose: Maker = (draft, input) => {
  const { random, tensors } = draft;
  const tensor = tensors[input]!;
  const permutation = tensor.shape
    .map((_, place) => ({ place, order: random.integer(0, 1000) }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ place }) => place);
  const shape = permutation.map((place) => tensor.shape[place]!);
  const output = addActivation(draft, shape, tensor);
  return addOperator(draft, 'TRANSPOSE', [input, addIntegers(draft, permutation)], output);
};

const resizeNearest: Maker = (draft, input) => {
  const { random, tensors } = draft;
  const tensor = tensors[input]!;
  const size = [random.integer(1, 12), random.integer(1, 12)];
  const output = addActivation(draft, [tensor.shape[0]!, ...size, tensor.shape[3]!], tensor);
  const { code, alignCorners, halfPixelCentres } = optionTables.resizeNearest;
  const mode = random.integer(0, 2);
  return addOperator(draft, 'RESIZE_NEAREST_NEIGHBOR', [input, addIntegers(draft, size)], output, {
    code,
    fields: [int8(alignCorners, mode === 1 ? 1 : 0), int8(halfPixelCentres, mode === 2 ? 1 : 0)],
  });
};

/** Functions with a fixed output quantisation, and those with a free or the same one. */
const unary: Maker = (draft, input) => {
  const { random, tensors } = draft;
  const tensor = tensors[input]!;
  const { shape } = tensor;
  const free = () => addOutput(draft, shape, Math.fround(tensor.scales![0]! * randomScale(random, 0.4, 2)));
  const name = random.pick(['LOGISTIC', 'TANH', 'HARD_SWISH', 'LEAKY_RELU', 'RELU', 'RELU6', 'ABS', 'ELU']);
  switch (name) {
    case 'LOGISTIC':
      return addOperator(
        draft,
        name,
        [input],
        addTensor(draft, { ...unit(shape), scales: [1 / 256], zeroPoints: [-128] }),
      );
    case 'TANH':
      return addOperator(draft, name, [input], addTensor(draft, { ...unit(shape), scales: [1 / 128] }));
    case 'LEAKY_RELU': {
      const { code, alpha } = optionTables.leakyRelu;
      const slope = Math.fround(random.pick([0.01, 0.1, 0.3, random.integer(0, 1500) / 1000]));
      return addOperator(draft, name, [input], free(), {
        code,
        fields: [{ field: alpha, type: 'float32', value: slope }],
      });
    }
    case 'RELU6':
      return addOperator(draft, name, [input], addActivation(draft, shape, tensor));
    default:
      return addOperator(draft, name, [input], free());
  }
};

function unit(shape: readonly number[]): WrittenTensor {
  return { shape, type: 'int8', zeroPoints: [0] };
}

const softmax: Maker = (draft, input) => {
  const { random, tensors } = draft;
  const { shape } = tensors[input]!;
  const output = addTensor(draft, { ...unit(shape), scales: [1 / 256], zeroPoints: [-128] });
  const { code, beta } = optionTables.softmax;
  const value = random.pick([1, 1, 0.5, 2]);
  return addOperator(draft, 'SOFTMAX', [input], output, { code, fields: [{ field: beta, type: 'float32', value }] });
};

const requantisation: Maker = (draft, input) => {
  const { random, tensors } = draft;
  const tensor = tensors[input]!;
  const scale = Math.fround(tensor.scales![0]! * randomScale(random, 0.2, 5));
  return addOperator(draft, 'QUANTIZE', [input], addOutput(draft, tensor.shape, scale));
};

const reshape: Maker = (draft, input) => {
  const tensor = draft.tensors[input]!;
  const shape = [tensor.shape[0]!, count(tensor.shape) / tensor.shape[0]!];
  const output = addActivation(draft, shape, tensor);
  return addOperator(draft, 'RESHAPE', [input, addIntegers(draft, shape)], output);
};

const images: readonly Maker[] = [convolution, depthwise, pooling, mean, resizeNearest];
const anyShape: readonly Maker[] = [
  fullyConnected,
  elementwise,
  elementwise,
  padding,
  concatenation,
  stridedSlice,
  transpose,
  unary,
  unary,
  softmax,
  requantisation,
  reshape,
];
