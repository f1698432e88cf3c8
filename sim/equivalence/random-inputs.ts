/** A reproducible stream of whole numbers from 0 to 2^32 - 1 (Marsaglia's xorshift32). */
export function randomNumbers(seed: number): () => number {
  // The state must not be 0, and near seeds must not give near streams.
  let state = (Math.imul(seed | 0, 0x9e3779b9) ^ 0x6d2b79f5) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}

/**
 * Random inputs of `size` values of `bits` bits. Three of four are uniform; every fourth holds only the least and the
 * largest value, which drives sums into saturation.
 */
export function randomInputs(count: number, size: number, bits: number, seed: number): readonly Int8Array[] {
  const next = randomNumbers(seed);
  const least = -(2 ** (bits - 1));
  return Array.from({ length: count }, (_, vector) => {
    const extreme = vector % 4 === 3;
    return Int8Array.from({ length: size }, () => {
      const number = next() >>> 8;
      return extreme ? (number % 2 === 0 ? least : -least - 1) : least + (number % 2 ** bits);
    });
  });
}
