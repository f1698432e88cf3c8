/** Packs signed values side by side, the first in the lowest bits. Each must fit `bits` bits, two's complement. */
export function packLanes(values: readonly number[], bits: number): bigint {
  return values.reduceRight((word, value) => (word << BigInt(bits)) | BigInt.asUintN(bits, BigInt(value)), 0n);
}

/** The `count` signed values of `bits` bits that lie side by side in `word`, the first from the lowest bits. */
export function unpackLanes(word: bigint, bits: number, count: number): number[] {
  return Array.from({ length: count }, (_, lane) => Number(BigInt.asIntN(bits, word >> BigInt(lane * bits))));
}

/** Smallest and largest two's complement number of `bits` bits. */
export function signedRange(bits: number): { readonly least: number; readonly most: number } {
  return { least: -(2 ** (bits - 1)), most: 2 ** (bits - 1) - 1 };
}
