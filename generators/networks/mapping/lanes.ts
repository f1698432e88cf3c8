/** Packs signed values side by side, the first in the lowest bits. Each must fit `bits` bits (1..48), two's complement. */
export function packLanes(values: readonly number[], bits: number): bigint {
  // As many lanes at once as a number holds exactly: each step on a long word copies it.
  const lanesAtOnce = Math.max(1, Math.floor(48 / bits));
  const shift = BigInt(lanesAtOnce * bits);
  const modulus = 2 ** bits;
  let word = 0n;
  for (let end = values.length; end > 0; ) {
    const start = Math.floor((end - 1) / lanesAtOnce) * lanesAtOnce;
    let part = 0;
    for (let lane = end - 1; lane >= start; lane -= 1) {
      const value = values[lane]!;
      part = part * modulus + (value < 0 ? value + modulus : value);
    }
    word = (word << shift) | BigInt(part);
    end = start;
  }
  return word;
}

/** The `count` signed values of `bits` bits that lie side by side in `word`, the first from the lowest bits. */
export function unpackLanes(word: bigint, bits: number, count: number): number[] {
  return Array.from({ length: count }, (_, lane) => Number(BigInt.asIntN(bits, word >> BigInt(lane * bits))));
}

/** Smallest and largest two's complement number of `bits` bits. */
export function signedRange(bits: number): { readonly least: number; readonly most: number } {
  return { least: -(2 ** (bits - 1)), most: 2 ** (bits - 1) - 1 };
}
