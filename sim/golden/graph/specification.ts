import { fail } from '../../../generators/diagnostics.ts';
import {
  activationLimits,
  averageFunction,
  clamp,
  convolutionRequantisation,
  elementwiseFunction,
  elementwiseParameters,
  inputTensor,
  meanParameters,
  outputTensor,
  requantisationParameters,
  rescaler,
  roundHalfAway,
  roundHalfEven,
  softmaxParameters,
  tensorQuantisation,
  typeLimits,
  unaryTable,
} from '../../../generators/networks/arithmetic/index.ts';
import { elementCount } from '../../../generators/networks/graph/shapes.ts';
import type {
  ArithmeticName,
  Convolution,
  DepthwiseConvolution,
  Elementwise,
  FullyConnected,
  Mean,
  NetworkGraph,
  Operator,
  Pool,
  Requantisation,
  Softmax,
  Unary,
} from '../../../generators/networks/graph/types.ts';
import { type ConvolutionShape, connectFully, convolve, convolveDepthwise } from './kernels/convolution.ts';
import {
  argumentMaximum,
  concatenation,
  type Kernel,
  pad,
  resizeBilinear,
  resizeNearest,
  stridedSlice,
  transpose,
} from './kernels/movement.ts';
import { pool } from './kernels/pool.ts';
import { realSoftmax, softmax } from './kernels/softmax.ts';
import { allocate, arrayType, type NumberData, offsets, strides } from './tensor-data.ts';

/**
 * The plain kernel of an operator: written to be read, and what every faster one is compared with. Throws B743 for
 * operators that are not supported, and what the arithmetic's parameters throw.
 */
export function specificationKernel(graph: NetworkGraph, operator: Operator, arithmetic: ArithmeticName): Kernel {
  const input = inputTensor(graph, operator, 0);
  const output = outputTensor(graph, operator);
  switch (operator.kind) {
    case 'convolution':
    case 'depthwise-convolution':
      return convolutionKernel(graph, operator, arithmetic);
    case 'fully-connected':
      return fullyConnectedKernel(graph, operator, arithmetic);
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'minimum':
    case 'maximum':
      return elementwiseKernel(graph, operator, arithmetic);
    case 'average-pool':
    case 'max-pool':
      return poolKernel(graph, operator, arithmetic);
    case 'mean':
      return meanKernel(graph, operator, arithmetic);
    case 'pad':
      return pad(operator, input, output);
    case 'concatenation':
      return concatenation(
        operator,
        operator.inputs.map((_, place) => inputTensor(graph, operator, place)),
        output,
      );
    case 'reshape':
      return ([data]) => data!.slice();
    case 'strided-slice':
      return stridedSlice(operator, input, output);
    case 'transpose':
      return transpose(operator, input, output);
    case 'resize-nearest':
      return resizeNearest(operator, input, output);
    case 'resize-bilinear':
      return resizeBilinear(operator, input, output);
    case 'unary':
      return unaryKernel(graph, operator, arithmetic);
    case 'quantise':
      return quantiseKernel(graph, operator, arithmetic);
    case 'dequantise': {
      const { scale, zeroPoint } = tensorQuantisation(input);
      return ([data]) => Float32Array.from(data as NumberData, (value) => scale * (value - zeroPoint));
    }
    case 'softmax':
      return softmaxKernel(graph, operator, arithmetic);
    case 'argmax':
      return argumentMaximum(operator.axis, input, output);
    case 'unsupported':
      fail('B743', `${operator.place}: ${operator.reason}`, 'leave this operator to the host: run with --partition');
  }
}

export function convolutionShape(graph: NetworkGraph, operator: Convolution | DepthwiseConvolution): ConvolutionShape {
  const [batch, height, width, inputChannels] = fourDimensions(inputTensor(graph, operator, 0).shape);
  const [, outputHeight, outputWidth, outputChannels] = fourDimensions(outputTensor(graph, operator).shape);
  const [, kernelHeight, kernelWidth] = fourDimensions(inputTensor(graph, operator, 1).shape);
  return {
    batch,
    input: { height, width },
    inputChannels,
    output: { height: outputHeight, width: outputWidth },
    outputChannels,
    kernel: { height: kernelHeight, width: kernelWidth },
    stride: operator.stride,
    dilation: operator.dilation,
    padding: operator.padding,
  };
}

function fourDimensions(shape: readonly number[]): readonly [number, number, number, number] {
  return [shape[0] ?? 1, shape[1] ?? 1, shape[2] ?? 1, shape[3] ?? 1];
}

function convolutionKernel(
  graph: NetworkGraph,
  operator: Convolution | DepthwiseConvolution,
  arithmetic: ArithmeticName,
): Kernel {
  const shape = convolutionShape(graph, operator);
  const requantisation = convolutionRequantisation(graph, operator, arithmetic);
  const compute = operator.kind === 'convolution' ? convolve : convolveDepthwise;
  const output = outputTensor(graph, operator);
  return ([image, filter, bias]) => {
    const result = allocate(output) as NumberData;
    compute(shape, requantisation, image as NumberData, filter as NumberData, bias, result);
    return result;
  };
}

function fullyConnectedKernel(graph: NetworkGraph, operator: FullyConnected, arithmetic: ArithmeticName): Kernel {
  const requantisation = convolutionRequantisation(graph, operator, arithmetic);
  const output = outputTensor(graph, operator);
  const outputs = inputTensor(graph, operator, 1).shape[0]!;
  return ([vectors, weights, bias]) => {
    const result = allocate(output) as NumberData;
    connectFully(requantisation, vectors as NumberData, weights as NumberData, bias, result, outputs);
    return result;
  };
}

