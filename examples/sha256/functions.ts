/** The functions of SHA-256 (FIPS 180-4, section 4.1.2) on words of 32 bits. */
import { rotateRight } from '../../generators/blocks/index.ts';
import { composite, type UInt } from '../../generators/language/index.ts';

/** Each bit of `x` chooses between a bit of `y`, where it is 1, and one of `z`. */
export function choose(x: UInt, y: UInt, z: UInt): UInt {
  return composite(() => x.and(y).xor(x.not().and(z)));
}

/** Each bit is that of at least two of the three words. */
export function majority(x: UInt, y: UInt, z: UInt): UInt {
  return composite(() => x.and(y).xor(x.and(z)).xor(y.and(z)));
}

/** The standard's capital sigma 0. */
export function mixA(word: UInt): UInt {
  return composite(() => rotateRight(word, 2).xor(rotateRight(word, 13)).xor(rotateRight(word, 22)));
}

/** The standard's capital sigma 1. */
export function mixE(word: UInt): UInt {
  return composite(() => rotateRight(word, 6).xor(rotateRight(word, 11)).xor(rotateRight(word, 25)));
}

/** The standard's small sigma 0. */
export function spreadEarly(word: UInt): UInt {
  return composite(() => rotateRight(word, 7).xor(rotateRight(word, 18)).xor(word.shiftRight(3)));
}

/** The standard's small sigma 1. */
export function spreadLate(word: UInt): UInt {
  return composite(() => rotateRight(word, 17).xor(rotateRight(word, 19)).xor(word.shiftRight(10)));
}

/** The sum of words modulo 2^32. */
export function sum(...words: readonly [UInt, ...UInt[]]): UInt {
  return composite(() => words.reduce((total, word) => total.addWrap(word)));
}
