import { languageError } from '../language/errors.ts';
import { type Bool, bool, constant, mux, reg, type UInt, uint, when } from '../language/index.ts';
import { requireOptions } from '../language/options.ts';
import { block } from './caller.ts';
import { primitivePolynomials } from './lfsr-polynomials.ts';

/** When a shift register steps, and where it starts. */
export interface LfsrOptions {
  /** The register steps in the cycles in which this is true; in all where it is absent. */
  readonly enable?: Bool;
  /** Its value while the reset is active, 1 where absent; 0 is the one value that it never leaves. */
  readonly seed?: number | bigint;
}

/**
 * A linear feedback shift register of 2 to 64 bits that runs through all values but 0 (Galois form): cheap numbers for
 * tests, dither and scrambling, not for secrets. `const noise = lfsr(16)`.
 */
export function lfsr(width: number, options: LfsrOptions = {}): UInt {
  requireOptions('lfsr()', options, ['enable', 'seed']);
  const { enable, seed = 1 } = options;
  const inner = primitivePolynomials[width];
  if (!inner) languageError('B020', `a feedback register of ${width} bits`, 'choose a whole number from 2 to 64');
  if (BigInt(seed) === 0n) {
    languageError('B021', 'a feedback register that starts with 0 stays there', 'choose another seed');
  }
  return block('noise', () => {
    const result = reg(uint(width), { reset: seed });
    // Bits move down; the one that falls out is added where the polynomial has a term.
    const taps = [width, ...inner].reduce((mask, exponent) => mask | (1n << BigInt(exponent - 1)), 0n);
    const shifted = result.shiftRight(1).extend(width);
    when(enable ?? constant(bool(), true), () => {
      result.next = mux(result.bit(0), shifted.xor(taps), shifted);
    });
    return result as UInt;
  });
}
