import { languageError } from '../language/errors.ts';
import { cat, composite, mux, type UInt } from '../language/index.ts';
import { bitsOf } from './one-hot.ts';

/** The bits in the opposite order: bit 0 becomes the highest. */
export function reverseBits(word: UInt): UInt {
  return composite(() => cat(...bitsOf(word)));
}

/** The bits moved up by `amount` places, those that leave at the top coming in at the bottom. */
export function rotateLeft(word: UInt, amount: number | UInt): UInt {
  return rotate('rotateLeft', word, amount, (places) => places);
}

/** The bits moved down by `amount` places, those that leave at the bottom coming in at the top. */
export function rotateRight(word: UInt, amount: number | UInt): UInt {
  return rotate('rotateRight', word, amount, (places) => word.width - places);
}

/** `leftPlaces`: places to the left that stand for as many in the wanted direction; both below the width. */
function rotate(name: string, word: UInt, amount: number | UInt, leftPlaces: (places: number) => number): UInt {
  const { width } = word;
  if (typeof amount !== 'number') return rotateBy(word, amount, leftPlaces);
  if (!Number.isInteger(amount) || amount < 0) {
    languageError('B020', `${name}() by ${amount}`, 'choose a whole number of at least 0');
  }
  return composite(() => rotateUp(word, leftPlaces(amount % width) % width));
}

/** A barrel shifter: bit `place` of the amount turns by 2^place. */
function rotateBy(word: UInt, amount: UInt, leftPlaces: (places: number) => number): UInt {
  const { width } = word;
  return composite(() =>
    bitsOf(amount).reduce((turned, bit, place) => {
      const places = leftPlaces(powerModulo(place, width)) % width;
      return places === 0 ? turned : mux(bit, rotateUp(turned, places), turned);
    }, word),
  );
}

function rotateUp(word: UInt, places: number): UInt {
  const { width } = word;
  return places === 0 ? word : cat(word.bits(width - places - 1, 0), word.bits(width - 1, width - places));
}

/** 2^exponent modulo `modulus`; the power itself may be too large for a number. */
function powerModulo(exponent: number, modulus: number): number {
  return Number((1n << BigInt(exponent)) % BigInt(modulus));
}
