import { describe, expect, it } from 'vitest';
import { fuzzTensorTrail } from '../../bench/tensor-fuzz.ts';

describe('random networks on the circuit, one after the other on one accelerator', () => {
  it.each([
    { array: 8, networks: 60, firstSeed: 1, mostOperators: 2 },
    // The first seeds are those of faults that were found: a result of the host that nothing on the circuit reads, a
    // transposed part of a concatenation, and flattening 99 positions.
    { array: 8, networks: 20, firstSeed: 875, mostOperators: 8 },
    { array: 4, networks: 15, firstSeed: 5358, mostOperators: 2 },
    { array: 16, networks: 15, firstSeed: 6166, mostOperators: 2 },
    { array: 4, networks: 20, firstSeed: 1, mostOperators: 2, variant: 'unsigned' as const },
    { array: 4, networks: 15, firstSeed: 1, mostOperators: 2, variant: 'bilinear' as const },
  ])('have the golden model’s tensors in the cycles of the model: %j', async (options) => {
    const { run, comparedValues, different, kinds } = await fuzzTensorTrail(options);
    expect(different).toEqual([]);
    expect(run).toBe(options.networks);
    expect(comparedValues).toBeGreaterThan(100 * run);
    expect(kinds.size).toBeGreaterThan(8);
  });
});
