import { describe, expect, it } from 'vitest';
import { channelFields } from '../../generators/accelerators/tensortrail/parameter-word.ts';
import { RequantiserLane, valueLatency } from '../../generators/accelerators/tensortrail/requantiser.ts';
import { encodeWord } from '../../generators/accelerators/tensortrail/word-fields.ts';
import { requireSound } from '../../generators/circuit/checks/index.ts';
import { elaborate } from '../../generators/language/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { randomNumbers } from '../support/random-numbers.ts';

/** sum · 2^left · multiplier / 2^(31 + right), to the nearest whole number, of two equally near ones the even one. */
function halfEven(sum: number, multiplier: bigint, left: number, right: number): bigint {
  const product = BigInt.asIntN(32, BigInt(sum) << BigInt(left)) * multiplier;
  const unit = 1n << BigInt(31 + right);
  const rest = ((product % unit) + unit) % unit;
  const below = (product - rest) / unit;
  if (2n * rest === unit) return below % 2n === 0n ? below : below + 1n;
  return 2n * rest < unit ? below : below + 1n;
}

interface Case {
  readonly sum: number;
  readonly multiplier: number;
  readonly left: number;
  readonly right: number;
}

/** Sums around the ties of every shift, and numbers of 31 bits that leave anything behind the point. */
function cases(maximumLeftShift: number): Case[] {
  const random = randomNumbers(5);
  const all: Case[] = [];
  for (let right = 0; right <= 31; right++) {
    for (const odd of [1, -1, 3, -3, 5, -7, 253, -255]) {
      for (const near of [-1, 0, 1]) {
        // 2^30 is a half: a sum of odd · 2^right is at a tie.
        const sum = odd * 2 ** Math.min(right, 22) + near;
        all.push({ sum, multiplier: 2 ** 30, left: 0, right: Math.min(right, 22) });
        all.push({ sum, multiplier: 3 * 2 ** 29, left: 0, right: Math.min(right, 22) + 1 });
        all.push({ sum, multiplier: 2 ** 30 + near, left: Math.min(maximumLeftShift, 3), right });
      }
    }
  }
  for (let place = 0; place < 4000; place++) {
    const bits = random.integer(1, 31);
    all.push({
      sum: random.integer(-(2 ** bits), 2 ** bits - 1),
      multiplier: random.pick([random.integer(0, 2 ** 31 - 1), random.integer(1, 255) * 2 ** random.integer(0, 23)]),
      left: random.pick([0, random.integer(0, maximumLeftShift)]),
      right: random.integer(0, 31),
    });
  }
  return all;
}

describe('a lane of the requantiser, half to even', () => {
  for (const [name, average, maximumLeftShift] of [
    ['alone', false, 0],
    ['with averages and left shifts', true, 20],
  ] as const) {
    it(`${name}: the nearest number of the exact product, one a cycle`, () => {
      const circuit = elaborate(RequantiserLane, { average, maximumLeftShift, halfEven: true, float32: false });
      requireSound(circuit);
      const simulator = createSimulator(circuit);
      const all = cases(maximumLeftShift);
      simulator.set('halfEven', 1);
      if (average) simulator.set('average', 0);
      let ties = 0;
      for (let cycle = 0; cycle < all.length + valueLatency; cycle++) {
        const entering = all[cycle];
        if (entering) {
          const { sum, multiplier, left, right } = entering;
          simulator.set('sum', sum);
          simulator.set('channel', encodeWord('parameter', channelFields, { bias: 0, multiplier, left, right }));
        }
        const leaving = all[cycle - valueLatency];
        if (leaving) {
          const { sum, multiplier, left, right } = leaving;
          const expected = halfEven(sum, BigInt(multiplier), left, right);
          const exact = BigInt.asIntN(32, BigInt(sum) << BigInt(left)) * BigInt(multiplier);
          if (BigInt.asUintN(31 + right, exact) === 1n << BigInt(30 + right)) ties++;
          expect(simulator.get('value'), JSON.stringify(leaving)).toBe(expected);
        }
        simulator.step();
      }
      expect(ties).toBeGreaterThan(250);
    });
  }
});

/** A float32 product, to the nearest whole number, of two equally near ones the even one. */
function asFloat32(sum: number, scale: number): number {
  const product = Math.fround(Math.fround(sum) * Math.fround(scale));
  const below = Math.floor(product);
  const rest = product - below;
  if (rest === 0.5) return below % 2 === 0 ? below : below + 1;
  return rest < 0.5 ? below : below + 1;
}

describe('a lane of the requantiser, as float32', () => {
  it('the rounded float32 product for results of 8 bits, near to ties above all', () => {
    const circuit = elaborate(RequantiserLane, { average: false, maximumLeftShift: 0, halfEven: true, float32: true });
    requireSound(circuit);
    const simulator = createSimulator(circuit);
    const random = randomNumbers(11);
    const all: { sum: number; scale: number; multiplier: number; right: number }[] = [];
    for (let place = 0; place < 6000; place++) {
      // A float32 between 2^-14 and 1, and the sum at which the result becomes another one.
      const right = random.integer(0, 13);
      const mantissa = random.integer(2 ** 23, 2 ** 24 - 1);
      const scale = mantissa / 2 ** (24 + right);
      const number = random.integer(-255, 254) + 0.5;
      const sum = Math.round(number / scale) + random.pick([0, 0, 0, 1, -1]);
      all.push({ sum, scale, multiplier: mantissa * 2 ** 7, right });
    }
    // Float32 makes a half of each of these, and exact numbers lie on either side of it.
    for (let odd = 1; odd < 511; odd += 2) {
      for (const distance of [-3, -2, -1, 1, 2, 3]) {
        const target = odd / 2;
        const mantissa = Math.round(2 ** 23 + (2 ** 23 * ((odd * 37) % 101)) / 101) + distance;
        for (const sign of [1, -1]) {
          for (const right of [10, 12]) {
            const scale = mantissa / 2 ** (24 + right);
            all.push({ sum: sign * Math.round(target / scale), scale, multiplier: mantissa * 2 ** 7, right });
          }
        }
      }
    }
    simulator.set('halfEven', 1);
    simulator.set('float32', 1);
    let decided = 0;
    for (let cycle = 0; cycle < all.length + valueLatency; cycle++) {
      const entering = all[cycle];
      if (entering) {
        const { sum, multiplier, right } = entering;
        simulator.set('sum', sum);
        simulator.set('channel', encodeWord('parameter', channelFields, { bias: 0, multiplier, left: 0, right }));
      }
      const leaving = all[cycle - valueLatency];
      if (leaving) {
        const { sum, multiplier, right, scale } = leaving;
        const expected = asFloat32(sum, scale);
        if (BigInt(expected) !== halfEven(sum, BigInt(multiplier), 0, right)) decided++;
        expect(simulator.get('value'), JSON.stringify(leaving)).toBe(BigInt(expected));
      }
      simulator.step();
    }
    // Cases in which the rounding of the product decides: one rounding alone would not do.
    expect(decided).toBeGreaterThan(5);
  });
});
