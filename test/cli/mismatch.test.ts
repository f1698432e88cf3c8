import { expect, test } from 'vitest';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { deploy } from '../../sim/equivalence/deployment.ts';
import { startEngine } from '../../sim/equivalence/engines.ts';
import type { Inference, InferenceEngine } from '../../sim/equivalence/inference.ts';
import { verificationInputs } from '../../sim/equivalence/network-vectors.ts';
import { describeMismatch, verify } from '../../sim/equivalence/verify.ts';

/** Verifies `kws` with one vector of its own, on an engine whose results were changed. */
async function verifyChanged(change: (result: Inference) => Inference) {
  const deployment = deploy(loadNetwork('kws'));
  const [input] = verificationInputs('kws', deployment, { random: 0, seed: 1 });
  const engine = await startEngine('wasm', deployment);
  const changed: InferenceEngine = {
    ...engine,
    infer: async (features, options) => change(await engine.infer(features, options)),
  };
  return verify(deployment, changed, [input!]);
}

const withLayer = (name: string, change: (words: bigint[]) => void) => (result: Inference) => ({
  ...result,
  layers: result.layers!.map((layer) => {
    if (layer.name !== name) return layer;
    const words = [...layer.words];
    change(words);
    return { ...layer, words };
  }),
});

const layers = loadNetwork('kws').network.layers;

test('one wrong bit in one layer is one mismatch, named by layer, channel, position and both values', async () => {
  const { name, outputLength } = layers[4]!;
  let expected = 0;
  // Block 1, position 5, lane 3: the second bit of channel 11.
  const address = outputLength + 5;
  const result = await verifyChanged(
    withLayer(name, (words) => {
      expected = Number(BigInt.asIntN(8, words[address]! >> 24n));
      words[address]! ^= 1n << 25n;
    }),
  );
  const actual = (((expected & 0xff) ^ 2) << 24) >> 24;
  expect(result.mismatches).toBe(1);
  expect(describeMismatch(result.firstMismatch!)).toBe(
    `vector 0, layer ${name}, channel 11, position 5: expected ${expected}, got ${actual}`,
  );
});

test('a wrong score is found in the last layer', async () => {
  const { name } = layers.at(-1)!;
  const result = await verifyChanged(
    withLayer(name, (words) => {
      words[0]! ^= 1n << 20n;
    }),
  );
  expect(result.mismatches).toBe(1);
  expect(result.firstMismatch).toMatchObject({ layer: name, channel: 1, position: 0, what: 'value' });
});

test('a cycle too many is a mismatch of the layer and of the sum', async () => {
  const result = await verifyChanged((inference) => ({
    ...inference,
    cycles: inference.cycles + 1,
    layers: inference.layers!.map((layer, place) => (place === 2 ? { ...layer, cycles: layer.cycles + 1 } : layer)),
  }));
  expect(result.mismatches).toBe(2);
  expect(result.cycles).toBe(result.cyclesExpected + 1);
  const { expected, actual } = result.firstMismatch!;
  expect(actual).toBe(expected + 1);
  expect(describeMismatch(result.firstMismatch!)).toBe(
    `vector 0, layer ${layers[2]!.name}, cycles: expected ${expected}, got ${actual}`,
  );
});
