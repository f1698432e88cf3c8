import type { UltraTrailParameters } from '../../accelerators/ultratrail/parameters.ts';
import { fail } from '../../diagnostics.ts';
import { packLanes, signedRange, unpackLanes } from './lanes.ts';
import type { ScorePlan } from './program.ts';

export interface FeatureMapShape {
  readonly channels: number;
  readonly length: number;
}

/** Words of a feature memory that a map takes. */
export function featureMapWords({ channels, length }: FeatureMapShape, array: number): number {
  return Math.ceil(channels / array) * length;
}

/**
 * A map as the words of a feature memory from address 0: block b, position x at b·length + x, lane 0 lowest.
 * @param map [channel][position], flat; channels·length values of `activationBits` bits
 * @throws BurinError B418 where the number of values or a value does not fit
 */
export function packFeatureMap(
  map: ArrayLike<number>,
  { channels, length }: FeatureMapShape,
  { array, activationBits }: UltraTrailParameters,
): bigint[] {
  if (map.length !== channels * length) {
    fail(
      'B418',
      `the feature map has ${map.length} values, but ${channels} channels × ${length} positions need ${channels * length}`,
      'give the features as [channel][position]',
    );
  }
  const { least, most } = signedRange(activationBits);
  const value = (channel: number, position: number): number => {
    if (channel >= channels) return 0;
    const feature = map[channel * length + position]!;
    if (Number.isInteger(feature) && feature >= least && feature <= most) return feature;
    return fail(
      'B418',
      `feature ${feature} of channel ${channel}, position ${position} does not fit ${activationBits} bits`,
      `give whole numbers from ${least} to ${most}`,
    );
  };
  return Array.from({ length: featureMapWords({ channels, length }, array) }, (_, address) => {
    const block = Math.floor(address / length);
    const lanes = Array.from({ length: array }, (_, lane) => value(block * array + lane, address % length));
    return packLanes(lanes, activationBits);
  });
}

/** The map [channel][position], flat, that lies in the words of a feature memory from address 0. */
export function unpackFeatureMap(
  words: readonly bigint[],
  { channels, length }: FeatureMapShape,
  { array, activationBits }: UltraTrailParameters,
): Int8Array {
  const map = new Int8Array(channels * length);
  for (let address = 0; address < featureMapWords({ channels, length }, array); address++) {
    const firstChannel = Math.floor(address / length) * array;
    unpackLanes(words[address]!, activationBits, array).forEach((feature, lane) => {
      if (firstChannel + lane < channels) map[(firstChannel + lane) * length + (address % length)] = feature;
    });
  }
  return map;
}

/**
 * The scores [channel][position], flat, from the words of LMEM at `plan.addresses`, in that order.
 * A lane is `accumulatorBits + guardBits` bits wide.
 */
export function unpackScores(
  words: readonly bigint[],
  plan: Pick<ScorePlan, 'channels' | 'length'>,
  { array, accumulatorBits, guardBits }: UltraTrailParameters,
): number[] {
  const lanes = words.map((word) => unpackLanes(word, accumulatorBits + guardBits, array));
  return Array.from({ length: plan.channels * plan.length }, (_, score) => {
    const channel = Math.floor(score / plan.length);
    return lanes[Math.floor(channel / array) * plan.length + (score % plan.length)]![channel % array]!;
  });
}
