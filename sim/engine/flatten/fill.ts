import type { Part, Word } from './word.ts';

/** Copies of one unsigned word, `distance` bits from each other. */
export interface Fill {
  readonly word: Word;
  readonly distance: number;
  readonly count: number;
}

/** Fewer copies are put together part by part. */
export const fewestCopies = 3;

/** The number by which a word is multiplied to have that many copies of it. */
export function fillFactor(distance: number, count: number): bigint {
  let factor = 0n;
  for (let copy = 0; copy < count; copy++) factor |= 1n << BigInt(copy * distance);
  return factor;
}

/** The copies that a product with a constant consists of, if that is what it is. */
export function fillOf({ operator, operands }: Word): Fill | undefined {
  if (operator !== 'multiply') return undefined;
  const [left, right] = operands as [Word, Word];
  const [factor, word] = left.operator === 'constant' ? [left.value, right] : [right.value, left];
  if (word.signed || (factor & 1n) === 0n || factor < 0n) return undefined;
  let rest = factor >> 1n;
  if (rest === 0n) return undefined;
  let distance = 1;
  for (; (rest & 1n) === 0n; rest >>= 1n) distance++;
  if (distance < word.width) return undefined;
  let count = 1;
  for (rest = factor; rest > 1n; rest >>= BigInt(distance)) count++;
  return count >= fewestCopies && factor === fillFactor(distance, count) ? { word, distance, count } : undefined;
}

/** The parts of a concatenation, copies one by one. */
export function withSingleCopies(parts: readonly Part[]): readonly Part[] {
  if (!parts.some(({ word }) => word.operator === 'multiply')) return parts;
  return parts.flatMap((part) => {
    const fill = fillOf(part.word);
    if (!fill) return part;
    const { word, distance, count } = fill;
    return Array.from({ length: count }, (_, copy) => {
      const isLast = copy === count - 1;
      return { word, width: isLast ? part.width - copy * distance : distance };
    });
  });
}

/** The operands from `first` on that are copies at equal distances, 1 where the next one is no copy. */
export function copiesFrom(operands: readonly Word[], offsets: readonly number[], first: number): number {
  const distance = (offsets[first + 1] ?? 0) - offsets[first]!;
  let last = first;
  while (operands[last + 1] === operands[first] && offsets[last + 1]! - offsets[last]! === distance) last++;
  return last - first + 1;
}
