import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arraySizes, ultraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import { addressTrace } from '../../generators/networks/mapping/address-trace.ts';
import { packFeatureMap, unpackFeatureMap, unpackScores } from '../../generators/networks/mapping/feature-maps.ts';
import { layerShape } from '../../generators/networks/mapping/layer-shape.ts';
import { packBiases, packWeights } from '../../generators/networks/mapping/weight-packing.ts';
import { layer } from './networks.ts';

/** Bits `low` to `low + width - 1` as a signed number, by arithmetic instead of the code's masks. */
const signedField = (word: bigint, low: number, width: number): number => {
  const field = (word / 2n ** BigInt(low)) % 2n ** BigInt(width);
  return Number(field >= 2n ** BigInt(width - 1) ? field - 2n ** BigInt(width) : field);
};

describe('feature maps', () => {
  const maps = fc
    .record({
      array: fc.constantFrom(...arraySizes),
      activationBits: fc.integer({ min: 4, max: 8 }),
      channels: fc.integer({ min: 1, max: 40 }),
      length: fc.integer({ min: 1, max: 30 }),
    })
    .chain((shape) => {
      const limit = 2 ** (shape.activationBits - 1);
      const size = shape.channels * shape.length;
      const features = fc.array(fc.integer({ min: -limit, max: limit - 1 }), { minLength: size, maxLength: size });
      return features.map((map) => ({ ...shape, map }));
    });

  it('have the feature of every channel and position where the architecture says', () => {
    fc.assert(
      fc.property(maps, ({ array, activationBits, channels, length, map }) => {
        const words = packFeatureMap(map, { channels, length }, ultraTrailParameters({ array, activationBits }));
        const found = Array.from({ length: channels * length }, (_, place) => {
          const channel = Math.floor(place / length);
          const address = Math.floor(channel / array) * length + (place % length);
          return signedField(words[address]!, (channel % array) * activationBits, activationBits);
        });
        expect(found).toEqual(map);
        const total = words.reduce((sum, word) => {
          for (let lane = 0; lane < array; lane++) sum += signedField(word, lane * activationBits, activationBits);
          return sum;
        }, 0);
        expect(total).toBe(map.reduce((sum, value) => sum + value, 0));
      }),
    );
  });

  it('come back from the words as they went in', () => {
    fc.assert(
      fc.property(maps, ({ array, activationBits, channels, length, map }) => {
        const parameters = ultraTrailParameters({ array, activationBits });
        const words = packFeatureMap(map, { channels, length }, parameters);
        expect([...unpackFeatureMap(words, { channels, length }, parameters)]).toEqual(map);
      }),
    );
  });

  it('are refused where they do not fit', () => {
    const parameters = ultraTrailParameters({ activationBits: 6 });
    expect(() => packFeatureMap([1, 2, 3], { channels: 2, length: 2 }, parameters)).toThrow(
      'error B418: the feature map has 3 values, but 2 channels × 2 positions need 4\n' +
        '  remedy: give the features as [channel][position]',
    );
    expect(() => packFeatureMap([1, 2, 3, 32], { channels: 2, length: 2 }, parameters)).toThrow(
      'error B418: feature 32 of channel 1, position 1 does not fit 6 bits\n' +
        '  remedy: give whole numbers from -32 to 31',
    );
  });
});

