import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundings } from '../../generators/accelerators/ultratrail/parameters.ts';
import { divideByPowerOfTwo, saturate } from '../../generators/networks/fixed-point.ts';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { prepareGolden, runGolden, runReference } from '../../sim/golden/index.ts';
import { randomNetwork } from '../support/random-network.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { runBigIntegers, shiftRight } from './big-integer-network.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('the arithmetic of one value', () => {
  it('divides as shifts do', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 33), max: 2 ** 33 }),
        fc.integer({ min: 0, max: 31 }),
        fc.constantFrom(...roundings),
        (value, shift, rounding) => {
          const expected = shiftRight(BigInt(value), BigInt(shift), rounding);
          expect(BigInt(divideByPowerOfTwo(value, shift, rounding))).toBe(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('treats ties as its name says', () => {
    const halves = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5].map((value) => value * 4);
    const divided = (rounding: (typeof roundings)[number]) =>
      halves.map((value) => divideByPowerOfTwo(value, 2, rounding) + 0);
    expect(divided('half-up')).toEqual([-2, -1, 0, 1, 2, 3]);
    expect(divided('half-even')).toEqual([-2, -2, 0, 0, 2, 2]);
    expect(divided('truncate')).toEqual([-3, -2, -1, 0, 1, 2]);
  });

  it('saturates at both ends', () => {
    expect([127, 128, -128, -129, 0].map((value) => saturate(value, 8))).toEqual([127, 127, -128, -128, 0]);
  });
});

describe('the specification', () => {
  it('equals big-integer arithmetic on random networks', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { network, rounding, input } = randomNetwork(seed, { maximumProducts: 3000, maximumChannels: 12 });
        const maps = runBigIntegers(network, input, rounding);
        const { layers, scores } = runReference(network, input, { rounding });
        for (const { name, result } of layers) expect(Array.from(result, BigInt), name).toEqual(maps.get(name)!.flat());
        expect(Array.from(scores, BigInt)).toEqual(maps.get(network.layers.at(-1)!.name)!.flat());
      }),
      { numRuns: 150 },
    );
  });
});

describe('the fast path', () => {
  it('equals the specification on random networks, sums included', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { network, rounding, input } = randomNetwork(seed);
        const options = { rounding, sums: true };
        expect(runGolden(network, input, options)).toEqual(runReference(network, input, options));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps nothing from one run to the next', () => {
    const { network } = loadNetwork('kws');
    const golden = prepareGolden(network);
    const random = randomNumbers(5);
    const inputs = [0, 1, 2].map(() => Int8Array.from({ length: 40 * 101 }, () => random.integer(-128, 127)));
    const first = inputs.map((input) => golden.run(input));
    for (const place of [2, 0, 1]) expect(golden.run(inputs[place]!)).toEqual(first[place]);
  });

  it('gives sums only where asked', () => {
    const { network, input } = randomNetwork(3, { maximumBlocks: 1 });
    for (const layer of runGolden(network, input).layers) expect(layer).not.toHaveProperty('sums');
  });
});

describe('refusals', () => {
  const { network } = loadNetwork('kws');

  it('an input of another size', () => {
    expect(() => runGolden(network, new Int8Array(12))).toThrow(
      'error B320: the input has 12 values, but network kws-tcresnet8-w6 takes 40 channels × 101 positions\n' +
        '  remedy: give 4040 values, [channel][position]',
    );
  });

  it('an input beyond the activations', () => {
    const narrow = { ...network, activationBits: 4 };
    const input = new Int8Array(4040);
    input[101 + 7] = 8;
    expect(() => runGolden(narrow, input)).toThrow(
      "error B320: input[1][7] is 8, beyond the network's 4-bit activations\n  remedy: give values from -8 to 7",
    );
  });

  it('a layer whose sums might exceed 32 bits', () => {
    const inputChannels = 2 ** 17;
    const layer = {
      ...network.layers.at(-1)!,
      input: 'input',
      inputChannels,
      weights: new Int8Array(inputChannels * 12),
    };
    const wide = { ...network, weightBits: 8, input: { channels: inputChannels, length: 1 }, layers: [layer] };
    expect(() => prepareGolden(wide)).toThrow(
      'error B321: layer fc adds 131072 products for each output; their sum might exceed 32 bits\n' +
        '  remedy: use at most 131071 input channels × taps, or fewer bits',
    );
  });
});
