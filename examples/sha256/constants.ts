/** The constants of SHA-256 (FIPS 180-4), worked out from what the standard says they are: digits of roots of primes. */

/** The initial hash value: the first 32 bits behind the point of the square roots of the first eight primes. */
export const initialHash: readonly bigint[] = primes(8).map((prime) => fractionOfRoot(prime, 2));

/** One constant for each round: the first 32 bits behind the point of the cube roots of the first 64 primes. */
export const roundConstants: readonly bigint[] = primes(64).map((prime) => fractionOfRoot(prime, 3));

function primes(count: number): readonly number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
}

/** The 32 bits behind the point of the root: those of the whole root of `radicand` * 2^(32 * degree). */
function fractionOfRoot(radicand: number, degree: number): bigint {
  return BigInt.asUintN(32, wholeRoot(BigInt(radicand) << BigInt(32 * degree), degree));
}

/** The largest whole number whose power is at most `radicand`, which is below 2^(48 * degree), bit by bit. */
function wholeRoot(radicand: bigint, degree: number): bigint {
  let root = 0n;
  for (let bit = 1n << 47n; bit > 0n; bit >>= 1n) {
    if ((root | bit) ** BigInt(degree) <= radicand) root |= bit;
  }
  return root;
}
