/** Polynomials over GF(2) as whole numbers: bit n is the coefficient of x^n. */

/** Whether x has order 2^degree - 1 modulo the polynomial. */
export function isPrimitive(polynomial: bigint, degree: number): boolean {
  const order = 2n ** BigInt(degree) - 1n;
  if (power(order, polynomial, degree) !== 1n) return false;
  return factorsOf(order).every((factor) => power(order / factor, polynomial, degree) !== 1n);
}

/** `value` / x modulo the polynomial: the number whose product with x is `value`. */
export function timesInverseOfX(value: bigint, polynomial: bigint): bigint {
  return (value % 2n === 0n ? value : value ^ polynomial) / 2n;
}

/** x^exponent modulo the polynomial. */
function power(exponent: bigint, polynomial: bigint, degree: number): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = product(result, result, polynomial, degree);
    if (bit === '1') result = product(result, 2n, polynomial, degree);
  }
  return result;
}

function product(a: bigint, b: bigint, polynomial: bigint, degree: number): bigint {
  let sum = 0n;
  for (const bit of b.toString(2)) {
    sum <<= 1n;
    if (sum >> BigInt(degree) === 1n) sum ^= polynomial;
    if (bit === '1') sum ^= a;
  }
  return sum;
}

/** The prime factors of 2^n - 1, each once, in ascending order. */
export function factorsOf(number: bigint): readonly bigint[] {
  const found = new Set<bigint>();
  const pending = [number];
  for (let rest = pending.pop(); rest !== undefined; rest = pending.pop()) {
    if (rest === 1n) continue;
    if (isPrime(rest)) {
      found.add(rest);
      continue;
    }
    const divisor = divisorOf(rest);
    pending.push(divisor, rest / divisor);
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

const witnesses = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n];

/** Miller and Rabin's test with the bases that decide all numbers below 3·10^24. */
function isPrime(number: bigint): boolean {
  if (number < 2n) return false;
  for (const prime of witnesses) if (number % prime === 0n) return number === prime;
  let odd = number - 1n;
  let twos = 0;
  for (; odd % 2n === 0n; odd /= 2n) twos += 1;
  return witnesses.every((base) => {
    let value = modularPower(base, odd, number);
    if (value === 1n) return true;
    for (let square = 0; square < twos; square += 1) {
      if (value === number - 1n) return true;
      value = (value * value) % number;
    }
    return false;
  });
}

function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return result;
}

/** A proper divisor of a composite number: small ones by trial, others by Pollard's rho. */
function divisorOf(number: bigint): bigint {
  for (let trial = 2n; trial < 1000n; trial += 1n) if (number % trial === 0n) return trial;
  for (let constant = 1n; ; constant += 1n) {
    let [slow, fast, divisor] = [2n, 2n, 1n];
    while (divisor === 1n) {
      slow = (slow * slow + constant) % number;
      fast = (fast * fast + constant) % number;
      fast = (fast * fast + constant) % number;
      divisor = greatestCommonDivisor(slow > fast ? slow - fast : fast - slow, number);
    }
    if (divisor !== number) return divisor;
  }
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
