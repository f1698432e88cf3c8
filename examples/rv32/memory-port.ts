import { addressWidth, bool, uint } from '../../generators/language/index.ts';

/** One access in each cycle: a read shows its word in the next one. */
export function memoryPortShape(words: number) {
  return {
    enable: bool(),
    write: bool(),
    address: uint(addressWidth(words)),
    /** Bytes to write, bit 0 for the lowest; 0 for a read. */
    strobe: uint(4),
    writeData: uint(32),
  };
}
