import type { ArithmeticName, NetworkGraph, Unary, UnaryFunction } from '../graph/types.ts';
import { hyperbolicTangent, logistic } from './fixed-point-functions.ts';
import { hardSwish } from './hard-swish.ts';
import { clamp, multiplyByQuantised, roundHalfAway, roundHalfEven, roundingShiftRight } from './integers.ts';
import { quantisedMultiplier } from './quantised-multiplier.ts';
import { inputTensor, outputTensor, quantiseBound, tensorQuantisation, typeLimits } from './tensors.ts';

/** What a function of one stored number needs to know of its tensors. */
export interface UnaryScales {
  readonly inputScale: number;
  readonly inputZeroPoint: number;
  readonly outputScale: number;
  readonly outputZeroPoint: number;
  readonly lowest: number;
  readonly highest: number;
  /** Of `leaky-relu`. */
  readonly alpha: number;
}

/**
 * The result for each stored input, from the input type's lowest number on: 256 entries for int8. Throws B740 and B741
 * where the operator or its quantisation is not whole.
 */
export function unaryTable(
  graph: NetworkGraph,
  operator: Unary,
  arithmetic: ArithmeticName = graph.arithmetic,
): Int16Array {
  const input = inputTensor(graph, operator, 0);
  const output = outputTensor(graph, operator);
  const from = tensorQuantisation(input);
  const to = tensorQuantisation(output);
  const range = typeLimits(input);
  const scales: UnaryScales = {
    ...typeLimits(output),
    inputScale: from.scale,
    inputZeroPoint: from.zeroPoint,
    outputScale: to.scale,
    outputZeroPoint: to.zeroPoint,
    alpha: operator.alpha ?? 0,
  };
  const compute = functionOf(operator.function, scales, arithmetic);
  return Int16Array.from({ length: range.highest - range.lowest + 1 }, (_, place) => compute(range.lowest + place));
}

function functionOf(name: UnaryFunction, scales: UnaryScales, arithmetic: ArithmeticName): (stored: number) => number {
  if (arithmetic === 'tflm' || arithmetic === 'litert-ref') {
    switch (name) {
      case 'logistic':
        return saturating(scales, 4, (value) => roundingShiftRight(logistic(value, 4), 23) - 128);
      case 'tanh':
        return saturating(scales, 4, (value) => roundingShiftRight(hyperbolicTangent(value, 4), 24));
      case 'hard-swish':
        return hardSwish(scales);
      case 'leaky-relu':
        return leakyRelu(scales);
      case 'relu':
        return rectified(scales, 0, Infinity);
      case 'relu-n1-to-1':
        return rectified(scales, -1, 1);
      case 'relu6':
        return clampedAsStored(scales, 0, 6);
      case 'absolute':
        return absolute(scales);
    }
  }
  if (arithmetic === 'xnnpack' && name === 'leaky-relu') return leakyReluOfBytes(scales);
  // XNNPACK does not take it: it stays with TensorFlow Lite's own kernel.
  if (arithmetic === 'xnnpack' && name === 'hard-swish') return hardSwish(scales);
  return rounded(name, scales, arithmetic === 'tflm' || arithmetic === 'litert-ref' ? roundHalfAway : roundHalfEven);
}

/** A function of Q`integerBits` numbers that is at its limit outside them. */
function saturating(
  { inputScale, inputZeroPoint, lowest, highest }: UnaryScales,
  integerBits: number,
  compute: (value: number) => number,
): (stored: number) => number {
  const { multiplier, shift } = quantisedMultiplier(inputScale * 2 ** (31 - integerBits));
  const radius = Math.floor(((2 ** integerBits - 1) * 2 ** (31 - integerBits)) / 2 ** shift);
  return (stored) => {
    const value = stored - inputZeroPoint;
    if (value <= -radius) return lowest;
    if (value >= radius) return highest;
    return clamp(compute(multiplyByQuantised(value, multiplier, shift)), lowest, highest);
  };
}

