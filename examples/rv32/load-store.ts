import { bool, cat, fill, input, Module, mux, output, switchOn, uint } from '../../generators/language/index.ts';

/** Places the bytes of a store in its word. Without registers. */
export const StoreAlign = Module('StoreAlign', () => {
  const address = input(uint(2));
  /** Bits 13 to 12 of the instruction: 1 << size bytes. */
  const size = input(uint(2));
  const value = input(uint(32));

  const strobe = output(uint(4));
  const data = output(uint(32));
  /** The address is no multiple of the size. */
  const misaligned = output(bool());
  strobe.value = 0b1111;
  data.value = value;
  misaligned.value = address.ne(0);
  switchOn(size)
    .is(0, () => {
      strobe.value = cat(address.eq(3), address.eq(2), address.eq(1), address.eq(0));
      data.value = fill(4, value.bits(7, 0));
      misaligned.value = false;
    })
    .is(1, () => {
      strobe.value = cat(fill(2, address.bit(1)), fill(2, address.bit(1).not()));
      data.value = fill(2, value.bits(15, 0));
      misaligned.value = address.bit(0);
    });
  return { address, size, value, strobe, data, misaligned };
});

/** Takes what a load asked for out of its word. Without registers. */
export const LoadAlign = Module('LoadAlign', () => {
  const address = input(uint(2));
  const size = input(uint(2));
  /** Fills with zeros, not with the sign. */
  const zeroExtends = input(bool());
  const word = input(uint(32));

  const half = mux(address.bit(1), word.bits(31, 16), word.bits(15, 0));
  const byte = mux(address.bit(0), half.bits(15, 8), half.bits(7, 0));
  const halfSign = half.bit(15).and(zeroExtends.not());
  const byteSign = byte.bit(7).and(zeroExtends.not());
  const value = output(uint(32));
  value.value = word;
  switchOn(size)
    .is(0, () => {
      value.value = cat(fill(24, byteSign), byte);
    })
    .is(1, () => {
      value.value = cat(fill(16, halfSign), half);
    });
  return { address, size, zeroExtends, word, value };
});
