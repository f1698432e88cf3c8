import { featureAddressBits, type TensorTrailParameters } from './parameters.ts';
import { placeFields, type WordField } from './word-fields.ts';

/**
 * One entry of the tap memory: a tap of a kernel, or a run of taps at equal distances, as an offset from the address of
 * the output position, with the output positions for which it lies inside the image.
 */
export interface Tap {
  /** Added to the input address. */
  readonly offset: number;
  /** 1: the address does not follow the position (an operand that is broadcast over positions). */
  readonly fixed: number;
  /** Taps of the run − 1, and the address step from one to the next. */
  readonly repeats: number;
  readonly step: number;
  /** First and last row and column of the region for which the tap lies inside the image. */
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
  /** Spatial: the input channels (lanes of the word) that are taken, one a cycle: the first, and their number − 1. */
  readonly firstLane: number;
  readonly laneRepeats: number;
}

/** Bits of `repeats`. */
export const tapRepeatBits = 12;

/** The fields of a tap, lowest first. */
export function tapFields(parameters: TensorTrailParameters): readonly WordField<keyof Tap>[] {
  const { array, coordinateBits } = parameters;
  const address = featureAddressBits(parameters);
  const lane = Math.max(1, Math.log2(array));
  return placeFields<keyof Tap>([
    ['offset', address + 1, 'signed'],
    ['fixed', 1],
    ['repeats', tapRepeatBits],
    ['step', address + 1, 'signed'],
    ['firstRow', coordinateBits],
    ['lastRow', coordinateBits],
    ['firstColumn', coordinateBits],
    ['lastColumn', coordinateBits],
    ['firstLane', lane],
    ['laneRepeats', lane],
  ]);
}
