/** The engines that run a network on an accelerator, or its model. */
export const engineNames = ['wasm', 'interpreter', 'golden', 'verilator'] as const;
export type EngineName = (typeof engineNames)[number];

/** Those that a network is compared on; the last two run in tools that are told all inputs beforehand or by and by. */
export const verificationEngines = [...engineNames, 'icarus', 'cocotb'] as const;
export type VerificationEngineName = (typeof verificationEngines)[number];

/** What one layer left behind. */
export interface LayerObservation {
  readonly name: string;
  readonly cycles: number;
  /** The words of its feature map in order of address; those of the scores for the last layer. */
  readonly words: readonly bigint[];
}

/** One run of the network. */
export interface Inference {
  /** [class][position], flat. */
  readonly scores: Int32Array;
  /** Cycles of all layers, without start-up. */
  readonly cycles: number;
  /** Every layer, where it was asked for. */
  readonly layers?: readonly LayerObservation[];
}

/** Runs inputs, [channel][position] flat, one after the other. */
export interface InferenceEngine {
  readonly name: VerificationEngineName;
  infer(input: Int8Array, options?: { readonly observe?: boolean }): Promise<Inference>;
  /** Ends what the engine started. */
  close(): Promise<void>;
}
