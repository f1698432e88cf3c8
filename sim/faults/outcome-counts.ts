import { type FaultyRun, type Outcome, outcomes } from './workload.ts';

export type OutcomeCounts = Readonly<Record<Outcome, number>>;

export function countOutcomes(runs: readonly Pick<FaultyRun<unknown>, 'outcome'>[]): OutcomeCounts {
  const count = (outcome: Outcome) => runs.filter((run) => run.outcome === outcome).length;
  return Object.fromEntries(outcomes.map((outcome) => [outcome, count(outcome)])) as Record<Outcome, number>;
}

export function addCounts(counts: readonly OutcomeCounts[]): OutcomeCounts {
  const sum = (outcome: Outcome) => counts.reduce((total, one) => total + one[outcome], 0);
  return Object.fromEntries(outcomes.map((outcome) => [outcome, sum(outcome)])) as Record<Outcome, number>;
}

export const totalOf = (counts: OutcomeCounts): number => outcomes.reduce((sum, outcome) => sum + counts[outcome], 0);

/** Two-sided normal quantile of 95 %. */
const quantile = 1.96;

/** Wilson's interval of 95 % for a probability of which `hits` of `trials` are known. */
export function likelyShare(hits: number, trials: number): readonly [number, number] {
  if (trials === 0) return [0, 1];
  const share = hits / trials;
  const square = quantile ** 2 / trials;
  const middle = share + square / 2;
  const reach = quantile * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials));
  return [Math.max(0, (middle - reach) / (1 + square)), Math.min(1, (middle + reach) / (1 + square))];
}
