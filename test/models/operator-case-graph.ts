import { graphProblem } from '../../generators/networks/graph/check-graph.ts';
import type {
  NetworkGraph,
  Operator,
  Padding,
  Pair,
  Quantisation,
  Tensor,
} from '../../generators/networks/graph/types.ts';
import { noPadding, reach } from '../../generators/networks/graph/windows.ts';
import type { ModelVector } from '../../sim/models/verify-model.ts';
import {
  convolutionCase,
  expectedOutput,
  fullyConnectedCase,
  type OperatorCase,
  type OperatorFamily,
  type WeightedCase,
} from '../support/operator-cases.ts';

/** An operator case as a network, and its numbers: a batch as the file has it. */
export interface OperatorCaseGraph {
  readonly graph: NetworkGraph;
  readonly vectors: readonly ModelVector[];
}

/** An operator without its place in a graph. */
type OperatorAttributes = Operator extends infer One
  ? One extends Operator
    ? Omit<One, 'place' | 'inputs' | 'outputs'>
    : never
  : never;

/** A graph of one operator, and of two more where its result is clamped otherwise than activations do. */
function oneOperator(
  name: string,
  attributes: OperatorAttributes,
  inputs: readonly Tensor[],
  output: Tensor,
  limits: { readonly lowest: number; readonly highest: number },
): NetworkGraph {
  const tensors: Tensor[] = [...inputs, output];
  const operators: Operator[] = [];
  const add = (kind: OperatorAttributes, from: readonly number[], to: number): void => {
    operators.push({ ...kind, place: `operator ${operators.length}`, inputs: from, outputs: [to] } as Operator);
  };
  let last = inputs.length;
  add(
    attributes,
    inputs.map((_, place) => place),
    last,
  );
  const clamps = [
    { kind: 'maximum', limit: limits.lowest, needed: limits.lowest > -128 },
    { kind: 'minimum', limit: limits.highest, needed: limits.highest < 127 },
  ] as const;
  for (const { kind, limit, needed } of clamps) {
    if (!needed) continue;
    const shape = output.shape.map(() => 1);
    tensors.push({ ...output, name: `${kind} limit`, shape, data: Int8Array.of(limit) });
    tensors.push({ ...output, name: `${kind} result` });
    add({ kind, activation: 'none' }, [last, tensors.length - 2], tensors.length - 1);
    last = tensors.length - 1;
  }
  const graph: NetworkGraph = {
    name,
    arithmetic: 'tflm',
    tensors,
    inputs: inputs.flatMap(({ data }, place) => (data ? [] : [place])),
    outputs: [last],
    operators,
  };
  const problem = graphProblem(graph);
  if (problem) throw new Error(`${name}, ${problem.place}: ${problem.what}`);
  return graph;
}

/** No float32 has the 31 bits of a multiplier, so that the scales that give back a case's multipliers are doubles. */
function quantisation(scales: readonly number[], zeroPoint = 0, axis = 0): Quantisation {
  const zeroPoints = new Int32Array(scales.length).fill(zeroPoint);
  return { scales: Float64Array.from(scales) as unknown as Float32Array, zeroPoints, axis };
}

function activation(name: string, shape: readonly number[], zeroPoint = 0, scale = 1): Tensor {
  return { name, shape, type: 'int8', quantisation: quantisation([scale], zeroPoint) };
}

/** The number that a multiplier and a shift stand for. */
function scaleOf(multiplier: number, shift: number): number {
  return multiplier * 2 ** (shift - 31);
}

/** What lies beyond the image at its end: cases only say what lies before its beginning. */
function wholePadding(before: Padding, input: Pair, output: Pair, kernel: Pair, stride: Pair, dilation: Pair): Padding {
  const behind = (axis: 'height' | 'width', first: number): number =>
    Math.max(0, (output[axis] - 1) * stride[axis] + reach(kernel[axis], dilation[axis]) - input[axis] - first);
  return { ...before, bottom: behind('height', before.top), right: behind('width', before.left) };
}

const pointwise = { height: 1, width: 1 };

function weightedGraph(one: OperatorCase, family: 'convolution' | 'depthwise' | 'fully connected'): OperatorCaseGraph {
  const dense = family === 'fully connected';
  const { shape, requantisation, image, filter, bias }: WeightedCase = dense
    ? fullyConnectedCase(one)
    : convolutionCase(one, family === 'depthwise');
  const { batch, input, output, inputChannels, outputChannels, kernel, stride, dilation } = shape;
  const { scaling, inputZeroPoint, outputZeroPoint } = requantisation;
  if (scaling.kind !== 'fixed-point') throw new Error(`${one.name} has no multipliers`);
  const scales = Array.from(scaling.multipliers, (multiplier, channel) =>
    scaleOf(multiplier, scaling.shifts[channel]!),
  );
  const depth = filter.length / (outputChannels * kernel.height * kernel.width);
  const window = [kernel.height, kernel.width];
  const weightShape = dense
    ? [outputChannels, inputChannels]
    : family === 'depthwise'
      ? [1, ...window, outputChannels]
      : [outputChannels, ...window, depth];
  const biases: readonly Tensor[] =
    bias === undefined
      ? []
      : [{ name: 'bias', shape: [outputChannels], type: 'int32', data: bias, quantisation: quantisation(scales) }];
  const inputs: readonly Tensor[] = [
    activation(
      'image',
      dense ? [batch, inputChannels] : [batch, input.height, input.width, inputChannels],
      inputZeroPoint,
    ),
    {
      name: 'weights',
      shape: weightShape,
      type: 'int8',
      data: filter,
      quantisation: quantisation(scales, 0, family === 'depthwise' ? 3 : 0),
    },
    ...biases,
  ];
  const result = activation(
    'result',
    dense ? [batch, outputChannels] : [batch, output.height, output.width, outputChannels],
    outputZeroPoint,
  );
  const common = {
    stride,
    dilation,
    padding: wholePadding(shape.padding, input, output, kernel, stride, dilation),
    activation: 'none',
  } as const;
  const attributes: OperatorAttributes = dense
    ? { kind: 'fully-connected', activation: 'none' }
    : family === 'depthwise'
      ? { kind: 'depthwise-convolution', multiplier: outputChannels / inputChannels, ...common }
      : { kind: 'convolution', ...common };
  return {
    graph: oneOperator(one.name, attributes, inputs, result, requantisation),
    vectors: [{ inputs: [image], reference: [expectedOutput(one)] }],
  };
}

