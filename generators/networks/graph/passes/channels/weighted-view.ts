import type {
  Convolution,
  DepthwiseConvolution,
  FullyConnected,
  NetworkGraph,
  Operator,
  TensorData,
} from '../../types.ts';

export type Weighted = Convolution | DepthwiseConvolution | FullyConnected;

/** The three operators with weights, seen as one: which weight joins which input channel to which output channel. */
export interface WeightedView {
  readonly inputs: number;
  readonly outputs: number;
  /** Of the input. */
  readonly zeroPoint: number;
  readonly bias: TensorData | undefined;
  /** Whether `test` holds for the input channel and weight of every tap of an output channel; stops at the first not. */
  everyTap(output: number, test: (channel: number, weight: number) => boolean): boolean;
}

export function isWeighted(operator: Operator): operator is Weighted {
  const { kind } = operator;
  return kind === 'convolution' || kind === 'depthwise-convolution' || kind === 'fully-connected';
}

/** `undefined` for grouped convolutions, and for sums of other than 32 bits. */
export function weightedView(operator: Weighted, { tensors }: NetworkGraph): WeightedView | undefined {
  const image = tensors[operator.inputs[0]!]!;
  const filter = tensors[operator.inputs[1]!]!;
  const bias = tensors[operator.inputs[2] ?? -1]?.data;
  const weights = filter.data as Int8Array | undefined;
  if (!weights || image.type === 'int16') return undefined;
  const inputs = image.shape.at(-1)!;
  const zeroPoint = image.quantisation?.zeroPoints[0] ?? 0;
  if (operator.kind === 'depthwise-convolution') {
    const outputs = filter.shape[3]!;
    return {
      inputs,
      outputs,
      zeroPoint,
      bias,
      everyTap(output, test) {
        const channel = Math.floor(output / operator.multiplier);
        for (let place = output; place < weights.length; place += outputs)
          if (!test(channel, weights[place]!)) return false;
        return true;
      },
    };
  }
  if (filter.shape.at(-1) !== inputs) return undefined;
  const outputs = filter.shape[0]!;
  const taps = weights.length / outputs;
  return {
    inputs,
    outputs,
    zeroPoint,
    bias,
    everyTap(output, test) {
      for (let tap = 0; tap < taps; tap++) if (!test(tap % inputs, weights[output * taps + tap]!)) return false;
      return true;
    },
  };
}

export function hasPadding(operator: Weighted): boolean {
  if (operator.kind === 'fully-connected') return false;
  const { top, bottom, left, right } = operator.padding;
  return top + bottom + left + right > 0;
}
