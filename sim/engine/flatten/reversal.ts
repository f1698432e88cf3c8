import type { Word } from './word.ts';
import type { WordGraph } from './word-graph.ts';

/** `count` bits of an unsigned word from bit `low`, the highest of them first. */
export interface Reversal {
  readonly word: Word;
  readonly low: number;
  readonly count: number;
}

/** Fewer bits are put together one by one. */
const fewestReversed = 8;

/** The bits that parts of a concatenation put in reverse order, if that is all they do. */
export function reversalOf(operands: readonly Word[], offsets: readonly number[]): Reversal | undefined {
  const count = operands.length;
  const { operator, operands: inner, low: top } = operands[0]!;
  if (count < fewestReversed || operator !== 'slice' || top < count - 1) return undefined;
  const word = inner[0]!;
  const isNext = (part: Word, place: number) =>
    part.operator === 'slice' &&
    part.width === 1 &&
    !part.signed &&
    part.operands[0] === word &&
    part.low === top - place &&
    offsets[place] === place;
  return !word.signed && operands.every(isNext) ? { word, low: top - count + 1, count } : undefined;
}

/** The bits in reverse order: neighbours change places, then pairs, fours and so on. */
export function reversedBits(graph: WordGraph, { word, low, count }: Reversal): Word {
  const size = 2 ** Math.ceil(Math.log2(count));
  let bits = graph.slice(word, low, count, false);
  for (let distance = 1; distance < size; distance *= 2) {
    const kept = graph.constant(alternating(size, distance));
    const down = graph.binary('and', graph.slice(bits, distance, size - distance, false), kept, size, false);
    const lower = graph.binary('and', bits, kept, size, false);
    const up = graph.shiftLeft(lower, graph.constant(BigInt(distance)), size);
    bits = graph.binary('or', down, up, size, false);
  }
  return graph.slice(bits, size - count, count, false);
}

/** `distance` ones, as many zeros, and so on, from the lowest bit of `size`. */
function alternating(size: number, distance: number): bigint {
  let mask = 0n;
  for (let bit = 0; bit < size; bit++) if (Math.floor(bit / distance) % 2 === 0) mask |= 1n << BigInt(bit);
  return mask;
}
