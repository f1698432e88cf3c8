import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { loadVectors } from '../../generators/networks/format/load-vectors.ts';
import { readInput } from '../../sim/front-end/network-input.ts';
import { argMax, prepareGolden } from '../../sim/golden/index.ts';

// The expected numbers come from the training's exact model in Python, and a second implementation agrees with them.

const examples = new URL('../../examples/', import.meta.url);

interface Recording {
  readonly file: string;
  readonly predicted: string;
  readonly logits: readonly number[];
  readonly featuresCrc: number;
}

describe.each([
  ['kws', 'expected-w6.json'],
  ['kws-w8', 'expected-w8.json'],
])('%s', (name, expectations) => {
  const loaded = loadNetwork(name);
  const golden = prepareGolden(loaded.network);
  const vectors = loadVectors(name);

  it('has 24 vectors, two of each class', () => {
    expect(vectors).toHaveLength(24);
    for (const label of loaded.classes) expect(vectors.filter((vector) => vector.label === label)).toHaveLength(2);
  });

  it.each(vectors.map((vector, place) => [place, vector] as const))(
    'vector %i: every layer and the scores',
    (_, vector) => {
      const { layers, scores } = golden.run(vector.input);
      expect([...scores]).toEqual([...vector.scores]);
      expect(layers).toHaveLength(10);
      const checksums = Object.fromEntries(layers.map(({ name: layer, unpooled }) => [layer, crc32(unpooled)]));
      expect({ ...checksums, pool: crc32(layers.at(-1)!.result) }).toEqual(Object.fromEntries(vector.checksums));
      for (const [layer, activations] of vector.activations ?? []) {
        const found =
          layer === 'pool' ? layers.at(-1)!.result : layers.find((golden) => golden.name === layer)!.unpooled;
        expect([...found], layer).toEqual([...activations]);
      }
    },
  );

  const recordings = JSON.parse(readFileSync(new URL(expectations, examples), 'utf8')) as readonly Recording[];
  it.each(recordings.map((recording) => [recording.file, recording] as const))('recording %s', (file, expected) => {
    const input = readInput(fileURLToPath(new URL(file, examples)), loaded);
    expect(crc32(input)).toBe(expected.featuresCrc);
    const { scores } = golden.run(input);
    expect([...scores]).toEqual(expected.logits);
    expect(loaded.classes[argMax(scores)]).toBe(expected.predicted);
  });

  it('agrees with the second implementation', async () => {
    const script = fileURLToPath(new URL('../../training/check.mjs', import.meta.url));
    const { stdout } = await execa('node', [script, name]);
    expect(stdout.split('\n').at(-1)).toBe('all equal');
  });
});
