import type { SoundnessOptions } from '../../generators/circuit/checks/index.ts';
import { acceleratorEngine, inProcessModel } from './accelerator-engine.ts';
import { elaborateAccelerator } from './circuit.ts';
import type { Deployment } from './deployment.ts';
import type { InferenceEngine, VerificationEngineName } from './inference.ts';
import { publishedPeriod } from './recorded-engine.ts';
import { type Replay, recordableEngine, recordableSimulator, replayOf } from './replay.ts';

/** An engine that can perform its last run again, from the same state, and write a wave of it. */
export interface ReplayableEngine extends InferenceEngine, Pick<Replay<Int8Array>, 'keepLast' | 'writeWave'> {}

/**
 * An engine in this process that runs at full speed: signals are recorded only in the replay.
 * @param signals patterns for the signals that are recorded
 * @throws BurinError for an engine that cannot be recorded (B565), a file that is no wave (B563), patterns that fit
 * nothing (B560)
 */
export function startReplayableEngine(
  name: VerificationEngineName,
  deployment: Deployment,
  file: string,
  signals?: readonly string[],
  soundness?: SoundnessOptions,
): ReplayableEngine {
  recordableEngine(name, file);
  const wave = { file, signals, period: publishedPeriod };
  const simulator = recordableSimulator(name, elaborateAccelerator(deployment.parameters, soundness), wave);
  const engine = acceleratorEngine(name, deployment, inProcessModel(simulator));
  const { begin, keepLast, writeWave } = replayOf<Int8Array>(simulator, wave, (input) =>
    engine.infer(input, { observe: true }),
  );
  return {
    ...engine,
    infer(input, options) {
      begin(input);
      return engine.infer(input, options);
    },
    keepLast,
    writeWave,
  };
}
