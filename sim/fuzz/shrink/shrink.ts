import { checkCircuit } from '../../../generators/circuit/checks/index.ts';
import type { FuzzCase } from '../corpus.ts';
import { passes } from './candidates.ts';

export interface ShrinkOptions {
  /** Which of the cases still show the fault, in their order. */
  readonly fails: (cases: readonly FuzzCase[]) => Promise<readonly boolean[]>;
  /** Cases that are given to `fails` at once; default 1. */
  readonly batch?: number;
  /** Cases that are tried at most; default 5000. */
  readonly mostTrials?: number;
  readonly onProgress?: (trials: number, smallest: FuzzCase) => void;
}

/**
 * A smaller case that still fails: passes over the case drop, replace and narrow its parts for as long as something
 * helps or trials are left. Only circuits without errors are tried. The given case must fail.
 */
export async function shrink(failing: FuzzCase, options: ShrinkOptions): Promise<FuzzCase> {
  const { fails, batch = 1, mostTrials = 5000, onProgress } = options;
  let smallest = failing;
  let trials = 0;
  let improved = true;
  while (improved && trials < mostTrials) {
    improved = false;
    for (const pass of passes) {
      // A pass begins anew behind each success, as many candidates further on as were in vain: what failed before
      // seldom helps afterwards, and the next round of all passes tries it again.
      let skipped = 0;
      for (let again = true; again && trials < mostTrials; ) {
        again = false;
        const candidates = pass(smallest)[Symbol.iterator]();
        for (let place = 0; place < skipped; place++) candidates.next();
        while (trials < mostTrials) {
          const { taken, sound, done } = take(candidates, batch);
          const verdicts = sound.length > 0 ? await fails(sound.map(({ candidate }) => candidate)) : [];
          trials += sound.length;
          const first = verdicts.indexOf(true);
          if (first >= 0) {
            smallest = sound[first]!.candidate;
            skipped += sound[first]!.place;
            improved = true;
            again = true;
            onProgress?.(trials, smallest);
            break;
          }
          skipped += taken;
          if (done) break;
        }
      }
    }
  }
  return smallest;
}

interface Taken {
  /** Candidates that were looked at. */
  readonly taken: number;
  readonly sound: readonly { readonly candidate: FuzzCase; readonly place: number }[];
  readonly done: boolean;
}

/** The next sound candidates. */
function take(candidates: Iterator<FuzzCase>, most: number): Taken {
  const sound: { readonly candidate: FuzzCase; readonly place: number }[] = [];
  let taken = 0;
  while (sound.length < most) {
    const { value, done } = candidates.next();
    if (done) return { taken, sound, done: true };
    if (isSound(value)) sound.push({ candidate: value, place: taken });
    taken++;
  }
  return { taken, sound, done: false };
}

function isSound({ circuit, stimulus }: FuzzCase): boolean {
  return stimulus.length > 0 && checkCircuit(circuit).every(({ severity }) => severity === 'warning');
}
