import { clamp, leastInt32, mostInt32, multiplyHigh, roundingShiftRight, saturatingShiftLeft } from './integers.ts';

/**
 * Exponential, reciprocal, logistic and hyperbolic tangent of 32-bit fixed-point numbers, as gemmlowp has them: what
 * SOFTMAX, LOGISTIC and TANH of TensorFlow Lite are made of. A Q`i`.`f` number has i integer bits and f = 31 − i
 * fractional ones.
 */

/** e^−2^k in Q0.31, for k = −2..4. */
const exponentials: readonly (readonly [exponent: number, value: number])[] = [
  [-2, 1672461947],
  [-1, 1302514674],
  [0, 790015084],
  [1, 290630308],
  [2, 39332535],
  [3, 720401],
  [4, 242],
];

/** (a + b) / 2, half away from zero. */
function roundingHalfSum(left: number, right: number): number {
  const sum = left + right;
  return Math.trunc((sum + (sum >= 0 ? 1 : -1)) / 2);
}

/** e^a in Q0.31 of a in −1/4..0, Q0.31: a polynomial of degree 4 around −1/8. */
function exponentialOfQuarter(value: number): number {
  const x = value + 2 ** 28;
  const x2 = multiplyHigh(x, x);
  const x3 = multiplyHigh(x2, x);
  const x4 = multiplyHigh(x2, x2);
  const third = multiplyHigh(roundingShiftRight(x4, 2) + x3, 715827883);
  const tail = roundingShiftRight(third + x2, 1);
  return (1895147668 + multiplyHigh(1895147668, x + tail)) | 0;
}

/** e^a in Q0.31 of a negative or zero Q`integerBits` number. */
export function exponentialOfNegative(value: number, integerBits: number): number {
  if (value === 0) return mostInt32;
  const fractionalBits = 31 - integerBits;
  const quarter = 2 ** (fractionalBits - 2);
  const modulus = (value & (quarter - 1)) - quarter;
  const remainder = modulus - value;
  let result = exponentialOfQuarter(saturatingShiftLeft(modulus, integerBits));
  for (const [exponent, factor] of exponentials) {
    if (integerBits > exponent && (remainder / 2 ** (fractionalBits + exponent)) & 1) {
      result = multiplyHigh(result, factor);
    }
  }
  return result;
}

/** The Newton-Raphson estimate of 2 / (1 + a) in Q2.29, of a in 0..1 as Q0.31. */
function twiceReciprocal(value: number): number {
  const half = roundingHalfSum(value, mostInt32);
  let x = 1515870810 + multiplyHigh(half, -1010580540);
  for (let round = 0; round < 3; round++) {
    const product = multiplyHigh(x, 2 ** 29 - multiplyHigh(half, x));
    x = (x + saturatingShiftLeft(product, 2)) | 0;
  }
  return x;
}

/** 1 / (1 + a) in Q0.31, of a in 0..1 as Q0.31. */
export function reciprocalOfOnePlus(value: number): number {
  return saturatingShiftLeft(twiceReciprocal(value), 1);
}

/** 1 / (1 + e^−a) in Q0.31. */
export function logistic(value: number, integerBits: number): number {
  if (value === 0) return 2 ** 30;
  const positive = reciprocalOfOnePlus(exponentialOfNegative(-Math.abs(value), integerBits));
  return value > 0 ? positive : mostInt32 - positive;
}

/** tanh a in Q0.31. */
export function hyperbolicTangent(value: number, integerBits: number): number {
  if (value === 0) return 0;
  const twice = exponentialOfNegative(clamp(-Math.abs(value), leastInt32, 0), integerBits + 1);
  // (1 − e) / (1 + e) = 2 / (1 + e) − 1.
  const result = saturatingShiftLeft(twiceReciprocal(twice) - 2 ** 29, 2);
  return value > 0 ? result : -result;
}
