import { describe, expect, it } from 'vitest';
import { formatScore } from '../../sim/models/describe-output.ts';

describe('a number of an output', () => {
  it.each([
    [
      'of float32 has three digits',
      { index: 133, stored: -0.30842551589012146, real: -0.30842551589012146 },
      '[133] -0.308',
    ],
    ['of int8 has the stored one beside', { index: 2, stored: 127, real: 0.99609375 }, '[2] 0.996 (127)'],
    ['without a scale stands as it is', { index: 0, stored: 42 }, '[0] 42'],
    ['with a scale of 1 stands once', { index: 0, stored: 12345, real: 12345 }, '[0] 12345'],
  ])('%s', (_, score, text) => {
    expect(formatScore(score)).toBe(text);
  });
});
