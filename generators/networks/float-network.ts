/** A network as it was trained, in real numbers: what the quantiser takes. Batch norm is folded into the weights. */
export interface FloatNetwork {
  readonly name: string;
  /** Names of the scores, one for each output channel of the last layer. */
  readonly classes: readonly string[];
  readonly input: { readonly channels: number; readonly length: number };
  /** In order of execution; the last one gives the scores. */
  readonly layers: readonly FloatLayer[];
}

/** The fields mean what they mean in `QuantisedLayer`. */
export interface FloatLayer {
  readonly name: string;
  readonly input: string;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly inputLength: number;
  readonly outputLength: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  /** [output channel][input channel][tap], flat. */
  readonly weights: Float32Array;
  readonly bias?: Float32Array;
  readonly residual?: string;
  readonly relu: boolean;
  /** The true mean over all positions: hardware divides by a power of two, and the quantiser makes up for it. */
  readonly averagePool: boolean;
  readonly scores: boolean;
}
