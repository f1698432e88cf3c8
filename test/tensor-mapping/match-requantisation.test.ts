import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clamp,
  multiplyHalfEven,
  requantiser,
  roundHalfAway,
  roundHalfEven,
} from '../../generators/networks/arithmetic/index.ts';
import {
  matchFloat32,
  matchHalfEven,
  type RequantisedSum,
} from '../../generators/networks/tensor-mapping/lower/match-requantisation.ts';

/** ⌊x⌋ of x = numerator / 2^exponent, and whether the rest is more than, less than or a half. */
function halfEvenOf(numerator: bigint, exponent: bigint): bigint {
  const doubled = (numerator * 2n + (1n << exponent)) >> (exponent + 1n);
  const isTie = numerator * 2n + (1n << exponent) === doubled << (exponent + 1n);
  return isTie && (doubled & 1n) === 1n ? doubled - 1n : doubled;
}

function exactly(sum: number, multiplier: number, shift: number): number {
  const shifted = BigInt.asIntN(32, BigInt(sum) << BigInt(Math.max(shift, 0)));
  return Number(halfEvenOf(shifted * BigInt(multiplier), BigInt(31 - Math.min(shift, 0))));
}

const sumOf32Bits = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const multiplierOf31Bits = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  fc.integer({ min: 0, max: 127 }).map((value) => value * 2 ** 24),
);

describe('scaling once, half to even', () => {
  it('is exact, ties included', () => {
    fc.assert(
      fc.property(sumOf32Bits, multiplierOf31Bits, fc.integer({ min: -31, max: 31 }), (sum, multiplier, shift) => {
        expect(multiplyHalfEven(sum, multiplier, shift) + 0).toBe(exactly(sum, multiplier, shift));
      }),
      { numRuns: 20_000 },
    );
  });
});

function expectEqualFor(target: RequantisedSum, least: number, most: number): boolean {
  const found = matchHalfEven(target, { least, most });
  if (!found) return false;
  for (let sum = least; sum <= most; sum++) {
    const scaled = exactly(sum, found.multiplier, found.shift) + target.zeroPoint;
    if (clamp(scaled, target.lowest, target.highest) !== target.compute(sum)) {
      throw new Error(`sum ${sum}: ${scaled} with ${JSON.stringify(found)}`);
    }
  }
  return true;
}

/** Every number that fits: some multiplier of the shift gives all of the results, if it is tried. */
function existsFor(target: RequantisedSum, least: number, most: number, shift: number): boolean {
  const middle = Math.round(target.scale * 2 ** (31 - shift));
  for (let multiplier = middle - 300; multiplier <= middle + 300; multiplier++) {
    let equal = true;
    for (let sum = least; equal && sum <= most; sum++) {
      const scaled = exactly(sum, multiplier, shift) + target.zeroPoint;
      equal = clamp(scaled, target.lowest, target.highest) === target.compute(sum);
    }
    if (equal) return true;
  }
  return false;
}

const formulas = {
  'float64, half to even': (scale: number) => (sum: number) => roundHalfEven(sum * scale),
  'float64, half away from zero': (scale: number) => (sum: number) => roundHalfAway(sum * scale),
  float32: (scale: number) => (sum: number) => roundHalfEven(Math.fround(sum * Math.fround(scale))),
};

const zeroPoints = fc.integer({ min: -128, max: 127 });

