import { fail } from '../../generators/diagnostics.ts';
import type { RandomSource } from '../fuzz/random-source.ts';
import type { Fault, FaultPlace } from './fault.ts';
import type { FaultKind } from './kinds.ts';
import { bitsOf, type FaultTarget, placeOfBit } from './targets.ts';

/** A fault of some kind at a place, after `cycle` edges of a run. */
export function faultAt(place: FaultPlace, kind: FaultKind, cycle = 0): Fault {
  return kind === 'upset'
    ? { ...place, cycle, kind: 'upset' }
    : { ...place, cycle, kind: 'stuck', value: kind === 'stuck-at-1' ? 1 : 0 };
}

/**
 * Places of the bits that are hit where each bit of the targets is hit with probability `rate`, independently of all
 * others. The time goes with the number of hits, not of bits.
 * @throws BurinError B583 for a rate that is no probability
 */
export function placesAtRate(targets: readonly FaultTarget[], rate: number, random: RandomSource): FaultPlace[] {
  checkRate(rate);
  const bits = bitsOf(targets);
  const places: FaultPlace[] = [];
  // The distance from one hit to the next is geometrically distributed.
  for (let bit = gap(rate, random); bit < bits; bit += 1 + gap(rate, random)) places.push(placeOfBit(targets, bit));
  return places;
}

/** How many bits are passed over before the next hit. */
function gap(rate: number, random: RandomSource): number {
  if (rate === 0) return Number.POSITIVE_INFINITY;
  const uniform = (random.below(2 ** 32) + 1) / 2 ** 32;
  return Math.floor(Math.log(uniform) / Math.log1p(-rate));
}

/** @throws BurinError B583 */
export function checkRate(rate: number): void {
  if (rate >= 0 && rate <= 1) return;
  fail('B583', `the rate ${rate} is no probability`, 'give the probability that a bit is hit, from 0 to 1, e.g. 1e-4');
}

/** A place among the targets, each bit as likely as any other. */
export function anyPlace(targets: readonly FaultTarget[], random: RandomSource): FaultPlace {
  return placeOfBit(targets, random.below(bitsOf(targets)));
}
