import { acceleratorEngine, inProcessModel } from './accelerator-engine.ts';
import { elaborateAccelerator } from './circuit.ts';
import type { Deployment } from './deployment.ts';
import type { EngineName, InferenceEngine } from './inference.ts';
import { recordableEngine, recordableSimulator, recordWave } from './replay.ts';

/** Nanoseconds of a cycle at the published 250 kHz. */
export const publishedPeriod = 4000;

/**
 * An engine in this process that records what it runs, and writes it as a wave when it is closed. The accelerator and its
 * network are loaded before the recording begins.
 * @param signals patterns for the signals that are recorded
 * @throws BurinError for an engine that cannot be recorded (B565), a file that is no wave (B563), patterns that fit nothing
 */
export function startRecordedEngine(
  name: EngineName,
  deployment: Deployment,
  file: string,
  signals?: readonly string[],
): InferenceEngine {
  recordableEngine(name, file);
  const wave = { file, signals, period: publishedPeriod };
  const simulator = recordableSimulator(name, elaborateAccelerator(deployment.parameters), wave);
  const engine = acceleratorEngine(name, deployment, inProcessModel(simulator));
  const recording = recordWave(simulator, wave);
  return {
    ...engine,
    async close() {
      await engine.close();
      recording.end();
    },
  };
}