function leakyRelu({ inputScale, inputZeroPoint, outputScale, outputZeroPoint, lowest, highest, alpha }: UnaryScales) {
  const identity = quantisedMultiplier(Math.fround(inputScale / outputScale));
  const slope = Math.fround(Math.fround(inputScale * Math.fround(alpha)) / outputScale);
  const negative = quantisedMultiplier(slope);
  return (stored: number) => {
    const value = stored - inputZeroPoint;
    const { multiplier, shift } = value >= 0 ? identity : negative;
    return clamp(outputZeroPoint + multiplyByQuantised(value, multiplier, shift), lowest, highest);
  };
}

/** Both slopes in units of 1/256. */
function leakyReluOfBytes(scales: UnaryScales) {
  const { inputScale, inputZeroPoint, outputScale, outputZeroPoint, lowest, highest, alpha } = scales;
  const ratio = Math.fround(inputScale / outputScale);
  const positive = roundHalfEven(256 * ratio);
  const negative = roundHalfEven(256 * Math.fround(ratio * Math.fround(alpha)));
  return (stored: number) => {
    const value = stored - inputZeroPoint;
    const scaled = (value * (value >= 0 ? positive : negative) + 128) >> 8;
    return clamp(scaled + outputZeroPoint, lowest, highest);
  };
}

function rectified(
  { inputScale, inputZeroPoint, outputScale, outputZeroPoint, lowest, highest }: UnaryScales,
  least: number,
  most: number,
) {
  const { multiplier, shift } = quantisedMultiplier(Math.fround(inputScale / outputScale));
  const bottom = Math.max(lowest, quantiseBound(least, outputScale, outputZeroPoint));
  const top = most === Infinity ? highest : Math.min(highest, quantiseBound(most, outputScale, outputZeroPoint));
  return (stored: number) =>
    clamp(outputZeroPoint + multiplyByQuantised(stored - inputZeroPoint, multiplier, shift), bottom, top);
}

/** TensorFlow Lite's RELU6 does not rescale. */
function clampedAsStored(
  { inputScale, inputZeroPoint, lowest, highest }: UnaryScales,
  least: number,
  most: number,
): (stored: number) => number {
  const bottom = clamp(quantiseBound(least, inputScale, inputZeroPoint), lowest, highest);
  const top = clamp(quantiseBound(most, inputScale, inputZeroPoint), lowest, highest);
  return (stored) => clamp(stored, bottom, top);
}

function absolute({ inputScale, inputZeroPoint, outputScale, outputZeroPoint, lowest, highest }: UnaryScales) {
  const { multiplier, shift } = quantisedMultiplier(Math.fround(inputScale / outputScale));
  const same = inputScale === outputScale;
  return (stored: number) => {
    const value = Math.abs(stored - inputZeroPoint);
    return clamp(outputZeroPoint + (same ? value : multiplyByQuantised(value, multiplier, shift)), lowest, highest);
  };
}

const realFunctions: Record<UnaryFunction, (value: number, alpha: number) => number> = {
  logistic: (value) => 1 / (1 + Math.exp(-value)),
  tanh: Math.tanh,
  'hard-swish': (value) => (value * clamp(value + 3, 0, 6)) / 6,
  'leaky-relu': (value, alpha) => (value < 0 ? alpha * value : value),
  relu: (value) => Math.max(value, 0),
  relu6: (value) => clamp(value, 0, 6),
  'relu-n1-to-1': (value) => clamp(value, -1, 1),
  absolute: Math.abs,
  negate: (value) => -value,
  elu: (value) => (value < 0 ? Math.expm1(value) : value),
  exponential: Math.exp,
  'square-root': Math.sqrt,
  'reciprocal-square-root': (value) => 1 / Math.sqrt(value),
};

/** The function of the real number as float32, rounded to the output's scale. What has no value becomes the zero point. */
function rounded(name: UnaryFunction, scales: UnaryScales, round: (value: number) => number) {
  const { inputScale, inputZeroPoint, outputScale, outputZeroPoint, lowest, highest, alpha } = scales;
  const inverse = Math.fround(1 / outputScale);
  return (stored: number) => {
    const real = Math.fround(inputScale * (stored - inputZeroPoint));
    const value = Math.fround(realFunctions[name](real, alpha));
    if (Number.isNaN(value)) return clamp(outputZeroPoint, lowest, highest);
    const scaled = round === roundHalfAway ? Math.fround(value * inverse) : Math.fround(value / outputScale);
    return clamp(round(scaled) + outputZeroPoint, lowest, highest);
  };
}
