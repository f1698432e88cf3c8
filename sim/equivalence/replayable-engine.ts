import type { SoundnessOptions } from '../../generators/circuit/checks/index.ts';
import { fail } from '../../generators/diagnostics.ts';
import { createSimulator } from '../engine/index.ts';
import type { SavedState } from '../engine/state-access.ts';
import { designSignals } from '../waves/design-signals.ts';
import { checkWaveFile, record, writeWave } from '../waves/index.ts';
import { chooseNames } from '../waves/patterns.ts';
import { acceleratorEngine, inProcessModel } from './accelerator-engine.ts';
import { elaborateAccelerator } from './circuit.ts';
import type { Deployment } from './deployment.ts';
import type { InferenceEngine, VerificationEngineName } from './inference.ts';
import { publishedPeriod } from './recorded-engine.ts';

/** An engine that can perform its last run again, from the same state, and write a wave of it. */
export interface ReplayableEngine extends InferenceEngine {
  /** Has later runs not replace the last one as that which is replayed. */
  keepLast(): void;
  /** Writes the wave of the run; throws what the run throws, with the wave written all the same. */
  writeWave(): Promise<void>;
}

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
  signals: readonly string[] = ['**'],
  soundness?: SoundnessOptions,
): ReplayableEngine {
  checkWaveFile(file);
  if (name !== 'wasm' && name !== 'interpreter') {
    fail('B565', `the engine ${name} records no waves`, 'use --engine wasm or --engine interpreter');
  }
  const circuit = elaborateAccelerator(deployment.parameters, soundness);
  chooseNames(designSignals(circuit), signals);
  const simulator = createSimulator(circuit, { engine: name });
  const engine = acceleratorEngine(name, deployment, inProcessModel(simulator));
  let isKept = false;
  let last: { readonly state: SavedState; readonly input: Int8Array } | undefined;
  return {
    ...engine,
    infer(input, options) {
      if (!isKept) last = { state: simulator.saveState(), input };
      return engine.infer(input, options);
    },
    keepLast() {
      isKept = true;
    },
    async writeWave() {
      if (!last) return;
      simulator.restoreState(last.state);
      const recording = record(simulator, { signals });
      try {
        await engine.infer(last.input, { observe: true });
      } finally {
        writeWave(recording.end(), file, { period: publishedPeriod });
      }
    },
  };
}
