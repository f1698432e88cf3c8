import type { BitType } from '../../../generators/circuit/types.ts';

/**
 * Values as 32-bit words, the lowest first, from some place in an array on. The bits above a value's width are copies
 * of its sign where its type is signed, and 0 otherwise: equal values have equal words.
 */

/** The widest value that one word holds, and that is computed with as a number rather than a bigint. */
export const wordWidth = 32;

export function isNarrow({ width }: BitType): boolean {
  return width <= wordWidth;
}

export function wordCount(width: number): number {
  return Math.ceil(width / wordWidth);
}

/** `count` bits (1 to 32) from bit `low` of the value at `place` on, as an unsigned number. */
export function bitsAt(words: Int32Array, place: number, low: number, count: number): number {
  const word = place + (low >>> 5);
  const shift = low & 31;
  let bits = words[word]! >>> shift;
  if (shift + count > wordWidth) bits |= words[word + 1]! << (wordWidth - shift);
  return (bits & (0xffffffff >>> (wordWidth - count))) >>> 0;
}

/** Replaces `count` bits (1 to 32) from bit `low` of the value at `place` on by the lowest ones of `bits`. */
export function setBits(words: Int32Array, place: number, low: number, count: number, bits: number): void {
  const word = place + (low >>> 5);
  const shift = low & 31;
  const mask = 0xffffffff >>> (wordWidth - count);
  words[word] = (words[word]! & ~(mask << shift)) | ((bits & mask) << shift);
  if (shift + count <= wordWidth) return;
  const taken = wordWidth - shift;
  words[word + 1] = (words[word + 1]! & ~(mask >>> taken)) | ((bits & mask) >>> taken);
}

/** Replaces `count` bits from bit `low` of the value at `place` on by those from bit `fromLow` of the one at `from` on. */
export function copyBits(
  words: Int32Array,
  place: number,
  low: number,
  count: number,
  from: number,
  fromLow: number,
): void {
  for (let done = 0; done < count; done += wordWidth) {
    const several = Math.min(wordWidth, count - done);
    setBits(words, place, low + done, several, bitsAt(words, from, fromLow + done, several));
  }
}

/** Fills the bits above the width of the value at `place` as its type asks. */
export function fillAbove(words: Int32Array, place: number, { width, signed }: BitType): void {
  const top = place + wordCount(width) - 1;
  const above = -width & 31;
  const shifted = words[top]! << above;
  words[top] = signed ? shifted >> above : shifted >>> above;
}

/** Copies `count` words from one array or place to another; tells whether that changed any. */
export function transfer(source: Int32Array, from: number, target: Int32Array, to: number, count: number): boolean {
  let changed = false;
  for (let word = 0; word < count; word++) {
    const value = source[from + word]!;
    if (target[to + word] === value) continue;
    target[to + word] = value;
    changed = true;
  }
  return changed;
}

/** The number at `place`. */
export function loadNumber(words: Int32Array, place: number, { width, signed }: BitType): bigint {
  const top = place + wordCount(width) - 1;
  let value = BigInt(signed ? words[top]! : words[top]! >>> 0);
  for (let word = top - 1; word >= place; word--) value = (value << 32n) | BigInt(words[word]! >>> 0);
  return value;
}

/** Puts a number, in the range of a type of so many bits, at `place`. */
export function storeNumber(words: Int32Array, place: number, width: number, value: bigint): void {
  let rest = value;
  for (let word = 0; word < wordCount(width); word++) {
    words[place + word] = Number(BigInt.asIntN(wordWidth, rest));
    rest >>= 32n;
  }
}
