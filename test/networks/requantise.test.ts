import { describe, expect, it } from 'vitest';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { loadVectors } from '../../generators/networks/format/load-vectors.ts';
import {
  requantiseFeatures,
  requantiseLoadedNetwork,
  requantiseNetwork,
} from '../../generators/networks/requantise.ts';
import { argMax, prepareGolden, runGolden } from '../../sim/golden/index.ts';

const loaded = loadNetwork('kws');
const { network } = loaded;
const vectors = loadVectors('kws');

describe('other weight bits', () => {
  it('the same bits give the same network', () => {
    expect(requantiseNetwork(network, {})).toEqual(network);
  });

  it('wider weights compute the same maps and four times the scores', () => {
    const wide = requantiseNetwork(network, { weightBits: 8 });
    expect(wide.layers.every(({ shift }) => shift === 7)).toBe(true);
    for (const { input } of vectors.slice(0, 6)) {
      const before = runGolden(network, input);
      const after = runGolden(wide, input);
      expect(after.layers).toEqual(before.layers);
      expect([...after.scores]).toEqual([...before.scores].map((score) => 4 * score));
    }
  });

  it('narrower weights are the nearest, halves to the even neighbour, saturated', () => {
    const layer = { ...network.layers.at(-1)!, weights: Int8Array.of(31, 30, 29, 2, 6, -2, -6, -32, 3, -3) };
    const [narrow] = requantiseNetwork({ ...network, layers: [layer] }, { weightBits: 4 }).layers;
    // In fours: 7.75, 7.5, 7.25, 0.5, 1.5, −0.5, −1.5, −8, 0.75, −0.75.
    expect(Array.from(narrow!.weights)).toEqual([7, 7, 7, 0, 2, 0, -2, -8, 1, -1]);
    expect(narrow!.shift).toBe(3);
  });

  it('four bits still recognise half of the vectors, and more with shifts of their own', () => {
    const recognised = (layerShift: boolean) => {
      const narrow = requantiseNetwork(network, { weightBits: 4, layerShift });
      const golden = prepareGolden(narrow);
      for (const { weights } of narrow.layers)
        expect(weights.every((weight) => weight >= -8 && weight <= 7)).toBe(true);
      return vectors.filter(({ input, scores }) => argMax(golden.run(input).scores) === argMax(scores)).length;
    };
    const uniform = recognised(false);
    expect(uniform).toBeGreaterThanOrEqual(12);
    expect(recognised(true)).toBeGreaterThan(uniform);
  });

  it('a shift cannot become negative', () => {
    const layer = { ...network.layers[0]!, shift: 1, weights: Int8Array.of(8, -8, 31) };
    const [narrow] = requantiseNetwork({ ...network, layers: [layer] }, { weightBits: 2 }).layers;
    expect(narrow!.shift).toBe(0);
    expect(Array.from(narrow!.weights)).toEqual([1, -2, 1]);
  });
});

describe('other activation bits', () => {
  it('six bits compute nearly the same classes, their biases in the new unit', () => {
    const narrow = requantiseNetwork(network, { activationBits: 6 });
    const [before, after] = [network.layers[1]!.bias!, narrow.layers[1]!.bias!];
    after.forEach((value, place) => {
      expect(Math.abs(value * 4 - before[place]!)).toBeLessThanOrEqual(2);
    });
    const same = vectors.filter(({ input, scores }) => {
      const narrowInput = requantiseFeatures(input, 8, 6);
      expect(Math.max(...narrowInput)).toBeLessThanOrEqual(31);
      return argMax(runGolden(narrow, narrowInput).scores) === argMax(scores);
    });
    expect(same.length).toBeGreaterThan(20);
  });

  it('keeps the range of a real-valued input', () => {
    const real = { ...loaded, inputFraction: 3 };
    expect(requantiseLoadedNetwork(real, { activationBits: 6 }).inputFraction).toBe(1);
    expect(requantiseLoadedNetwork(loaded, { activationBits: 6 })).not.toHaveProperty('inputFraction');
  });
});
