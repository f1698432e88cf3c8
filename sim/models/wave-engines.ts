import type { SoundnessOptions } from '../../generators/circuit/checks/index.ts';
import type { TensorData } from '../../generators/networks/graph/types.ts';
import {
  type Replay,
  recordableEngine,
  recordableSimulator,
  recordWave,
  replayOf,
  type WaveRequest,
} from '../equivalence/replay.ts';
import { openDesign, simulatedMachine } from '../host/tensortrail-machine.ts';
import { acceleratedModelEngine } from './accelerated-model-engine.ts';
import type { ModelDeployment } from './model-deployment.ts';
import type { ModelEngine } from './model-engine.ts';
import { elaborateTensorTrail } from './simulated-machine.ts';

/** An engine that can perform its last run again, from the same state, and write a wave of it. */
export interface ReplayableModelEngine
  extends ModelEngine,
    Pick<Replay<readonly TensorData[]>, 'keepLast' | 'writeWave'> {}

/**
 * An engine in this process that records all that it runs, and writes it as a wave when it is closed. The program is
 * loaded before the recording begins; inputs are written between the cycles.
 * @throws BurinError B560, B563, B565 for what cannot be recorded
 */
export function startRecordedModel(name: string, deployment: ModelDeployment, wave: WaveRequest): ModelEngine {
  const { engine, simulator } = startSimulated(name, deployment, wave);
  const recording = recordWave(simulator, wave);
  return {
    ...engine,
    async close() {
      await engine.close();
      recording.end();
    },
  };
}

/**
 * An engine in this process that runs at full speed: signals are recorded only in the replay of one run.
 * @throws BurinError B560, B563, B565 for what cannot be recorded
 */
export function startReplayableModel(
  name: string,
  deployment: ModelDeployment,
  wave: WaveRequest,
  soundness?: SoundnessOptions,
): ReplayableModelEngine {
  const { engine, simulator } = startSimulated(name, deployment, wave, soundness);
  const { begin, keepLast, writeWave } = replayOf<readonly TensorData[]>(simulator, wave, (inputs) =>
    engine.infer(inputs, { observe: true }),
  );
  return {
    ...engine,
    infer(inputs, options) {
      begin(inputs);
      return engine.infer(inputs, options);
    },
    keepLast,
    writeWave,
  };
}

function startSimulated(name: string, deployment: ModelDeployment, wave: WaveRequest, soundness?: SoundnessOptions) {
  recordableEngine(name, wave.file);
  const { program } = deployment;
  const simulator = recordableSimulator(name, elaborateTensorTrail(program.parameters, soundness), wave);
  const machine = simulatedMachine(name, openDesign(simulator), program);
  return { engine: acceleratedModelEngine(deployment, machine), simulator };
}
