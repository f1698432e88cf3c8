/** What both ends of a line must agree on. */
export interface SpiParameters {
  /**
   * How clock and data go together. The clock rests at 0 in modes 0 and 1, at 1 in modes 2 and 3. Modes 0 and 2 sample
   * at the edge away from rest and change the data at the edge back; modes 1 and 3 the other way round.
   */
  readonly mode: 0 | 1 | 2 | 3;
  /** Bits of a word, at least 2; the highest is sent first. */
  readonly wordBits: number;
}

/** The level at which the clock rests. */
export const restsAtOne = ({ mode }: SpiParameters): boolean => mode >= 2;

/** Whether data is sampled at the edge away from rest. */
export const samplesFirst = ({ mode }: SpiParameters): boolean => mode % 2 === 0;
