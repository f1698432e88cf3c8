import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  multiplyByQuantised,
  multiplyHigh,
  multiplyWideByQuantised,
  quantisedMultiplier,
  roundHalfAway,
  roundHalfEven,
  roundingShiftRight,
} from '../../generators/networks/arithmetic/index.ts';

const int32 = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, -1, 0, 1, 2 ** 30, -(2 ** 30)),
);
const multiplier = fc.integer({ min: 2 ** 30, max: 2 ** 31 - 1 });

/** Quotient by a power of two, half away from zero, of an exact integer. */
function divided(value: bigint, exponent: number): bigint {
  if (exponent === 0) return value;
  const half = 1n << BigInt(exponent - 1);
  return value >= 0n ? (value + half) >> BigInt(exponent) : -((-value + half) >> BigInt(exponent));
}

/** Half up, as the high half of a doubled product is rounded. */
function high(left: number, right: number): bigint {
  return (BigInt(left) * BigInt(right) + (1n << 30n)) >> 31n;
}

describe('the integer primitives against exact integers', () => {
  it('multiplies to the high half', () => {
    fc.assert(
      fc.property(int32, int32, (left, right) => {
        fc.pre(left !== -(2 ** 31) || right !== -(2 ** 31));
        expect(BigInt(multiplyHigh(left, right))).toBe(high(left, right));
      }),
      { numRuns: 5000 },
    );
    expect(multiplyHigh(-(2 ** 31), -(2 ** 31))).toBe(2 ** 31 - 1);
  });

  it('shifts with rounding', () => {
    fc.assert(
      fc.property(int32, fc.integer({ min: 0, max: 31 }), (value, exponent) => {
        expect(BigInt(roundingShiftRight(value, exponent))).toBe(divided(BigInt(value), exponent));
      }),
      { numRuns: 5000 },
    );
  });

  it('scales by multiplier and shift, from −31 on', () => {
    fc.assert(
      fc.property(int32, multiplier, fc.integer({ min: -31, max: 30 }), (value, factor, shift) => {
        const shifted = BigInt.asIntN(32, BigInt(value) << BigInt(Math.max(shift, 0)));
        const expected = divided(high(Number(shifted), factor), Math.max(-shift, 0));
        expect(BigInt(multiplyByQuantised(value, factor, shift))).toBe(expected);
      }),
      { numRuns: 5000 },
    );
  });

  it('scales wide sums with 16 bits of the multiplier', () => {
    const wide = fc.integer({ min: -(2 ** 46), max: 2 ** 46 });
    fc.assert(
      fc.property(wide, multiplier, fc.integer({ min: -30, max: -12 }), (value, factor, shift) => {
        const short = factor < 0x7fff0000 ? (BigInt(factor) + 0x8000n) >> 16n : 0x7fffn;
        const total = BigInt(15 - shift);
        const exact = (BigInt(value) * short + (1n << (total - 1n))) >> total;
        expect(BigInt(multiplyWideByQuantised(value, factor, shift))).toBe(BigInt.asIntN(32, exact));
      }),
    );
  });

  it('finds the nearest multiplier', () => {
    const real = fc.double({ min: 2 ** -30, max: 2 ** 30, noNaN: true });
    fc.assert(
      fc.property(real, (value) => {
        const found = quantisedMultiplier(value);
        expect(found.multiplier).toBeGreaterThanOrEqual(2 ** 30);
        expect(found.multiplier).toBeLessThan(2 ** 31);
        const unit = 2 ** (found.shift - 31);
        expect(Math.abs(found.multiplier * unit - value)).toBeLessThanOrEqual(unit / 2);
      }),
      { numRuns: 5000 },
    );
    expect(quantisedMultiplier(0)).toEqual({ multiplier: 0, shift: 0 });
    expect(quantisedMultiplier(1 - 2 ** -33)).toEqual({ multiplier: 2 ** 30, shift: 1 });
    expect(quantisedMultiplier(2 ** -34)).toEqual({ multiplier: 0, shift: 0 });
  });

  it.each([
    [0.5, 1, 0],
    [1.5, 2, 2],
    [-0.5, -1, 0],
    [-2.5, -3, -2],
    [2.4999, 2, 2],
    [-2.5001, -3, -3],
  ])('rounds %f to %f away and %f even', (value, away, even) => {
    expect(roundHalfAway(value)).toBe(away);
    expect(roundHalfEven(value)).toBeCloseTo(even, 12);
  });
});
