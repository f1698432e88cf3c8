import type { NetworkGraph, TensorData } from '../../generators/networks/graph/types.ts';

/** One run of a model. */
export interface ModelRun {
  /** In the order of the graph's outputs. */
  readonly outputs: readonly TensorData[];
  /** From start to done of the accelerator, the sum over the images of a batch; absent where only a model computed. */
  readonly cycles?: number;
  /** By index of the graph's tensors: every one that the engine shows, where it was asked for. */
  readonly tensors?: readonly (TensorData | undefined)[];
}

/** Runs inputs of a model one after the other. */
export interface ModelEngine {
  readonly name: string;
  readonly graph: NetworkGraph;
  /** `inputs` in the order of the graph's. `observe`: with every intermediate tensor that the engine can show. */
  infer(inputs: readonly TensorData[], options?: { readonly observe?: boolean }): Promise<ModelRun>;
  close(): Promise<void>;
}