describe('weights and biases', () => {
  const layers = fc
    .record({
      array: fc.constantFrom(...arraySizes),
      weightBits: fc.integer({ min: 2, max: 8 }),
      inputChannels: fc.integer({ min: 1, max: 20 }),
      outputChannels: fc.integer({ min: 1, max: 20 }),
      inputLength: fc.integer({ min: 1, max: 12 }),
      kernel: fc.integer({ min: 1, max: 9 }),
      stride: fc.integer({ min: 1, max: 5 }),
      padded: fc.boolean(),
      seed: fc.nat(),
    })
    .map(({ array, weightBits, padded, seed, ...shape }) => {
      const padding = padded ? Math.floor(shape.kernel / 2) : 0;
      const half = 2 ** (weightBits - 1);
      const size = shape.inputChannels * shape.outputChannels * shape.kernel;
      const weights = Int8Array.from({ length: size }, (_, place) => ((seed + place * 7919) % (2 * half)) - half);
      return { array, weightBits, layer: layer({ name: 'any', ...shape, padding, weights }) };
    })
    .filter(({ layer }) => layer.outputLength >= 1);

  it('lie in the order of the work: a word for every weight word that the array reads, each weight at its lane', () => {
    fc.assert(
      fc.property(layers, ({ array, weightBits, layer }) => {
        const parameters = ultraTrailParameters({ array, weightBits });
        const words = packWeights(layer, parameters);
        const steps = addressTrace(layerShape(layer, parameters));
        expect(steps.at(-1)!.weightWord).toBe(words.length - 1);
        const wrong: string[] = [];
        const seen = new Set<number>();
        for (const { weightWord, outputBlock, inputBlock, tap } of steps) {
          if (seen.has(weightWord)) continue;
          seen.add(weightWord);
          for (let lane = 0; lane < array * array; lane++) {
            const output = outputBlock * array + Math.floor(lane / array);
            const input = inputBlock * array + (lane % array);
            const inside = output < layer.outputChannels && input < layer.inputChannels;
            const weight = inside ? layer.weights[(output * layer.inputChannels + input) * layer.kernel + tap] : 0;
            const found = signedField(words[weightWord]!, lane * weightBits, weightBits);
            if (found !== weight) wrong.push(`word ${weightWord} lane ${lane}: ${found} for ${weight}`);
          }
        }
        expect(wrong).toEqual([]);
        expect(seen.size).toBe(words.length);
      }),
      { numRuns: 60 },
    );
  });

  it('run upwards through the taps in even input blocks and downwards in odd ones, without taps that see no input', () => {
    // 1 position, kernel 5 padded by 2: only tap 2 sees it. With 3 positions all taps but none are in use.
    const one = layer({ name: 'one', inputLength: 1, kernel: 5 });
    expect(packWeights(one, ultraTrailParameters({ array: 2 })).length).toBe(1);
    const weights = Int8Array.from({ length: 4 * 3 }, (_, place) => place + 1);
    const two = layer({ name: 'two', inputChannels: 4, outputChannels: 1, inputLength: 3, weights });
    // Input channel c has weights 3c+1, 3c+2, 3c+3; block 0 holds channels 0 and 1, block 1 channels 2 and 3.
    const lanes = packWeights(two, ultraTrailParameters({ array: 2 })).map((word) => [word & 63n, (word >> 6n) & 63n]);
    expect(lanes).toEqual([
      [1n, 4n],
      [2n, 5n],
      [3n, 6n],
      [9n, 12n],
      [8n, 11n],
      [7n, 10n],
    ]);
  });

  it('have one bias word for each output block, and none without bias', () => {
    const bias = Int16Array.from([1, -1, 127, -128, 5]);
    const weights = new Int8Array(2 * 5 * 3);
    const parameters = ultraTrailParameters({ array: 4 });
    const words = packBiases(layer({ name: 'a', outputChannels: 5, bias, weights }), parameters);
    expect(words).toEqual([0x80_7f_ff_01n, 5n]);
    expect(packBiases(layer({ name: 'a' }), parameters)).toEqual([]);
  });
});

describe('scores', () => {
  it('are signed lanes of a partial sum, block by block', () => {
    const parameters = ultraTrailParameters({ array: 2, guardBits: 4 });
    // 24-bit lanes: 3 channels over 2 positions are words (block 0, x 0), (0, 1), (1, 0), (1, 1).
    const words = [0x00_0002_ff_fffen, 0x07_ffff_f8_0000n, 0xaa_aaaa_00_0007n, 0x55_5555_ff_fff9n];
    expect(unpackScores(words, { channels: 3, length: 2 }, parameters)).toEqual([-2, -524288, 2, 524287, 7, -7]);
  });
});
