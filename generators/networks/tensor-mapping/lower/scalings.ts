import { fail } from '../../../diagnostics.ts';
import {
  clamp,
  type QuantisedMultiplier,
  type Requantisation,
  type Rescaling,
  requantiser,
  rescaler,
} from '../../arithmetic/index.ts';
import { matchFloat32, matchHalfEven, type RequantisedSum, type SumInterval } from './match-requantisation.ts';
import type { Rounding } from './operations.ts';

/** A multiplier and shift of the hardware, and how it rounds with them. */
export interface HardwareScaling extends QuantisedMultiplier {
  readonly rounding: Rounding;
}

/** Multipliers and shifts, one for each output channel. */
export interface HardwareScalings {
  readonly multipliers: Int32Array;
  readonly shifts: Int32Array;
  readonly rounding: Rounding;
}

const leastSum = -(2 ** 31);
const mostSum = 2 ** 31 - 1;

/** The sums of 32 bits that can occur: any, where they can wrap. */
export function wrappedInterval(least: number, most: number): SumInterval {
  return least < leastSum || most > mostSum ? { least: leastSum, most: mostSum } : { least, most };
}

/** What products of numbers from both intervals can be. */
export function productInterval(first: SumInterval, second: SumInterval): SumInterval {
  const corners = [first.least, first.most].flatMap((a) => [a * second.least, a * second.most]);
  return { least: Math.min(...corners), most: Math.max(...corners) };
}

/** int8 numbers less a zero point. */
export function differences(zeroPoint: number): SumInterval {
  return { least: -128 - zeroPoint, most: 127 - zeroPoint };
}

/**
 * Of weighted sums; `sumsOf` gives those of an output channel.
 * @throws BurinError B761 for sums of 64 bits, B763 where no integers give the results of the arithmetic
 */
export function weightedScalings(
  place: string,
  requantisation: Requantisation,
  sumsOf: (channel: number) => SumInterval,
): HardwareScalings {
  const { scaling, outputZeroPoint, lowest, highest } = requantisation;
  if (scaling.kind === 'fixed-point') {
    if (scaling.wide) fail('B761', `${place} has accumulators of 64 bits`, 'quantise its activations to int8');
    return { multipliers: scaling.multipliers, shifts: scaling.shifts, rounding: 'twice' };
  }
  const compute = requantiser(requantisation);
  const found = matchedAlike(
    place,
    Array.from(scaling.scales, (scale, channel) => ({
      target: { compute: (sum: number) => compute(sum, channel), scale, zeroPoint: outputZeroPoint, lowest, highest },
      sums: sumsOf(channel),
    })),
  );
  return {
    multipliers: Int32Array.from(found.multipliers, ({ multiplier }) => multiplier),
    shifts: Int32Array.from(found.multipliers, ({ shift }) => shift),
    rounding: found.rounding,
  };
}

/**
 * Of differences to a zero point, sums or products of them.
 * @throws BurinError B763 where no integers give the results of the arithmetic
 */
export function rescalingOf(place: string, rescaling: Rescaling, sums: SumInterval): HardwareScaling {
  const { scaling, outputZeroPoint, lowest, highest } = rescaling;
  const target = (scale: number): RequantisedSum => ({
    compute: rescaler(rescaling),
    scale,
    zeroPoint: outputZeroPoint,
    lowest,
    highest,
  });
  switch (scaling.kind) {
    case 'fixed-point':
      return { multiplier: scaling.multiplier, shift: scaling.shift, rounding: 'twice' };
    case 'float32':
      return matched(place, target(scaling.scale), sums);
    case 'float32-mean':
      return matched(place, target(scaling.scale / scaling.count), sums);
    case 'bytes':
      return halfUp(scaling.multiplier, 8);
  }
}

/** multiplier / 2^exponent, half up: what two roundings are where nothing is shifted to the right behind. */
export function halfUp(multiplier: number, exponent: number): HardwareScaling {
  const shift = Math.max(0, Math.floor(Math.log2(Math.max(1, multiplier))) - exponent + 1);
  return { multiplier: multiplier * 2 ** (31 - exponent - shift), shift, rounding: 'twice' };
}

/**
 * Of sums that `compute` takes to a stored number, which is clamped then.
 * @throws BurinError B763 where no integers give the results of the arithmetic
 */
export function matched(place: string, target: RequantisedSum, sums: SumInterval): HardwareScaling {
  const { multipliers, rounding } = matchedAlike(place, [{ target, sums }]);
  return { ...multipliers[0]!, rounding };
}

/** All in the same rounding: half to even where that does. */
function matchedAlike(
  place: string,
  channels: readonly { readonly target: RequantisedSum; readonly sums: SumInterval }[],
): { readonly multipliers: readonly QuantisedMultiplier[]; readonly rounding: Rounding } {
  for (const [rounding, match] of [
    ['half-even', matchHalfEven],
    ['float32', matchFloat32],
  ] as const) {
    const multipliers: QuantisedMultiplier[] = [];
    for (const { target, sums } of channels) {
      const { compute, lowest, highest } = target;
      const found = match({ ...target, compute: (sum) => clamp(compute(sum), lowest, highest) }, sums);
      if (!found) break;
      multipliers.push(found);
    }
    if (multipliers.length === channels.length) return { multipliers, rounding };
  }
  return fail(
    'B763',
    `${place}: no integer multiplier rounds as the network's arithmetic does`,
    'run the network in another one: --arithmetic tflm',
  );
}
