import type { ArithmeticName, Elementwise, NetworkGraph } from '../graph/types.ts';
import { roundHalfEven } from './integers.ts';
import { fractionAndExponent, type QuantisedMultiplier, quantisedMultiplier } from './quantised-multiplier.ts';
import { activationLimits, inputTensor, type Limits, outputTensor, tensorQuantisation } from './tensors.ts';

/** How two stored numbers become one; `outputZeroPoint` is added before the clamp. */
export type ElementwiseParameters = Limits & {
  readonly zeroPoints: readonly [number, number];
  readonly outputZeroPoint: number;
} & (
    | {
        /** Both inputs shifted to the left and brought to one scale, then added or subtracted, then scaled. */
        readonly kind: 'common-scale';
        /** −1 for subtraction. */
        readonly sign: 1 | -1;
        readonly leftShift: number;
        readonly inputs: readonly [QuantisedMultiplier, QuantisedMultiplier];
        readonly output: QuantisedMultiplier;
      }
    | {
        /** (bias + x1 · m1 + x2 · m2) >> shift, on the inputs as stored. */
        readonly kind: 'single-shift';
        readonly bias: number;
        readonly multipliers: readonly [number, number];
        readonly shift: number;
      }
    | {
        /** Real numbers as float32, each operation rounded, half to even at the end. */
        readonly kind: 'float32-sum';
        readonly sign: 1 | -1;
        readonly scales: readonly [number, number];
        readonly outputScale: number;
      }
    | { readonly kind: 'product'; readonly output: QuantisedMultiplier }
    /** The product of the float32 numbers, times `scale`, half to even. */
    | { readonly kind: 'float32-product'; readonly scale: number }
    /** Of stored numbers, which share one scale. */
    | { readonly kind: 'minimum' }
    | { readonly kind: 'maximum' }
  );

/** ADD, SUB, MUL, MINIMUM, MAXIMUM. Throws B740 and B741 where the operator or its quantisation is not whole. */
export function elementwiseParameters(
  graph: NetworkGraph,
  operator: Elementwise,
  arithmetic: ArithmeticName = graph.arithmetic,
): ElementwiseParameters {
  const tensors = [inputTensor(graph, operator, 0), inputTensor(graph, operator, 1)] as const;
  const outputShape = outputTensor(graph, operator);
  const [first, second] = [tensorQuantisation(tensors[0]), tensorQuantisation(tensors[1])];
  const output = tensorQuantisation(outputShape);
  const common = {
    ...activationLimits(outputShape, operator.activation),
    zeroPoints: [first.zeroPoint, second.zeroPoint] as const,
    outputZeroPoint: output.zeroPoint,
  };
  const float = arithmetic === 'xnnpack' || arithmetic === 'qdq';
  switch (operator.kind) {
    case 'minimum':
    case 'maximum':
      return { ...common, kind: operator.kind };
    case 'multiply':
      if (float) {
        const scale = Math.fround(Math.fround(first.scale * second.scale) / output.scale);
        return { ...common, kind: 'float32-product', scale };
      }
      return {
        ...common,
        kind: 'product',
        output: quantisedMultiplier((first.scale * second.scale) / output.scale),
      };
    default: {
      const sign = operator.kind === 'add' ? 1 : -1;
      const scales = [first.scale, second.scale] as const;
      if (arithmetic === 'qdq') return { ...common, kind: 'float32-sum', sign, scales, outputScale: output.scale };
      if (arithmetic === 'xnnpack') return { ...common, ...singleShift(scales, output.scale, common.zeroPoints, sign) };
      const leftShift = tensors[0].type === 'int16' ? 15 : 20;
      const twice = 2 * Math.max(...scales);
      return {
        ...common,
        kind: 'common-scale',
        sign,
        leftShift,
        inputs: [quantisedMultiplier(scales[0] / twice), quantisedMultiplier(scales[1] / twice)],
        output: quantisedMultiplier(twice / (2 ** leftShift * output.scale)),
      };
    }
  }
}

/** The larger multiplier gets 21 bits. */
function singleShift(
  scales: readonly [number, number],
  outputScale: number,
  zeroPoints: readonly [number, number],
  sign: 1 | -1,
) {
  const ratios = scales.map((scale) => Math.fround(scale / outputScale));
  const shift = 20 - (fractionAndExponent(Math.max(...ratios)).exponent - 1);
  const first = roundHalfEven(ratios[0]! * 2 ** shift);
  const second = sign * roundHalfEven(ratios[1]! * 2 ** shift);
  return {
    kind: 'single-shift' as const,
    multipliers: [first, second] as const,
    shift,
    bias: 2 ** (shift - 1) - first * zeroPoints[0] - second * zeroPoints[1],
  };
}