describe('a multiplier with the thresholds of an arithmetic', () => {
  for (const [name, formula] of Object.entries(formulas)) {
    it(`${name}: equal for every sum of an interval`, () => {
      let found = 0;
      const scales = fc.oneof(
        fc.double({ min: 2 ** -9, max: 1.9, noNaN: true }),
        // Exact ones, whose sums meet ties.
        fc.tuple(fc.integer({ min: 1, max: 63 }), fc.integer({ min: 0, max: 6 })).map(([a, b]) => a / 2 ** b / 64),
      );
      fc.assert(
        fc.property(
          scales,
          zeroPoints,
          fc.integer({ min: -2500, max: 0 }),
          fc.integer({ min: 1, max: 2500 }),
          (scale, zeroPoint, least, most) => {
            const [lowest, highest] = [-128, 127];
            const compute = (sum: number) => clamp(formula(scale)(sum) + zeroPoint, lowest, highest);
            if (expectEqualFor({ compute, scale, zeroPoint, lowest, highest }, least, most)) found++;
          },
        ),
        { numRuns: 150, seed: 7 },
      );
      expect(found).toBeGreaterThan(140);
    });
  }

  it('ties away from zero lie on both sides of it: the multiplier is larger than the scale', () => {
    const [lowest, highest, zeroPoint, scale] = [-128, 127, 3, 2 ** -4];
    const compute = (sum: number) => clamp(roundHalfAway(sum * scale) + zeroPoint, lowest, highest);
    const found = matchHalfEven({ compute, scale, zeroPoint, lowest, highest }, { least: -4000, most: 4000 });
    expect(found!.multiplier * 2 ** (found!.shift - 31)).toBeGreaterThan(scale);
    expect(expectEqualFor({ compute, scale, zeroPoint, lowest, highest }, -4000, 4000)).toBe(true);
  });

  it('is found if there is one near to the scale, and never otherwise', () => {
    // Thresholds that are drawn anew beside their places: some sets have a multiplier, most have none.
    const counts = { both: 0, neither: 0 };
    for (let seed = 1; seed <= 40; seed++) {
      const scale = (1 + ((seed * 37) % 100) / 100) / 16;
      const wobble = (number: number): number => (((number * 7919 + seed * 104729) % 101) / 101 - 0.5) * 1e-7 * seed;
      const compute = (sum: number) => clamp(roundHalfEven(sum * scale + wobble(Math.round(sum * scale))), -20, 20);
      const target = { compute, scale, zeroPoint: 0, lowest: -20, highest: 20 };
      const found = matchHalfEven(target, { least: -400, most: 400 });
      if (found) expectEqualFor(target, -400, 400);
      else expect(existsFor(target, -400, 400, 1 + Math.floor(Math.log2(scale)))).toBe(false);
      counts[found ? 'both' : 'neither']++;
    }
    expect(counts.both).toBeGreaterThan(0);
  });

  it('only the interval counts: outside of it results may differ', () => {
    const compute = (sum: number) => (sum < 1000 ? clamp(Math.round(sum / 100), -10, 10) : 10);
    expect(
      matchHalfEven({ compute, scale: 0.01, zeroPoint: 0, lowest: -10, highest: 10 }, { least: 10, most: 40 }),
    ).toBeDefined();
  });

  it('float32 scales of convolutions', () => {
    const scales = Float32Array.from({ length: 60 }, (_, place) => 0.0007 * 1.13 ** place);
    const requantisation = {
      scaling: { kind: 'float64' as const, scales: Float64Array.from(scales), round: 'half-even' as const },
      inputZeroPoint: 0,
      outputZeroPoint: -5,
      lowest: -128,
      highest: 127,
    };
    const compute = requantiser(requantisation);
    scales.forEach((scale, channel) => {
      const target = {
        compute: (sum: number) => compute(sum, channel),
        scale,
        zeroPoint: -5,
        lowest: -128,
        highest: 127,
      };
      expect(matchHalfEven(target, { least: -(2 ** 31), most: 2 ** (31 - 1) })).toBeDefined();
    });
  });

  it('float32 products have one in their own rounding, where half to even alone may have none', () => {
    const none: number[] = [];
    for (let channel = 0; channel < 150; channel++) {
      const scale = Math.fround(0.0006 * 1.01 ** channel);
      const compute = (sum: number) => clamp(roundHalfEven(Math.fround(sum * scale)) - 20, -128, 127);
      const target = { compute, scale, zeroPoint: -20, lowest: -128, highest: 127 };
      const sums = { least: -(2 ** 19), most: 2 ** 19 };
      expect(matchFloat32(target, sums)).toBeDefined();
      if (!matchHalfEven(target, sums)) none.push(channel);
    }
    expect(none.length).toBeGreaterThan(0);
  });
});