/** Steps through an operand that repeats along the dimensions that it lacks or that have size 1. */
export function broadcastSteps(operand: readonly number[], result: readonly number[]): number[] {
  const distances = strides(operand);
  return result.map((_, dimension) => {
    const own = dimension - (result.length - operand.length);
    return own < 0 || operand[own] === 1 ? 0 : distances[own]!;
  });
}

function elementwiseKernel(graph: NetworkGraph, operator: Elementwise, arithmetic: ArithmeticName): Kernel {
  const compute = elementwiseFunction(elementwiseParameters(graph, operator, arithmetic));
  const output = outputTensor(graph, operator);
  const [left, right] = [0, 1].map((place) =>
    offsets(output.shape, broadcastSteps(inputTensor(graph, operator, place).shape, output.shape)),
  ) as [Int32Array, Int32Array];
  return ([first, second]) => {
    const [a, b] = [first as NumberData, second as NumberData];
    const result = allocate(output) as NumberData;
    for (let place = 0; place < result.length; place++) {
      result[place] = compute(a[left[place]!]!, b[right[place]!]!);
    }
    return result;
  };
}

function poolKernel(graph: NetworkGraph, operator: Pool, arithmetic: ArithmeticName): Kernel {
  const output = outputTensor(graph, operator);
  const [batch, height, width, channels] = fourDimensions(inputTensor(graph, operator, 0).shape);
  const [, outputHeight, outputWidth] = fourDimensions(output.shape);
  const shape = {
    batch,
    channels,
    input: { height, width },
    output: { height: outputHeight, width: outputWidth },
    window: operator.window,
    stride: operator.stride,
    padding: operator.padding,
  };
  const average = operator.kind === 'average-pool' ? averageFunction(graph, operator, arithmetic) : undefined;
  const limits = activationLimits(output, operator.activation);
  return ([image]) => {
    const result = allocate(output) as NumberData;
    pool(shape, average, limits, image as NumberData, result);
    return result;
  };
}

function meanKernel(graph: NetworkGraph, operator: Mean, arithmetic: ArithmeticName): Kernel {
  const parameters = meanParameters(graph, operator, arithmetic);
  const { shape } = inputTensor(graph, operator, 0);
  const output = outputTensor(graph, operator);
  const rescale = rescaler(parameters);
  const kept = shape.map((size, dimension) => (operator.axes.includes(dimension) ? 1 : size));
  const targets = offsets(shape, broadcastSteps(kept, shape));
  return ([input]) => {
    const sums = new Float64Array(elementCount(kept));
    (input as NumberData).forEach((value, place) => {
      sums[targets[place]!]! += value;
    });
    const result = allocate(output) as NumberData;
    sums.forEach((sum, place) => {
      result[place] = rescale(sum - parameters.inputZeroPoint * parameters.count);
    });
    return result;
  };
}

function unaryKernel(graph: NetworkGraph, operator: Unary, arithmetic: ArithmeticName): Kernel {
  const table = unaryTable(graph, operator, arithmetic);
  const { lowest } = typeLimits(inputTensor(graph, operator, 0));
  const result = arrayType(outputTensor(graph, operator).type);
  return ([input]) => {
    const values = new result(input!.length) as NumberData;
    for (let place = 0; place < values.length; place++) values[place] = table[Number(input![place]) - lowest]!;
    return values;
  };
}

function quantiseKernel(graph: NetworkGraph, operator: Requantisation, arithmetic: ArithmeticName): Kernel {
  const output = outputTensor(graph, operator);
  const { scale, zeroPoint } = tensorQuantisation(output);
  const { lowest, highest } = typeLimits(output);
  if (inputTensor(graph, operator, 0).type === 'float32') {
    const round = arithmetic === 'tflm' || arithmetic === 'litert-ref' ? roundHalfAway : roundHalfEven;
    return ([input]) => {
      const result = allocate(output) as NumberData;
      (input as NumberData).forEach((value, place) => {
        result[place] = clamp(round(Math.fround(value / scale)) + zeroPoint, lowest, highest);
      });
      return result;
    };
  }
  const parameters = requantisationParameters(graph, operator, arithmetic);
  const rescale = rescaler(parameters);
  return ([input]) => {
    const result = allocate(output) as NumberData;
    (input as NumberData).forEach((value, place) => {
      result[place] = rescale(value - parameters.inputZeroPoint);
    });
    return result;
  };
}

function softmaxKernel(graph: NetworkGraph, operator: Softmax, arithmetic: ArithmeticName): Kernel {
  const input = inputTensor(graph, operator, 0);
  const output = outputTensor(graph, operator);
  const depth = input.shape.at(-1) ?? 1;
  if (output.type === 'float32') {
    return ([data]) => {
      const result = new Float32Array(data!.length);
      realSoftmax(
        operator.beta,
        (value) => value,
        (value) => value,
        depth,
        data as NumberData,
        result,
      );
      return result;
    };
  }
  const limits = typeLimits(output);
  if (arithmetic === 'qdq') {
    const from = tensorQuantisation(input);
    const to = tensorQuantisation(output);
    const real = (value: number) => Math.fround(from.scale * (value - from.zeroPoint));
    const stored = (value: number) =>
      clamp(roundHalfEven(Math.fround(value / to.scale)) + to.zeroPoint, limits.lowest, limits.highest);
    return ([data]) => {
      const result = allocate(output) as NumberData;
      realSoftmax(operator.beta, real, stored, depth, data as NumberData, result);
      return result;
    };
  }
  const parameters = softmaxParameters(graph, operator);
  return ([data]) => {
    const result = allocate(output) as NumberData;
    softmax(parameters, limits, depth, data as NumberData, result);
    return result;
  };
}
