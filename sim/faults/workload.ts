import { fail } from '../../generators/diagnostics.ts';
import { PropertyViolation, SimulationError, type Simulator } from '../engine/simulator.ts';
import type { SavedState } from '../engine/state-access.ts';
import type { FaultSchedule } from './schedule.ts';

/**
 * What faults did to a run. `masked`: the result is what it is without. `tolerated`: it is another one that means the
 * same. `corrupted`: it means something else, and nothing tells so: silent data corruption. `detected`: the design
 * reports an error, or an assertion fails. `hang`: the run does not end within its limit.
 */
export type Outcome = 'masked' | 'tolerated' | 'corrupted' | 'detected' | 'hang';
export const outcomes: readonly Outcome[] = ['masked', 'tolerated', 'corrupted', 'detected', 'hang'];

/** A run with faults; without a result where it did not come to one. */
export interface FaultyRun<Result> {
  readonly outcome: Outcome;
  readonly result?: Result;
}

/** Runs of a design that always do the same but for the faults. */
export interface Workload<Result> {
  readonly simulator: Simulator;
  /** What each run results in without faults. */
  readonly expected: readonly Result[];
  /** Edges that each run takes without faults; a fault happens after 0 up to less than so many. */
  readonly cycles: readonly number[];
  perform(run: number, faults: FaultSchedule): Promise<FaultyRun<Result>>;
}

/** How the runs of a design are started, ended and judged. */
export interface WorkloadOptions<Result> {
  readonly simulator: Simulator;
  readonly runs: number;
  /** Brings the simulator to the start of a run; called once for each, as the state is kept. */
  readonly prepare: (run: number) => void;
  /** The signal, of at most 32 bits, that is 1 when a run is over. */
  readonly done: string;
  /** A run without faults takes at most so many edges, and one with faults is given `patience` times what that took. */
  readonly maximumCycles: number;
  /** 2 unless given. */
  readonly patience?: number;
  /** Reads the result; it may step the simulator. */
  readonly read: () => Result | Promise<Result>;
  readonly judge: (result: Result, expected: Result, run: number) => Exclude<Outcome, 'hang'>;
}

/**
 * Performs every run once without faults, and keeps the state that it starts from: a run with faults costs its edges and
 * nothing else.
 * @throws BurinError B584 where a run without faults does not end
 */
export async function simulatedWorkload<Result>({
  simulator,
  runs,
  prepare,
  done,
  maximumCycles,
  patience = 2,
  read,
  judge,
}: WorkloadOptions<Result>): Promise<Workload<Result>> {
  const starts: SavedState[] = [];
  const cycles: number[] = [];
  const expected: Result[] = [];
  simulator.holdBits([]);
  for (let run = 0; run < runs; run++) {
    prepare(run);
    const start = simulator.saveState();
    if (!becomesDone(simulator, done, maximumCycles)) {
      fail(
        'B584',
        `run ${run} is not over after ${maximumCycles} cycles, without any fault`,
        `have ${done} become 1 by then, or give more cycles`,
      );
    }
    starts.push(start);
    cycles.push(simulator.cycle - start.cycle);
    expected.push(await read());
  }
  return {
    simulator,
    expected,
    cycles,
    async perform(run, faults) {
      simulator.holdBits([]);
      simulator.restoreState(starts[run]!);
      try {
        if (!isOver(simulator, done, patience * cycles[run]!, faults)) return { outcome: 'hang' };
        const result = await read();
        return { outcome: judge(result, expected[run]!, run), result };
      } catch (error) {
        if (error instanceof PropertyViolation) return { outcome: 'detected' };
        throw error;
      } finally {
        simulator.holdBits([]);
      }
    },
  };
}

/** Runs on with faults; tells whether that is over within the limit. What comes after its end harms it no more. */
function isOver(simulator: Simulator, done: string, limit: number, faults: FaultSchedule): boolean {
  const start = simulator.cycle;
  for (const { cycle, flips, held } of faults) {
    if (cycle > 0 && becomesDone(simulator, done, cycle - (simulator.cycle - start))) return true;
    for (const { place, mask } of flips) simulator.flipBits(place, mask);
    if (held.length > 0) simulator.holdBits(held);
  }
  return becomesDone(simulator, done, limit - (simulator.cycle - start));
}

function becomesDone(simulator: Simulator, done: string, cycles: number): boolean {
  const start = simulator.cycle;
  try {
    simulator.runUntil(done, { maximumCycles: Math.max(0, cycles) });
    return true;
  } catch (error) {
    // The only error that counts as an answer is that all edges were taken.
    const isAnswer = error instanceof SimulationError && !(error instanceof PropertyViolation);
    if (!isAnswer || simulator.cycle - start < cycles) throw error;
    return false;
  }
}
