import { sameScales } from './quantisations.ts';
import type { ArithmeticName, ElementType, Operator, Tensor } from './types.ts';

const activationTypes: readonly ElementType[] = ['int8', 'uint8', 'int16'];

/**
 * Why the operator cannot be computed with the types and quantisations of its tensors, as a clause for a message;
 * `undefined` where it can.
 */
export function typeProblem(
  operator: Operator,
  tensors: readonly Tensor[],
  arithmetic: ArithmeticName,
): string | undefined {
  if (operator.kind === 'unsupported') return undefined;
  const inputs = operator.inputs.filter((tensor) => tensor >= 0).map((tensor) => tensors[tensor]!);
  const output = tensors[operator.outputs[0]!]!;
  const opaque = [...inputs, output].find(({ type }) => type === 'opaque');
  if (opaque) return `the type of its tensor ${opaque.name} is not supported`;
  switch (operator.kind) {
    case 'convolution':
    case 'depthwise-convolution':
    case 'fully-connected':
      return weightedProblem(inputs, output, arithmetic, operator.unsigned ?? false);
    case 'reshape':
    case 'strided-slice':
    case 'transpose':
    case 'resize-nearest':
    case 'concatenation':
    case 'pad':
      return movementProblem(operator.kind, inputs, output, arithmetic);
    case 'quantise':
    case 'dequantise':
      return conversionProblem(operator.kind, inputs[0]!, output);
    case 'argmax':
      if (output.type !== 'int32' && output.type !== 'int64') return `its result is ${output.type}`;
      return activationProblem(inputs);
    case 'softmax':
      // Outside of the quantised part of an ONNX file; in TensorFlow Lite a float softmax means a float network.
      if (arithmetic === 'qdq' && inputs[0]!.type === 'float32' && output.type === 'float32') return undefined;
      return activationProblem([inputs[0]!, output]);
    case 'resize-bilinear':
      if (operator.unsigned || inputs[0]!.type !== 'int8') return 'it computes with numbers other than int8';
      return uniformProblem([...inputs, output]) ?? rescaleProblem(operator.kind, inputs, output, arithmetic);
    case 'average-pool':
    case 'max-pool':
      return uniformProblem([...inputs, output]) ?? rescaleProblem(operator.kind, inputs, output, arithmetic);
    case 'unary': {
      const problem = uniformProblem([...inputs, output]);
      // The kernels of relu scale; those of relu6 and relu-n1-to-1 clamp what is there.
      if (problem || (operator.function !== 'relu6' && operator.function !== 'relu-n1-to-1')) return problem;
      return rescaleProblem(operator.function, inputs, output, arithmetic);
    }
    default:
      return uniformProblem([...inputs, output]);
  }
}

function weightedProblem(
  inputs: readonly Tensor[],
  output: Tensor,
  arithmetic: ArithmeticName,
  unsigned: boolean,
): string | undefined {
  const [image, filter, bias] = inputs as [Tensor, Tensor, Tensor | undefined];
  const problem = uniformProblem([image, output]);
  if (problem) return problem;
  if (!filter.data) return 'its weights are computed, not constant';
  if (filter.type !== 'int8' && filter.type !== 'int4' && !(unsigned && filter.type === 'int16'))
    return `its weights are ${filter.type}, not int8 or int4`;
  if (!filter.quantisation) return 'its weights have no scale';
  if (filter.quantisation.zeroPoints.some((zeroPoint) => zeroPoint !== 0))
    return 'its weights have a zero point other than 0';
  if (image.type === 'uint8' && arithmetic !== 'qdq') return 'it has uint8 tensors';
  if (!bias) return undefined;
  if (!bias.data) return 'its bias is computed, not constant';
  const wide = image.type === 'int16' && bias.type === 'int64';
  return bias.type === 'int32' || wide ? undefined : `its bias is ${bias.type}`;
}

/** Data that is moved as it stands. */
function movementProblem(
  kind: Operator['kind'],
  inputs: readonly Tensor[],
  output: Tensor,
  arithmetic: ArithmeticName,
): string | undefined {
  const other = inputs.find(({ type }) => type !== output.type);
  if (other) return `it has ${other.type} and ${output.type} tensors`;
  return kind === 'concatenation' ? rescaleProblem(kind, inputs, output, arithmetic) : undefined;
}

function conversionProblem(kind: 'quantise' | 'dequantise', input: Tensor, output: Tensor): string | undefined {
  const quantised = [...activationTypes, 'int32'];
  const [from, to] =
    kind === 'quantise' ? [[...activationTypes, 'float32'], quantised] : [quantised, ['float32' as const]];
  if (!from.includes(input.type) || !to.includes(output.type)) return `it turns ${input.type} into ${output.type}`;
  const unscaled = [input, output].find((tensor) => tensor.type !== 'float32' && !perTensor(tensor));
  return unscaled ? `its tensor ${unscaled.name} does not have one scale` : undefined;
}

function rescaleProblem(
  what: string,
  inputs: readonly Tensor[],
  output: Tensor,
  arithmetic: ArithmeticName,
): string | undefined {
  if (arithmetic === 'qdq' || inputs.every((input) => sameScales(input.quantisation, output.quantisation)))
    return undefined;
  return `its input and output have different scales, which ${what} does not convert`;
}

/** All of one type, with one scale each. */
function uniformProblem(tensors: readonly Tensor[]): string | undefined {
  const other = tensors.find(({ type }) => type !== tensors[0]!.type);
  if (other) return `it has ${tensors[0]!.type} and ${other.type} tensors`;
  return activationProblem(tensors);
}

function activationProblem(tensors: readonly Tensor[]): string | undefined {
  const wrong = tensors.find(({ type }) => !activationTypes.includes(type));
  if (wrong) return `it computes with ${wrong.type} numbers`;
  const unscaled = tensors.find((tensor) => !perTensor(tensor));
  return unscaled ? `its tensor ${unscaled.name} does not have one scale` : undefined;
}

function perTensor({ quantisation }: Tensor): boolean {
  return quantisation?.scales.length === 1;
}
