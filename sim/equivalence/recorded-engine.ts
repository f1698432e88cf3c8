import { fail } from '../../generators/diagnostics.ts';
import { createSimulator } from '../engine/index.ts';
import { checkWaveFile, record, writeWave } from '../waves/index.ts';
import { acceleratorEngine, inProcessModel } from './accelerator-engine.ts';
import { elaborateAccelerator } from './circuit.ts';
import type { Deployment } from './deployment.ts';
import type { EngineName, InferenceEngine } from './inference.ts';

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
  signals: readonly string[] = ['**'],
): InferenceEngine {
  checkWaveFile(file);
  if (name !== 'wasm' && name !== 'interpreter') {
    fail('B565', `the engine ${name} records no waves`, 'use --engine wasm or --engine interpreter');
  }
  const simulator = createSimulator(elaborateAccelerator(deployment.parameters), { engine: name });
  const engine = acceleratorEngine(name, deployment, inProcessModel(simulator));
  const recording = record(simulator, { signals });
  return {
    ...engine,
    async close() {
      await engine.close();
      writeWave(recording.end(), file, { period: publishedPeriod });
    },
  };
}
