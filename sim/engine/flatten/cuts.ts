import { longestRow } from './choices.ts';
import { fillOf } from './fill.ts';
import type { Word } from './word.ts';

/** Bits of a machine's word. */
export const narrow = 32;

/** Whether the low bits of the word are those of sums of its operands' low bits. */
export function isSum({ operator }: Word): boolean {
  return operator === 'add' || operator === 'subtract';
}

/** Whether the word is a wide sum cut to 32 bits: all fields of these are taken out of it, so that it is added up in 32. */
export function isNarrowed({ operands, low, width, signed }: Word): boolean {
  return low === 0 && width === narrow && !signed && isSum(operands[0]!) && operands[0]!.width > narrow;
}

/** Whether a slice of the word is one of something narrower: bits that were put together only to be taken apart again. */
export function dissolves(word: Word, low: number, width: number, depth: number): boolean {
  const { operator, operands, offsets } = word;
  if (operator === 'constant' || operator === 'extract') return true;
  if (operator === 'concatenate') return offsets.every((offset) => offset <= low || offset >= low + width);
  if (operator === 'multiply') {
    const distance = fillOf(word)?.distance ?? 0;
    return distance === 1 || low % distance === 0;
  }
  if (operator !== 'mux' || depth >= longestRow) return false;
  return dissolves(operands[1]!, low, width, depth + 1) && dissolves(operands[2]!, low, width, depth + 1);
}

/** The lowest bit of a concatenation of two words, and the rest. */
export function withoutLowest({ operator, operands, offsets }: Word): { carry: Word; rest: Word } | undefined {
  const isSplit = operator === 'concatenate' && operands.length === 2 && offsets[0] === 0 && offsets[1] === 1;
  return isSplit ? { carry: operands[0]!, rest: operands[1]! } : undefined;
}
