import { composite, type UInt } from '../language/index.ts';
import { bitsOf, wordOf } from './one-hot.ts';

/** The reflected binary code of a number: neighbours, the last and the first too, differ in one bit. */
export function toGray(number: UInt): UInt {
  return composite(() => number.xor(number.shiftRight(1)));
}

/** The number that a reflected binary code stands for. */
export function fromGray(code: UInt): UInt {
  return composite(() => {
    const { width } = code;
    return wordOf(
      bitsOf(code).map((bit, index) => (index === width - 1 ? bit : code.bits(width - 1, index).xorReduce())),
    );
  });
}
