import { describe, expect, test } from 'vitest';
import { compareMixed, type Seen } from './compare-mixed.ts';

describe('both engines agree on memories, clocks, resets, models and properties together', () => {
  const block = 40;
  test.each([0, block])('random circuits from %d', (first) => {
    const seen: Seen = { prints: 0, violations: 0, covered: 0 };
    for (let seed = first; seed < first + block; seed++) compareMixed(seed, ['cover', 'print'], seen);
    expect(seen.prints).toBeGreaterThan(100);
    expect(seen.covered).toBeGreaterThan(10);
  });

  test('with assertions among the properties', () => {
    const seen: Seen = { prints: 0, violations: 0, covered: 0 };
    for (let seed = 200; seed < 200 + block; seed++) compareMixed(seed, ['assert', 'assume', 'cover', 'print'], seen);
    expect(seen.violations).toBeGreaterThan(10);
    expect(seen.prints).toBeGreaterThan(10);
  });
});
