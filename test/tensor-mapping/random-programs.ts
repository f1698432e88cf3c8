import type { TensorTrailParameters } from '../../generators/accelerators/tensortrail/parameters.ts';
import { BurinError } from '../../generators/diagnostics.ts';
import type { NetworkGraph } from '../../generators/networks/graph/types.ts';
import { importTensorFlowLite } from '../../generators/networks/import/tflite/import.ts';
import { type CompiledProgram, compileGraph } from '../../generators/networks/tensor-mapping/compile.ts';
import { randomTensorNetwork } from '../support/random-tensor-network.ts';
import { writeTensorFlowLite } from '../support/tflite-writer.ts';

export interface RandomProgram {
  readonly graph: NetworkGraph;
  readonly inputs: readonly Int8Array[];
  readonly program: CompiledProgram;
}

/**
 * A random network, compiled; `undefined` where it is refused with the reason why it cannot run on the hardware. Any
 * other error is a failure of the test.
 */
export function randomCompiled(seed: number, given: Partial<TensorTrailParameters>): RandomProgram | undefined {
  const { model, inputs } = randomTensorNetwork(seed);
  const graph = importTensorFlowLite(writeTensorFlowLite(model), `seed ${seed}`);
  try {
    return { graph, inputs, program: compileGraph(graph, given) };
  } catch (error) {
    if (error instanceof BurinError && /^error B76[01]: /.test(error.message)) return undefined;
    throw error;
  }
}
