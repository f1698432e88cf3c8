import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { FloatNetwork } from '../../generators/networks/float-network.ts';
import { networkJsonSchema } from '../../generators/networks/format/json-schema.ts';
import { loadFloatNetwork } from '../../generators/networks/format/load-float-network.ts';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { saveFloatNetwork, saveNetwork } from '../../generators/networks/format/save-network.ts';
import { randomNetwork } from '../support/random-network.ts';
import { tcResnet8FrontEnd } from '../support/tc-resnet8.ts';

const folder = mkdtempSync(join(tmpdir(), 'burin-save-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'network.json');
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

it('random networks come back as they were saved', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { network } = randomNetwork(seed, { maximumProducts: 20000 });
      saveNetwork(file, network);
      expect(loadNetwork(file).network).toEqual(network);
    }),
    { numRuns: 100 },
  );
});

it('front end, input format and licence come back', () => {
  const { network } = randomNetwork(1);
  const { channels, length } = network.input;
  const frontEnd = { ...tcResnet8FrontEnd, mels: 64, coefficients: channels, frames: length };
  const extras = { frontEnd, inputFraction: -2, licence: 'own' };
  saveNetwork(file, network, extras);
  expect(loadNetwork(file)).toEqual({ network, classes: network.classes, file, ...extras });
});

it('float networks come back as they were saved', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { network } = randomNetwork(seed, { maximumProducts: 5000 });
      const float: FloatNetwork = {
        name: network.name,
        classes: network.classes,
        input: network.input,
        layers: network.layers.map(({ weights, bias, shift: _, poolExponent, ...layer }) => ({
          ...layer,
          weights: Float32Array.from(weights, (weight, place) => weight / 7 + Math.sin(place)),
          ...(bias ? { bias: Float32Array.from(bias, (value) => value / 3) } : {}),
          averagePool: poolExponent !== undefined,
        })),
      };
      saveFloatNetwork(file, float);
      expect(loadFloatNetwork(file).network).toEqual(float);
    }),
    { numRuns: 50 },
  );
});

it('leaves nothing behind where it cannot write', () => {
  const { network } = randomNetwork(1);
  expect(() => saveNetwork(join(folder, 'none', 'network.json'), network)).toThrow();
  expect(existsSync(join(folder, 'none'))).toBe(false);
  expect(readdirSync(folder)).toEqual(['network.json']);
});

describe('shipped', () => {
  it.each([
    ['kws', 6],
    ['kws-w8', 8],
  ])('%s loads by its name and comes back as it was saved', (name, bits) => {
    const loaded = loadNetwork(name);
    expect(loaded.network).toMatchObject({ weightBits: bits, activationBits: 8, biasBits: 8, accumulatorBits: 20 });
    const products = loaded.network.layers.reduce((sum, layer) => sum + layer.weights.length * layer.outputLength, 0);
    expect(products).toBe(1_533_504);
    saveNetwork(file, loaded.network, loaded);
    expect({ ...loadNetwork(file), file: loaded.file }).toEqual(loaded);
  });

  it('the JSON schema is the current one', () => {
    const shipped = fileURLToPath(new URL('../../networks/network.schema.json', import.meta.url));
    expect(readFileSync(shipped, 'utf8')).toBe(networkJsonSchema());
  });
});

it('the example in the documentation loads', () => {
  const documentation = readFileSync(fileURLToPath(new URL('../../docs/network-format.md', import.meta.url)), 'utf8');
  const example = /```json\n([\s\S]*?)```/.exec(documentation)![1]!;
  writeFileSync(file, example);
  const { network } = loadNetwork(file);
  expect(network.layers.map(({ name, poolExponent }) => [name, poolExponent])).toEqual([
    ['conv', 2],
    ['fc', undefined],
  ]);
});
