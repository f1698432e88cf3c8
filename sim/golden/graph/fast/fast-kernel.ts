import {
  convolutionRequantisation,
  type ElementwiseParameters,
  elementwiseParameters,
  inputTensor,
  multiplyByQuantised,
  outputTensor,
  typeLimits,
} from '../../../../generators/networks/arithmetic/index.ts';
import type {
  ArithmeticName,
  Elementwise,
  NetworkGraph,
  Operator,
} from '../../../../generators/networks/graph/types.ts';
import type { ConvolutionShape } from '../kernels/convolution.ts';
import type { Kernel } from '../kernels/movement.ts';
import { broadcastSteps, convolutionShape } from '../specification.ts';
import { allocate, elementCount, type NumberData, offsets } from '../tensor-data.ts';
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
      return sumKernel(graph, operator, arithmetic, memory);
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

/** Inputs of 8 bits are looked up at their common scale; the sum is rescaled with vectors' code. */
function sumKernel(
  graph: NetworkGraph,
  operator: Elementwise,
  arithmetic: ArithmeticName,
  memory: VectorMemory,
): Kernel | undefined {
  const parameters = elementwiseParameters(graph, operator, arithmetic);
  const tensors = [inputTensor(graph, operator, 0), inputTensor(graph, operator, 1)] as const;
  const output = outputTensor(graph, operator);
  if (parameters.kind !== 'common-scale' || [...tensors, output].some(({ type }) => type !== 'int8')) return undefined;
  const { lowest } = typeLimits(tensors[0]);
  const [left, right] = [tableOf(parameters, 0, lowest), tableOf(parameters, 1, lowest)];
  const count = elementCount(output.shape);
  const whole = tensors.every(({ shape }) => elementCount(shape) === count);
  const places = whole ? [] : tensors.map(({ shape }) => offsets(output.shape, broadcastSteps(shape, output.shape)));
  const { multiplier, shift } = parameters.output;
  const entry = allocateEntries(memory, Int32Array.of(multiplier), Int32Array.of(shift));
  const target = memory.allocate(count);
  memory.scratch(4 * count);
  return ([first, second]) => {
    const [a, b] = [first as Int8Array, second as Int8Array];
    const address = memory.scratch(0);
    const sums = memory.words32(address, count);
    if (whole) {
      for (let place = 0; place < count; place++) sums[place] = left[a[place]! - lowest]! + right[b[place]! - lowest]!;
    } else {
      for (let place = 0; place < count; place++) {
        sums[place] = left[a[places[0]![place]!]! - lowest]! + right[b[places[1]![place]!]! - lowest]!;
      }
    }
    const { outputZeroPoint, lowest: least, highest } = parameters;
    memory.code.requantise(address, 0, 1, count, entry, 0, target, outputZeroPoint, least, highest);
    return memory.bytes(target, count).slice();
  };
}

function tableOf(
  parameters: ElementwiseParameters & { kind: 'common-scale' },
  operand: 0 | 1,
  lowest: number,
): Int32Array {
  const { multiplier, shift } = parameters.inputs[operand];
  const sign = operand === 1 ? parameters.sign : 1;
  return Int32Array.from({ length: 256 }, (_, place) => {
    const difference = lowest + place - parameters.zeroPoints[operand];
    return sign * multiplyByQuantised(difference * 2 ** parameters.leftShift, multiplier, shift);
  });
}
