import { RandomSource } from '../fuzz/random-source.ts';
import { type Fault, faultText, parseFault } from './fault.ts';
import type { FaultKind } from './kinds.ts';
import { countOutcomes, type OutcomeCounts } from './outcome-counts.ts';
import { anyPlace, faultAt } from './random-faults.ts';
import { checkTrials } from './rate-campaign.ts';
import { scheduleFaults } from './schedule.ts';
import { bitsOf, type FaultTarget } from './targets.ts';
import type { FaultyRun, Outcome, Workload } from './workload.ts';

export interface UpsetCampaignOptions {
  readonly targets: readonly FaultTarget[];
  /** Runs with one fault each: at any bit of the targets, in any cycle, of any of the workload's runs. */
  readonly trials: number;
  readonly seed: number;
  /** `upset` unless given. */
  readonly kind?: FaultKind;
  readonly onProgress?: (done: number, all: number) => void;
}

/** A run with one fault. */
export interface UpsetTrial {
  /** As `parseFault` reads it. */
  readonly fault: string;
  readonly run: number;
  readonly outcome: Outcome;
}

/** What faults in one register or memory did. */
export interface TargetOutcomes {
  readonly target: string;
  readonly bits: number;
  readonly outcomes: OutcomeCounts;
}

export interface UpsetCampaign {
  readonly bits: number;
  readonly kind: FaultKind;
  readonly seed: number;
  readonly outcomes: OutcomeCounts;
  /** Targets that were hit; those with most runs that were neither masked nor tolerated first. */
  readonly targets: readonly TargetOutcomes[];
  readonly trials: readonly UpsetTrial[];
}

/**
 * Performs runs with one random fault each. The same seed draws the same faults.
 * @throws BurinError B585 for no trials
 */
export async function upsetCampaign<Result>(
  workload: Workload<Result>,
  { targets, trials, seed, kind = 'upset', onProgress }: UpsetCampaignOptions,
): Promise<UpsetCampaign> {
  checkTrials(trials);
  const random = new RandomSource(seed);
  const performed: (UpsetTrial & { readonly target: string })[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const run = random.below(workload.expected.length);
    const place = anyPlace(targets, random);
    const fault = faultAt(place, kind, random.below(Math.max(1, workload.cycles[run]!)));
    const { outcome } = await performFaults(workload, run, [fault]);
    const target = 'memory' in place ? place.memory : place.register;
    performed.push({ fault: faultText(fault), run, outcome, target });
    onProgress?.(trial + 1, trials);
  }
  const hit = targets
    .map(({ name, bits }) => ({
      target: name,
      bits,
      outcomes: countOutcomes(performed.filter(({ target }) => target === name)),
    }))
    .filter((one) => performed.some(({ target }) => target === one.target))
    .sort((one, other) => harm(other.outcomes) - harm(one.outcomes));
  return {
    bits: bitsOf(targets),
    kind,
    seed,
    outcomes: countOutcomes(performed),
    targets: hit,
    trials: performed.map(({ target: _, ...trial }) => trial),
  };
}

/** Runs that came to no right answer. */
export const harm = ({ corrupted, detected, hang }: OutcomeCounts): number => corrupted + detected + hang;

/**
 * Performs a run with faults by their places or texts, e.g. `['wmem[3][17]', 'control.state[1]@500']`.
 * @throws BurinError B580 to B582 for a fault that the design cannot have
 */
export function performFaults<Result>(
  workload: Workload<Result>,
  run: number,
  faults: readonly (Fault | string)[],
): Promise<FaultyRun<Result>> {
  const parsed = faults.map((fault) => (typeof fault === 'string' ? parseFault(fault) : fault));
  return workload.perform(run, scheduleFaults(workload.simulator, parsed));
}
