import { SimulationError } from '../sim/engine/simulator.ts';
import type { Replay } from '../sim/equivalence/replay.ts';
import { printNotes } from './output.ts';

/**
 * Throws the error on; where the accelerator failed and a wave was asked for, with the wave written: what it hangs in is
 * what one wants to see. The replay throws the same error.
 */
export async function failWithWave(
  error: unknown,
  replayable: Pick<Replay<never>, 'writeWave'> | undefined,
  file: string | undefined,
): Promise<never> {
  if (error instanceof SimulationError && replayable) {
    printNotes([`note: ${file} shows the vector that failed`]);
    await replayable.writeWave();
  }
  throw error;
}
