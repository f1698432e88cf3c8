import type { Circuit } from '../../generators/circuit/types.ts';
import { fail } from '../../generators/diagnostics.ts';
import { createSimulator, type ObservableSimulator, type Simulator } from '../engine/index.ts';
import type { SavedState } from '../engine/state-access.ts';
import { designSignals } from '../waves/design-signals.ts';
import { checkWaveFile, record, type WaveTiming, writeWave } from '../waves/index.ts';
import { chooseNames } from '../waves/patterns.ts';

/** Which wave is wanted. */
export interface WaveRequest extends WaveTiming {
  /** Ends with .vcd, .fst or .html. */
  readonly file: string;
  /** Patterns for the signals that are recorded; all unless given. */
  readonly signals?: readonly string[] | undefined;
}

const all: readonly string[] = ['**'];

/**
 * The engine as one that records waves.
 * @throws BurinError for a file that is no wave (B563), an engine that cannot be recorded (B565)
 */
export function recordableEngine(name: string, file: string): Simulator['engine'] {
  checkWaveFile(file);
  if (name !== 'wasm' && name !== 'interpreter') {
    fail('B565', `the engine ${name} records no waves`, 'use --engine wasm or --engine interpreter');
  }
  return name;
}

/**
 * A simulator for a wave.
 * @throws BurinError as `recordableEngine`, and for patterns that fit nothing (B560)
 */
export function recordableSimulator(
  name: string,
  circuit: Circuit,
  { file, signals = all }: WaveRequest,
): ObservableSimulator {
  const engine = recordableEngine(name, file);
  chooseNames(designSignals(circuit), signals);
  return createSimulator(circuit, { engine });
}

/** Records a simulator from now on; `end` writes the wave. */
export function recordWave(simulator: ObservableSimulator, { file, signals = all, ...timing }: WaveRequest) {
  const recording = record(simulator, { signals });
  return { end: () => writeWave(recording.end(), file, timing) };
}

/** Runs of which the last can be performed again, from the same state, and written as a wave. */
export interface Replay<Input> {
  /** Before each run. */
  begin(input: Input): void;
  /** Has later runs not replace the last one as that which is replayed. */
  keepLast(): void;
  /** Writes the wave of the run; throws what the run throws, with the wave written all the same. */
  writeWave(): Promise<void>;
}

/** The simulator runs at full speed: signals are recorded only in the replay. */
export function replayOf<Input>(
  simulator: ObservableSimulator,
  wave: WaveRequest,
  run: (input: Input) => Promise<unknown>,
): Replay<Input> {
  let isKept = false;
  let last: { readonly state: SavedState; readonly input: Input } | undefined;
  return {
    begin(input) {
      if (!isKept) last = { state: simulator.saveState(), input };
    },
    keepLast() {
      isKept = true;
    },
    async writeWave() {
      if (!last) return;
      simulator.restoreState(last.state);
      const recording = recordWave(simulator, wave);
      try {
        await run(last.input);
      } finally {
        recording.end();
      }
    },
  };
}
