import { fail } from '../../generators/diagnostics.ts';

/** How samples lie in time. */
export interface WaveTiming {
  /** Nanoseconds from one edge to the next, even and at least 2; 10 by default. */
  readonly period?: number;
}

/** The period to use. Throws a `BurinError` (B562) for one that has no whole half. */
export function periodOf({ period = 10 }: WaveTiming): number {
  if (Number.isInteger(period / 2) && period >= 2) return period;
  return fail('B562', `a period of ${period} ns has no half of whole nanoseconds`, 'take an even number from 2 on');
}
