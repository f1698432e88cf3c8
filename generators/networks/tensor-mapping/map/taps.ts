import { tapRepeatBits } from '../../../accelerators/tensortrail/tap-word.ts';
import type { PlannedTap } from './plan.ts';

/** Consecutive taps at equal distances and alike in all else become one entry: a run. */
export function joinRuns(taps: readonly PlannedTap[]): readonly PlannedTap[] {
  const runs: PlannedTap[] = [];
  for (const tap of taps) {
    const run = runs.at(-1);
    const joined = run && join(run, tap);
    if (joined) runs[runs.length - 1] = joined;
    else runs.push(tap);
  }
  return runs;
}

function join(run: PlannedTap, tap: PlannedTap): PlannedTap | undefined {
  const alike =
    run.root === tap.root &&
    run.fixed === tap.fixed &&
    run.firstRow === tap.firstRow &&
    run.lastRow === tap.lastRow &&
    run.firstColumn === tap.firstColumn &&
    run.lastColumn === tap.lastColumn &&
    run.firstLane === tap.firstLane &&
    run.laneRepeats === tap.laneRepeats;
  if (!alike || tap.repeats !== 0 || run.repeats === 2 ** tapRepeatBits - 1) return undefined;
  const distance = tap.offset - (run.offset + run.repeats * run.step);
  if (run.repeats > 0 && distance !== run.step) return undefined;
  return { ...run, repeats: run.repeats + 1, step: distance };
}
