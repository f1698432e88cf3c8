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
      const circuit = elaborate(RequantiserLane, { average, maximumLeftShift, halfEven: true });
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