function poolGraph(one: OperatorCase): OperatorCaseGraph {
  const pair = (name: string): Pair => ({ height: one.number(`${name}_H`), width: one.number(`${name}_W`) });
  const [input, output, window, stride, before] = ['INPUT', 'OUTPUT', 'FILTER', 'STRIDE', 'PADDING'].map(pair) as [
    Pair,
    Pair,
    Pair,
    Pair,
    Pair,
  ];
  const channels = one.number('INPUT_C');
  const first = { ...noPadding, top: before.height, left: before.width };
  const attributes: OperatorAttributes = {
    kind: one.name.startsWith('avg') ? 'average-pool' : 'max-pool',
    window,
    stride,
    padding: wholePadding(first, input, output, window, stride, pointwise),
    activation: 'none',
  };
  const image = (name: string, { height, width }: Pair): Tensor =>
    activation(name, [one.number('BATCH_SIZE'), height, width, channels]);
  return {
    graph: oneOperator(one.name, attributes, [image('image', input)], image('result', output), {
      lowest: one.number('ACTIVATION_MIN'),
      highest: one.number('ACTIVATION_MAX'),
    }),
    vectors: [{ inputs: [one.array('input_tensor')!], reference: [expectedOutput(one)] }],
  };
}

function padGraph(one: OperatorCase): OperatorCaseGraph {
  const sizes = (name: string): number[] => ['N', 'H', 'W', 'C'].map((dimension) => one.number(`${name}_${dimension}`));
  const [before, after, shape] = [sizes('PRE_PAD'), sizes('POST_PAD'), sizes('INPUT')] as const;
  const padded = shape.map((size, place) => size + before[place]! + after[place]!);
  const inputs = [activation('image', shape)];
  const attributes: OperatorAttributes = { kind: 'pad', before, after, value: one.number('PAD_VALUE') };
  return {
    graph: oneOperator(one.name, attributes, inputs, activation('result', padded), { lowest: -128, highest: 127 }),
    vectors: [{ inputs: [one.array('input_tensor')!], reference: [expectedOutput(one)] }],
  };
}

/** The scales with which TensorFlow Lite comes to the multipliers of an ADD: 2^20 · 2 · max(scales) to the output's. */
function addGraph(one: OperatorCase): OperatorCaseGraph {
  const half = [1, 2].map((place) => scaleOf(one.number(`INPUT${place}_MULT`), one.number(`INPUT${place}_SHIFT`)));
  const shape = [1, one.number('DST_SIZE')];
  const inputs = half.map((scale, place) =>
    activation(`operand ${place}`, shape, -one.number(`INPUT${place + 1}_OFFSET`), 2 * scale),
  );
  const output = scaleOf(one.number('OUTPUT_MULT'), one.number('OUTPUT_SHIFT'));
  const result = activation('result', shape, one.number('OUTPUT_OFFSET'), 2 / (2 ** one.number('LEFT_SHIFT') * output));
  return {
    graph: oneOperator(one.name, { kind: 'add', activation: 'none' }, inputs, result, {
      lowest: one.number('OUT_ACTIVATION_MIN'),
      highest: one.number('OUT_ACTIVATION_MAX'),
    }),
    vectors: [{ inputs: [one.array('input1')!, one.array('input2')!], reference: [expectedOutput(one)] }],
  };
}

function extremeGraph(one: OperatorCase): OperatorCaseGraph {
  const kind = one.name.startsWith('minimum') ? 'minimum' : 'maximum';
  const sizes = (name: (size: string) => string): number[] =>
    ['BATCH', 'HEIGHT', 'WIDTH', 'CHANNEL'].map((size) => one.number(name(size)));
  const shapes = [1, 2].map((place) => sizes((size) => `${size}_${place}`));
  const whole = sizes((size) => `OUTPUT_${size}`);
  const inputs = shapes.map((shape, place) => activation(`operand ${place}`, shape));
  const limits = { lowest: -128, highest: 127 };
  const numbers = [one.array('input_tensor_1')!, one.array('input_tensor_2')!];
  return {
    graph: oneOperator(one.name, { kind, activation: 'none' }, inputs, activation('result', whole), limits),
    vectors: [{ inputs: numbers, reference: [expectedOutput(one)] }],
  };
}

/** @throws Error for softmax, which has no instruction */
export function operatorCaseGraph(one: OperatorCase, family: OperatorFamily): OperatorCaseGraph {
  switch (family) {
    case 'elementwise':
      return one.has('LEFT_SHIFT') ? addGraph(one) : extremeGraph(one);
    case 'pool':
      return poolGraph(one);
    case 'pad':
      return padGraph(one);
    case 'softmax':
      throw new Error(`${one.name} is left to the host`);
    default:
      return weightedGraph(one, family);
  }
}
