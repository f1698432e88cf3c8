import type { ArithmeticName, Mean, NetworkGraph, Requantisation, Softmax } from '../graph/types.ts';
import { roundHalfEven } from './integers.ts';
import { type QuantisedMultiplier, quantisedMultiplier } from './quantised-multiplier.ts';
import { inputTensor, type Limits, outputTensor, tensorQuantisation, typeLimits } from './tensors.ts';

/** From one tensor's scale to another's: (x − inputZeroPoint) scaled, plus outputZeroPoint, clamped. */
export interface Rescaling extends Limits {
  readonly inputZeroPoint: number;
  readonly outputZeroPoint: number;
  readonly scaling: SingleScaling;
}

export type SingleScaling =
  | ({ readonly kind: 'fixed-point' } & QuantisedMultiplier)
  /** The product as float32, half to even. */
  | { readonly kind: 'float32'; readonly scale: number }
  /** The same, divided by the count before it is rounded. */
  | { readonly kind: 'float32-mean'; readonly scale: number; readonly count: number }
  /** multiplier / 256, half up. */
  | { readonly kind: 'bytes'; readonly multiplier: number };

/** QUANTIZE between quantised types. */
export function requantisationParameters(
  graph: NetworkGraph,
  operator: Requantisation,
  arithmetic: ArithmeticName = graph.arithmetic,
): Rescaling {
  const from = tensorQuantisation(inputTensor(graph, operator, 0));
  const to = outputTensor(graph, operator);
  const { scale, zeroPoint } = tensorQuantisation(to);
  const ratio = from.scale / scale;
  return {
    ...typeLimits(to),
    inputZeroPoint: from.zeroPoint,
    outputZeroPoint: zeroPoint,
    scaling: ratioScaling(ratio, arithmetic),
  };
}

function ratioScaling(ratio: number, arithmetic: ArithmeticName): SingleScaling {
  switch (arithmetic) {
    case 'xnnpack':
      return { kind: 'bytes', multiplier: roundHalfEven(256 * Math.fround(ratio)) };
    case 'qdq':
      return { kind: 'float32', scale: Math.fround(ratio) };
    default:
      return { kind: 'fixed-point', ...quantisedMultiplier(ratio) };
  }
}

/** MEAN over `count` numbers: Σ (x − inputZeroPoint) scaled, plus outputZeroPoint, clamped. */
export function meanParameters(
  graph: NetworkGraph,
  operator: Mean,
  arithmetic: ArithmeticName = graph.arithmetic,
): Rescaling & { readonly count: number } {
  const input = inputTensor(graph, operator, 0);
  const output = outputTensor(graph, operator);
  const from = tensorQuantisation(input);
  const to = tensorQuantisation(output);
  const count = operator.axes.reduce((product, axis) => product * input.shape[axis]!, 1);
  const common = { ...typeLimits(output), inputZeroPoint: from.zeroPoint, outputZeroPoint: to.zeroPoint, count };
  if (arithmetic === 'xnnpack' || arithmetic === 'qdq') {
    return { ...common, scaling: { kind: 'float32-mean', scale: Math.fround(from.scale / to.scale), count } };
  }
  const { multiplier, shift } = quantisedMultiplier(from.scale / to.scale);
  const gain = Math.min(Math.floor(Math.log2(count)), 32, 31 + shift);
  return {
    ...common,
    scaling: {
      kind: 'fixed-point',
      multiplier: Number((BigInt(multiplier) << BigInt(gain)) / BigInt(count)),
      shift: shift - gain,
    },
  };
}

/** SOFTMAX in integers: differences to the largest input times 2^(shift − 31) · multiplier are Q5.26. */
export interface SoftmaxParameters extends QuantisedMultiplier {
  /** Differences below it count as e^−∞. */
  readonly leastDifference: number;
}

export function softmaxParameters(graph: NetworkGraph, operator: Softmax): SoftmaxParameters {
  const { scale } = tensorQuantisation(inputTensor(graph, operator, 0));
  const { multiplier, shift } = quantisedMultiplier(Math.min(operator.beta * scale * 2 ** 26, 2 ** 31 - 1));
  return { multiplier, shift, leastDifference: -Math.floor((31 * 2 ** 26) / 2 ** shift) };
}
