import { languageError } from '../language/errors.ts';
import { composite, constant, mux, type UInt, uint } from '../language/index.ts';
import { bitsOf } from './one-hot.ts';

/** How many bits are set, by a balanced tree of adders; as wide as the width of `word` needs. */
export function popCount(word: UInt): UInt {
  const most = widthFor(word.width);
  return composite(() => {
    const sum = sumOf(bitsOf(word).map((bit) => bit.asUInt()));
    return sum.width > most ? sum.wrap(most) : sum.extend(most);
  });
}

/** How many bits above the highest set bit are 0; the width itself where none is set. */
export function leadingZeros(word: UInt): UInt {
  return zerosBefore(word, [...bitsOf(word)].reverse());
}

/** How many bits below the lowest set bit are 0; the width itself where none is set. */
export function trailingZeros(word: UInt): UInt {
  return zerosBefore(word, bitsOf(word));
}

/** The sum of all terms by a balanced tree of adders; no bit is lost. */
export function sumOf(terms: readonly UInt[]): UInt {
  const [first, second] = terms;
  if (!first) languageError('B020', 'a sum of no terms', 'give at least one');
  if (!second) return first;
  const middle = Math.ceil(terms.length / 2);
  return composite(() => sumOf(terms.slice(0, middle)).add(sumOf(terms.slice(middle))));
}

function zerosBefore(word: UInt, bits: ReturnType<typeof bitsOf>): UInt {
  const shape = uint(widthFor(word.width));
  const count = (zeros: number): UInt => constant(shape, zeros);
  return composite(() => bits.reduceRight((rest, bit, zeros) => mux(bit, count(zeros), rest), count(word.width)));
}

/** Bits that hold the numbers from 0 to `most`. */
function widthFor(most: number): number {
  return most.toString(2).length;
}
