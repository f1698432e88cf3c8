import { languageError } from '../language/errors.ts';
import { addressWidth, type Bool, bool, cat, composite, constant, mux, type UInt, uint } from '../language/index.ts';

/** A word with bit `index` alone set, of `width` bits; 0 where the index is beyond. `toOneHot(select, 4)`. */
export function toOneHot(index: UInt, width: number): UInt {
  return composite(() => cat(...Array.from({ length: width }, (_, bit) => index.eq(width - 1 - bit))));
}

/**
 * The index of the one bit that is set: an or of indices, cheaper than a priority encoder. Where several bits are set
 * their indices are mixed, where none is, it is 0.
 */
export function fromOneHot(bits: UInt): UInt {
  const indexWidth = addressWidth(Math.max(2, bits.width));
  return composite(() => {
    const parts = Array.from({ length: indexWidth }, (_, place) => {
      const members = bitsOf(bits).filter((_bit, index) => (index >> place) & 1);
      return members.length === 0 ? constant(bool(), false) : anyOf(members);
    });
    return cat(...parts.reverse());
  });
}

/** The lowest bit that is set. */
export interface PriorityEncoded {
  /** Its index; 0 where none is set. */
  readonly index: UInt;
  /** Whether any is set. */
  readonly valid: Bool;
}

/** The index of the lowest bit that is set, and whether there is one. */
export function priorityEncode(bits: UInt): PriorityEncoded {
  return { index: lowestIndex(bits), valid: bits.orReduce() };
}

/** The index of the lowest bit that is set; 0 where none is. */
export function lowestIndex(bits: UInt): UInt {
  const indexWidth = addressWidth(Math.max(2, bits.width));
  const index = (number: number): UInt => constant(uint(indexWidth), number);
  return composite(() => {
    const upper = bitsOf(bits).slice(0, -1);
    // Where no lower bit is set, the last may as well be: without any, bit 0 is chosen explicitly.
    const last = mux(bits.bit(bits.width - 1), index(bits.width - 1), index(0));
    return upper.reduceRight((rest, bit, number) => mux(bit, index(number), rest), last);
  });
}

/** The word with only its lowest set bit. */
export function lowestOneHot(bits: UInt): UInt {
  return composite(() => bits.and(bits.not().addWrap(1)));
}

/** The bits of a word, 0 first. */
export function bitsOf(word: UInt): readonly Bool[] {
  return Array.from({ length: word.width }, (_, index) => word.bit(index));
}

/** Bits side by side as a word, bit 0 first: the reverse of `bitsOf`. */
export function wordOf(bits: readonly Bool[]): UInt {
  return composite(() => cat(...[...bits].reverse()));
}

/** Whether any of the bits is true. */
export function anyOf(bits: readonly Bool[]): Bool {
  return reduceBits(bits, 'anyOf', (a, b) => a.or(b));
}

/** Whether all of the bits are true. */
export function allOf(bits: readonly Bool[]): Bool {
  return reduceBits(bits, 'allOf', (a, b) => a.and(b));
}

function reduceBits(bits: readonly Bool[], name: string, combine: (a: Bool, b: Bool) => Bool): Bool {
  if (bits.length === 0) languageError('B020', `${name}() of no bits`, 'give at least one');
  return composite(() => bits.reduce(combine));
}
