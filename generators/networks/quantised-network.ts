/**
 * A network in the exact integers that hardware computes with: the form that the golden model runs and the mapper maps.
 * Convolutions over one dimension; a linear layer is a convolution of kernel 1 over one position. A pool is part of the
 * convolution before it. Arithmetic: `docs/ultratrail.md`, section Numbers.
 */
export interface QuantisedNetwork {
  readonly name: string;
  /** Names of the scores, one for each output channel of the last layer. */
  readonly classes: readonly string[];
  readonly weightBits: number;
  readonly activationBits: number;
  readonly biasBits: number;
  readonly accumulatorBits: number;
  readonly input: { readonly channels: number; readonly length: number };
  /** In order of execution; the last one gives the scores. */
  readonly layers: readonly QuantisedLayer[];
}

export interface QuantisedLayer {
  readonly name: string;
  /** Name of an earlier layer, or `input`. */
  readonly input: string;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly inputLength: number;
  /** Positions that the convolution computes, before pooling: ⌊(inputLength + 2·padding − kernel) / stride⌋ + 1. */
  readonly outputLength: number;
  readonly kernel: number;
  readonly stride: number;
  /** 0 or ⌊kernel/2⌋, on both sides. */
  readonly padding: number;
  /** [output channel][input channel][tap], flat. */
  readonly weights: Int8Array;
  /** One for each output channel, in units of the output's last bit. */
  readonly bias?: Int16Array;
  /** Name of an earlier layer of the same shape whose output is added before ReLU. */
  readonly residual?: string;
  readonly relu: boolean;
  /** Right shift of the requantisation, and left shift of bias and residual. */
  readonly shift: number;
  /** Average over all positions, by a right shift of this many bits; the output then has one position. */
  readonly poolExponent?: number;
  /** The layer gives the scores: saturated sums, no requantisation. Exactly the last layer of a network. */
  readonly scores: boolean;
}

/** Positions of a layer's result as later layers see it. */
export function resultLength(layer: QuantisedLayer): number {
  return layer.poolExponent === undefined ? layer.outputLength : 1;
}
