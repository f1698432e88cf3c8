import type { Target } from './types.ts';

/** A set of bits of one signal: bit i of the number is set where bit i of the signal belongs to it. */
export type BitMask = bigint;

/** Bits `high` down to `low`. */
export interface BitRange {
  readonly high: number;
  readonly low: number;
}

/** The mask of `width` bits from bit 0 up. */
export function maskOf(width: number): BitMask {
  return (1n << BigInt(width)) - 1n;
}

export function maskOfRange({ high, low }: BitRange): BitMask {
  return maskOf(high - low + 1) << BigInt(low);
}

/** The bits that a target may assign, as one range. */
export function targetRange({ signal, range, element }: Target): BitRange {
  if (range) return range;
  const { width } = signal.type;
  return { high: (element ? width - (width % element.width) : width) - 1, low: 0 };
}

/** The runs of set bits, the highest first. */
export function rangesOf(mask: BitMask): readonly BitRange[] {
  const text = mask.toString(2);
  const top = text.length - 1;
  return [...text.matchAll(/1+/g)].map(({ index, 0: run }) => ({
    high: top - index,
    low: top - index - run.length + 1,
  }));
}

/** The lowest set bit of a mask that is not 0. */
export function lowestBit(mask: BitMask): number {
  return (mask & -mask).toString(2).length - 1;
}
