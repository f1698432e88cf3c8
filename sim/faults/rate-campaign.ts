import { fail } from '../../generators/diagnostics.ts';
import { RandomSource } from '../fuzz/random-source.ts';
import type { FaultKind } from './kinds.ts';
import { countOutcomes, type OutcomeCounts } from './outcome-counts.ts';
import { checkRate, faultAt, placesAtRate } from './random-faults.ts';
import { scheduleFaults } from './schedule.ts';
import { bitsOf, type FaultTarget } from './targets.ts';
import type { FaultyRun, Workload } from './workload.ts';

export interface RateCampaignOptions<Result> {
  /** What is hit: every bit with the same probability. */
  readonly targets: readonly FaultTarget[];
  /** Probabilities that a bit is hit, 0 to 1. */
  readonly rates: readonly number[];
  /** Draws of hit bits for each rate; every run is performed with each draw. */
  readonly trials: number;
  readonly seed: number;
  /** `upset` unless given. */
  readonly kind?: FaultKind;
  /** Whether a run came to a wrong answer, by what is known of its input; unless given, where it is not masked or tolerated. */
  readonly isWrong?: (run: number, performed: FaultyRun<Result>) => boolean;
  readonly onProgress?: (done: number, all: number) => void;
}

/** One draw of faulty bits. */
export interface RateTrial {
  readonly faults: number;
  /** Of the runs. */
  readonly outcomes: OutcomeCounts;
  /** Runs with a wrong answer. */
  readonly wrong: number;
}

export interface RatePoint {
  readonly rate: number;
  readonly trials: readonly RateTrial[];
}

export interface RateCampaign {
  readonly bits: number;
  readonly runs: number;
  readonly kind: FaultKind;
  readonly seed: number;
  /** Runs with a wrong answer where there is no fault. */
  readonly wrongWithoutFaults: number;
  readonly points: readonly RatePoint[];
}

/**
 * Hits the bits of the targets at random before each run begins. The same seed draws the same bits, whatever other rates
 * there are beside one.
 * @throws BurinError B583 for a rate that is no probability, B585 for no trials or no rates
 */
export async function rateCampaign<Result>(
  workload: Workload<Result>,
  { targets, rates, trials, seed, kind = 'upset', isWrong = isOff, onProgress }: RateCampaignOptions<Result>,
): Promise<RateCampaign> {
  checkTrials(trials);
  if (rates.length === 0) fail('B585', 'no rate was given', 'give rates, e.g. 1e-5,1e-4,1e-3,1e-2');
  for (const rate of rates) checkRate(rate);
  const runs = workload.expected.length;
  const points: RatePoint[] = [];
  for (const [place, rate] of rates.entries()) {
    const random = new RandomSource(seed);
    const performed: RateTrial[] = [];
    for (let trial = 0; trial < trials; trial++) {
      const own = new RandomSource(random.below(2 ** 32));
      const faults = placesAtRate(targets, rate, own).map((one) => faultAt(one, kind));
      const schedule = scheduleFaults(workload.simulator, faults);
      const results: FaultyRun<Result>[] = [];
      for (let run = 0; run < runs; run++) results.push(await workload.perform(run, schedule));
      const wrong = results.filter((one, run) => isWrong(run, one)).length;
      performed.push({ faults: faults.length, outcomes: countOutcomes(results), wrong });
      onProgress?.(place * trials + trial + 1, rates.length * trials);
    }
    points.push({ rate, trials: performed });
  }
  const faultless = workload.expected.map((result, run) => isWrong(run, { outcome: 'masked', result }));
  const wrongWithoutFaults = faultless.filter((wrong) => wrong).length;
  return { bits: bitsOf(targets), runs, kind, seed, wrongWithoutFaults, points };
}

const isOff = (_: number, { outcome }: FaultyRun<unknown>): boolean => outcome !== 'masked' && outcome !== 'tolerated';

/** @throws BurinError B585 */
export function checkTrials(trials: number): void {
  if (Number.isSafeInteger(trials) && trials > 0) return;
  fail('B585', `${trials} trials were asked for`, 'give a whole number of trials, at least 1');
}
