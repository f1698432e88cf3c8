import {
  convolutionRequantisation,
  type ElementwiseParameters,
  elementwiseParameters,
  inputTensor,
  multiplyByQuantised,
  outputTensor,
} from '../../../../generators/networks/arithmetic/index.ts';
import { elementCount } from '../../../../generators/networks/graph/shapes.ts';
import type {
  ArithmeticName,
  Elementwise,
  NetworkGraph,
  Operator,
} from '../../../../generators/networks/graph/types.ts';
import type { ConvolutionShape } from '../kernels/convolution.ts';
import type { Kernel } from '../kernels/movement.ts';
import { broadcastSteps, convolutionShape } from '../specification.ts';
import { allocate, type NumberData, offsets } from '../tensor-data.ts';
import { prepareConvolution, prepareDepthwise } from './convolution.ts';
import { allocateEntries } from './finish.ts';
import type { VectorMemory } from './vector-memory.ts';

/** A kernel with vectors where the operator has one: int8 images, constant weights; else nothing. */
export function fastKernel(
  graph: NetworkGraph,
  operator: Operator,
  arithmetic: ArithmeticName,
  memory: VectorMemory,
): Kernel | undefined {
  switch (operator.kind) {
    case 'convolution':
    case 'depthwise-convolution':
      return weightedKernel(graph, operator, arithmetic, memory, convolutionShape(graph, operator));
    case 'fully-connected': {
      const [outputs, inputs] = inputTensor(graph, operator, 1).shape as readonly [number, number];
      const rows = elementCount(inputTensor(graph, operator, 0).shape) / inputs;
      return weightedKernel(graph, operator, arithmetic, memory, vectorShape(rows, inputs, outputs));
    }
    case 'add':
    case 'subtract':
    case 'multiply':
      return elementwiseKernel(graph, operator, arithmetic, memory);
    default:
      return undefined;
  }
}

/** Rows of vectors as images of one pixel. */
function vectorShape(rows: number, inputs: number, outputs: number): ConvolutionShape {
  const one = { height: 1, width: 1 };
  return {
    batch: rows,
    input: one,
    inputChannels: inputs,
    output: one,
    outputChannels: outputs,
    kernel: one,
    stride: one,
    dilation: one,
    padding: { top: 0, bottom: 0, left: 0, right: 0 },
  };
}

function weightedKernel(
  graph: NetworkGraph,
  operator: Operator & { kind: 'convolution' | 'depthwise-convolution' | 'fully-connected' },
  arithmetic: ArithmeticName,
  memory: VectorMemory,
  shape: ConvolutionShape,
): Kernel | undefined {
  const input = inputTensor(graph, operator, 0);
  const filter = inputTensor(graph, operator, 1).data;
  const output = outputTensor(graph, operator);
  const bias =
    operator.inputs[2] === undefined || operator.inputs[2] === -1 ? undefined : inputTensor(graph, operator, 2);
  if (input.type !== 'int8' || output.type !== 'int8' || !(filter instanceof Int8Array)) return undefined;
  if (bias && !bias.data) return undefined;
  const requantisation = convolutionRequantisation(graph, operator, arithmetic);
  const prepare = operator.kind === 'depthwise-convolution' ? prepareDepthwise : prepareConvolution;
  const compute = prepare(memory, shape, requantisation, filter, bias?.data);
  return ([image]) => {
    const result = allocate(output) as NumberData;
    compute(image as NumberData, result);
    return result;
  };
}

/** Sums or products of two inputs of 8 bits, which are looked up; vectors' code rescales them. */
function elementwiseKernel(
  graph: NetworkGraph,
  operator: Elementwise,
  arithmetic: ArithmeticName,
  memory: VectorMemory,
): Kernel | undefined {
  const parameters = elementwiseParameters(graph, operator, arithmetic);
  const tensors = [inputTensor(graph, operator, 0), inputTensor(graph, operator, 1)] as const;
  const output = outputTensor(graph, operator);
  if (parameters.kind !== 'common-scale' && parameters.kind !== 'product') return undefined;
  if ([...tensors, output].some(({ type }) => type !== 'int8')) return undefined;
  const [left, right] = [tableOf(parameters, 0), tableOf(parameters, 1)];
  const count = elementCount(output.shape);
  const whole = tensors.every(({ shape }) => elementCount(shape) === count);
  const places = whole ? [] : tensors.map(({ shape }) => offsets(output.shape, broadcastSteps(shape, output.shape)));
  const combine = whole ? combineWhole : combineAt(places[0]!, places[1]!);
  const { multiplier, shift } = parameters.output;
  const entry = allocateEntries(memory, Int32Array.of(multiplier), Int32Array.of(shift));
  const target = memory.allocate(count);
  memory.scratch(4 * count);
  return ([first, second]) => {
    const address = memory.scratch(0);
    const product = parameters.kind === 'product';
    combine(first as Int8Array, second as Int8Array, left, right, memory.words32(address, count), product);
    const { outputZeroPoint, lowest, highest } = parameters;
    memory.code.requantise(address, 0, 1, count, entry, 0, target, outputZeroPoint, lowest, highest);
    return memory.bytes(target, count).slice();
  };
}

type Combine = (
  first: Int8Array,
  second: Int8Array,
  left: Int32Array,
  right: Int32Array,
  result: Int32Array,
  product: boolean,
) => void;

const combineWhole: Combine = (first, second, left, right, result, product) => {
  if (product) {
    for (let place = 0; place < result.length; place++) {
      result[place] = left[first[place]! + 128]! * right[second[place]! + 128]!;
    }
  } else {
    for (let place = 0; place < result.length; place++) {
      result[place] = left[first[place]! + 128]! + right[second[place]! + 128]!;
    }
  }
};

function combineAt(firstPlaces: Int32Array, secondPlaces: Int32Array): Combine {
  return (first, second, left, right, result, product) => {
    for (let place = 0; place < result.length; place++) {
      const a = left[first[firstPlaces[place]!]! + 128]!;
      const b = right[second[secondPlaces[place]!]! + 128]!;
      result[place] = product ? a * b : a + b;
    }
  };
}

/** For each int8 number, from −128 on: it on the common scale, or its difference to the zero point. */
function tableOf(parameters: ElementwiseParameters & { kind: 'common-scale' | 'product' }, operand: 0 | 1): Int32Array {
  return Int32Array.from({ length: 256 }, (_, place) => {
    const difference = place - 128 - parameters.zeroPoints[operand];
    if (parameters.kind === 'product') return difference;
    const { multiplier, shift } = parameters.inputs[operand];
    const scaled = multiplyByQuantised(difference * 2 ** parameters.leftShift, multiplier, shift);
    return operand === 1 ? parameters.sign * scaled : scaled;
  });
}
