import { errorCodes } from '../../generators/accelerators/ultratrail/memory-map.ts';
import { createSimulator } from '../engine/index.ts';
import type { Simulator } from '../engine/simulator.ts';
import { elaborateAccelerator } from '../equivalence/circuit.ts';
import type { Deployment } from '../equivalence/deployment.ts';
import { argMax } from '../golden/golden-result.ts';
import { driveReads, driveWrites, loadProgram, resetDesign } from '../host/drive-host.ts';
import { featureImage, imageWrites, scoresRead, startWrite, statusRead } from '../host/host-port.ts';
import { simulatedWorkload, type Workload } from './workload.ts';

/** What the host reads after an inference. */
export interface NetworkResult {
  /** [class][position], flat. */
  readonly scores: readonly number[];
  readonly word: string;
  /** Of the STATUS register: 0, or what stopped the accelerator. */
  readonly errorCode: number;
}

/**
 * Inferences of a network on its accelerator: loaded and started over the host port, then disturbed, then read over the
 * host port again. A run begins with the edge behind the one that starts it.
 * @param inputs [channel][position] flat, one for each run
 * @throws BurinError B418 where an input does not fit the network
 */
export function networkWorkload(
  { loaded, parameters, program }: Deployment,
  inputs: readonly Int8Array[],
  engine: Simulator['engine'] = 'wasm',
): Promise<Workload<NetworkResult>> {
  // Assertions are no part of the hardware: what it does behind them is what counts.
  const simulator = createSimulator(elaborateAccelerator(parameters), { engine, properties: 'ignore' });
  resetDesign(simulator);
  loadProgram(simulator, program);
  const loadedState = simulator.saveState();
  return simulatedWorkload<NetworkResult>({
    simulator,
    runs: inputs.length,
    prepare(run) {
      simulator.restoreState(loadedState);
      driveWrites(simulator, imageWrites(parameters, featureImage(program, inputs[run]!)));
      driveWrites(simulator, [startWrite(parameters)]);
    },
    done: 'done',
    maximumCycles: 2 * (program.cycles + program.startUpCycles),
    async read() {
      const { errorCode } = await driveReads(simulator, statusRead(parameters));
      const scores = await driveReads(simulator, scoresRead(program));
      return { scores, word: loaded.classes[argMax(scores)]!, errorCode };
    },
    judge(result, expected) {
      if (result.errorCode !== errorCodes.none) return 'detected';
      if (result.word !== expected.word) return 'corrupted';
      return result.scores.every((score, place) => score === expected.scores[place]) ? 'masked' : 'tolerated';
    },
  });
}
