import { clamp } from '../../arithmetic/index.ts';
import type { WindowTap } from './operations.ts';

/** Taps for weights of more than 8 bits: those that need it come again, with what is left of their weights. */
export interface SplitTaps {
  readonly taps: readonly WindowTap[];
  /** The tap of the convolution that a tap comes from. */
  readonly origin: (tap: number) => number;
  /** The part of a weight that a tap multiplies by; −128..127. */
  readonly part: (tap: number, weight: number) => number;
}

/**
 * A weight of −255..255 is a sum of up to three of 8 bits.
 * @param tapOf The tap of a weight, by its place in `weights`
 */
export function splitTaps(
  taps: readonly WindowTap[],
  weights: Int8Array | Int16Array,
  tapOf: (place: number) => number,
): SplitTaps {
  if (weights instanceof Int8Array) return { taps, origin: (tap) => tap, part: (_, weight) => weight };
  const parts = new Uint8Array(taps.length).fill(1);
  weights.forEach((weight, place) => {
    const tap = tapOf(place);
    parts[tap] = Math.max(parts[tap]!, partsOf(weight));
  });
  const split = taps.flatMap((tap, origin) =>
    Array.from({ length: parts[origin]! }, (_, part) => ({ tap, origin, part })),
  );
  return {
    taps: split.map(({ tap }) => tap),
    origin: (tap) => split[tap]!.origin,
    part: (tap, weight) => partOf(weight, split[tap]!.part),
  };
}

function partsOf(weight: number): number {
  return weight < 0 ? Math.ceil(weight / -128) : Math.ceil(weight / 127);
}

function partOf(weight: number, part: number): number {
  return clamp(weight - clamp(weight, -128 * part, 127 * part), -128, 127);
}
