import { fail } from '../../diagnostics.ts';
import type {
  ArithmeticName,
  Convolution,
  DepthwiseConvolution,
  FullyConnected,
  NetworkGraph,
  Tensor,
} from '../graph/types.ts';
import { quantisedMultiplier } from './quantised-multiplier.ts';
import { activationLimits, inputTensor, type Limits, outputTensor, tensorQuantisation } from './tensors.ts';

/**
 * How an accumulator of each output channel becomes a stored number: scaled by a real number, plus the output's zero
 * point, clamped.
 */
export interface Requantisation extends Limits {
  readonly scaling: Scaling;
  readonly inputZeroPoint: number;
  readonly outputZeroPoint: number;
}

/** Scaling of accumulators, one entry for each output channel. */
export type Scaling =
  /** multiplier · 2^(shift − 31): rounded twice; for `wide` accumulators once, with 16 bits of the multiplier. */
  | {
      readonly kind: 'fixed-point';
      readonly multipliers: Int32Array;
      /** −31..31; positive is to the left. */
      readonly shifts: Int32Array;
      readonly wide: boolean;
    }
  /** The product of doubles, half away from zero or half to even. */
  | { readonly kind: 'float64'; readonly scales: Float64Array; readonly round: 'half-away' | 'half-even' }
  /** The accumulator as float32, times a float32, half to even. */
  | { readonly kind: 'float32'; readonly scales: Float32Array };

export type WeightedOperator = Convolution | DepthwiseConvolution | FullyConnected;

/**
 * What CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED do behind their sums. Throws B740 and B741 where the operator or
 * its quantisation is not whole, and B742 where weights have a zero point.
 */
export function convolutionRequantisation(
  graph: NetworkGraph,
  operator: WeightedOperator,
  arithmetic: ArithmeticName = graph.arithmetic,
): Requantisation {
  const input = inputTensor(graph, operator, 0);
  const weights = inputTensor(graph, operator, 1);
  const output = outputTensor(graph, operator);
  checkWeights(operator.place, weights);
  const scales = weights.quantisation?.scales ?? new Float32Array();
  const channels = operator.kind === 'depthwise-convolution' ? weights.shape.at(-1)! : weights.shape[0]!;
  if (scales.length !== 1 && scales.length !== channels) {
    fail(
      'B741',
      `${operator.place} has ${scales.length} scales for ${channels} output channels`,
      'give its weights one scale, or one for each output channel',
    );
  }
  const from = tensorQuantisation(input);
  const to = tensorQuantisation(output);
  const unsigned = operator.unsigned ?? false;
  const perTensor = unsigned || (operator.kind === 'fully-connected' && scales.length === 1);
  return {
    ...activationLimits(output, operator.activation),
    inputZeroPoint: from.zeroPoint,
    outputZeroPoint: to.zeroPoint,
    scaling: scalingOf(
      Array.from({ length: channels }, (_, channel) => scales[scales.length === 1 ? 0 : channel]!),
      from.scale,
      to.scale,
      { arithmetic, perTensor, once: operator.kind === 'fully-connected' && !unsigned, wide: isWide(graph, operator) },
    ),
  };
}

/** Accumulators of 16-bit activations have 64 bits, unless a convolution's bias has 32. */
function isWide(graph: NetworkGraph, operator: WeightedOperator): boolean {
  if (inputTensor(graph, operator, 0).type !== 'int16') return false;
  return operator.kind !== 'convolution' || graph.tensors[operator.inputs[2] ?? -1]?.type === 'int64';
}

function scalingOf(
  weights: readonly number[],
  input: number,
  output: number,
  {
    arithmetic,
    perTensor,
    once,
    wide,
  }: {
    readonly arithmetic: ArithmeticName;
    /** Of FULLY_CONNECTED with one scale, and of uint8 networks: the product of scales is rounded to float32. */
    readonly perTensor: boolean;
    /** LiteRT's FULLY_CONNECTED of int8 rounds once. */
    readonly once: boolean;
    readonly wide: boolean;
  },
): Scaling {
  if (arithmetic === 'xnnpack') {
    const scale = (weight: number) => Math.fround(Math.fround(input * weight) / output);
    return { kind: 'float32', scales: Float32Array.from(weights, scale) };
  }
  const real = (weight: number) => (perTensor ? Math.fround(input * weight) : input * weight) / output;
  if (arithmetic === 'qdq') {
    const scales = Float64Array.from(weights, (weight) => (input * weight) / output);
    return { kind: 'float64', scales, round: 'half-even' };
  }
  if (arithmetic === 'litert-ref' && once && !wide) {
    return { kind: 'float64', scales: Float64Array.from(weights, real), round: 'half-away' };
  }
  const pairs = weights.map((weight) => quantisedMultiplier(real(weight)));
  return {
    kind: 'fixed-point',
    multipliers: Int32Array.from(pairs, ({ multiplier }) => multiplier),
    shifts: Int32Array.from(pairs, ({ shift }) => shift),
    wide,
  };
}

function checkWeights(place: string, { name, quantisation }: Tensor): void {
  if (quantisation?.zeroPoints.some((zeroPoint) => zeroPoint !== 0)) {
    fail('B742', `the weights "${name}" of ${place} have a zero point`, 'quantise weights symmetrically');
  }
}
