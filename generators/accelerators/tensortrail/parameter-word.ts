import { placeFields, type WordField } from './word-fields.ts';

/** What the requantiser needs for one output channel; `docs/tensortrail.md`, section Requantiser. */
export interface ChannelParameters {
  /** int32, added to the sum. */
  readonly bias: number;
  /** 0..2³¹ − 1. */
  readonly multiplier: number;
  /** Before the multiplication, and of the rounding shift behind it; 0..31. */
  readonly left: number;
  readonly right: number;
}

/** The fields of one channel, lowest first; a word of the parameter memory has N of them, channel 0 lowest. */
export const channelFields: readonly WordField<keyof ChannelParameters>[] = placeFields<keyof ChannelParameters>([
  ['bias', 32, 'signed'],
  ['multiplier', 31],
  ['left', 5],
  ['right', 5],
]);
