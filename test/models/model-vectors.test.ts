import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { importModel } from '../../generators/networks/import/load-model.ts';
import { loadReferenceVectors, randomModelVectors } from '../../sim/models/model-vectors.ts';
import { emptyFolder } from '../cli/burin.ts';
import { mapNumbers, realInput, twoInputsThreeOutputs } from './small-models.ts';

const graph = importModel(twoInputsThreeOutputs(), 'small');

describe('random vectors', () => {
  test('are the same for a seed, and others for another', () => {
    expect(randomModelVectors(graph, 5, 7)).toEqual(randomModelVectors(graph, 5, 7));
    expect(randomModelVectors(graph, 1, 7)).not.toEqual(randomModelVectors(graph, 1, 8));
  });

  test('have every input, over the whole range; every fourth its ends alone', () => {
    const vectors = randomModelVectors(graph, 40, 1);
    expect(vectors).toHaveLength(40);
    const seen = new Set<number>();
    for (const [place, { inputs, reference }] of vectors.entries()) {
      expect(reference).toBeUndefined();
      expect(inputs.map((input) => [input.constructor, input.length])).toEqual([
        [Int8Array, mapNumbers],
        [Int8Array, mapNumbers],
      ]);
      const values = new Set(inputs.flatMap((input) => Array.from(input as Int8Array)));
      if (place % 4 === 3) expect([...values].sort((a, b) => a - b)).toEqual([-128, 127]);
      else for (const value of values) seen.add(value);
    }
    expect(seen.size).toBe(256);
  });

  test('are from -1 to 1 for real numbers', () => {
    for (const { inputs } of randomModelVectors(importModel(realInput(), 'real'), 8, 3)) {
      const [numbers] = inputs as Float32Array[];
      expect(numbers).toBeInstanceOf(Float32Array);
      expect(Math.min(...numbers!)).toBeGreaterThanOrEqual(-1);
      expect(Math.max(...numbers!)).toBeLessThanOrEqual(1);
      expect(new Set(numbers).size).toBeGreaterThan(20);
    }
  });
});

const shape = [1, 3, 5, 10];
const index = {
  inputs: [0, 1].map(() => ({ dtype: 'int8', shape })),
  outputs: [shape, [1, 2, 4, 10], shape].map((own) => ({ dtype: 'int8', shape: own })),
  files: { inputs: 'in.bin.gz', outputs: 'out.bin' },
  vectors: [
    { in_offset: 0, out_offset: 380 },
    { in_offset: 300, out_offset: 0 },
  ],
};
const numbered = (count: number, factor: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, place) => (place * factor) & 0xff);

function folderWith(document: unknown, inputBytes = 600): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'index.json'), typeof document === 'string' ? document : JSON.stringify(document));
  writeFileSync(join(folder, 'in.bin.gz'), gzipSync(numbered(inputBytes, 7)));
  writeFileSync(join(folder, 'out.bin'), numbered(760, 11));
  return folder;
}

function refusal(folder: string): string {
  try {
    loadReferenceVectors(folder, graph);
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
  return 'accepted';
}

describe('vectors of another runtime', () => {
  test('are read from their offsets, tensor by tensor', () => {
    const vectors = loadReferenceVectors(folderWith(index), graph);
    expect(vectors).toHaveLength(2);
    const [first, second] = vectors;
    const at = (bytes: Uint8Array, start: number, length: number) =>
      Int8Array.from(bytes.subarray(start, start + length), (byte) => (byte > 127 ? byte - 256 : byte));
    const given = numbered(600, 7);
    expect(first!.inputs).toEqual([at(given, 0, 150), at(given, 150, 150)]);
    expect(second!.inputs).toEqual([at(given, 300, 150), at(given, 450, 150)]);
    const wanted = numbered(760, 11);
    expect(first!.reference).toEqual([at(wanted, 380, 150), at(wanted, 530, 80), at(wanted, 610, 150)]);
    expect(second!.reference).toEqual([at(wanted, 0, 150), at(wanted, 150, 80), at(wanted, 230, 150)]);
  });

  test('refuses folders that are none', () => {
    expect(refusal(emptyFolder())).toBe(
      'error B785: there is no index.json\n' +
        '  remedy: give a folder of reference vectors; docs/models.md has its form',
    );
    expect(refusal(folderWith({ ...index, files: { inputs: 'in.bin.gz' } }))).toMatch(
      /^error B785: index\.json: files\.outputs: .+\n {2}remedy: docs\/models\.md has the form of the file$/,
    );
    expect(refusal(folderWith('{ "inputs": ['))).toMatch(/^error B785: index\.json is no JSON: .+\n {2}remedy: .+$/);
    expect(refusal(folderWith({ ...index, files: { inputs: 'other.bin', outputs: 'out.bin' } }))).toBe(
      'error B785: there is no other.bin\n  remedy: keep the files beside their index.json',
    );
    expect(refusal(folderWith(index, 599))).toBe(
      'error B785: index.json names bytes 450 to 600 of 599\n  remedy: make the vectors anew',
    );
  });

  test('refuses files that are cut off', () => {
    const folder = folderWith(index);
    writeFileSync(join(folder, 'in.bin.gz'), gzipSync(numbered(600, 7)).subarray(0, 20));
    expect(refusal(folder)).toMatch(
      /^error B785: in\.bin\.gz cannot be unpacked: .+\n {2}remedy: make the vectors anew$/,
    );
  });

  test('refuses vectors of other models', () => {
    expect(refusal(folderWith({ ...index, inputs: index.inputs.slice(1) }))).toBe(
      'error B786: index.json has the input int8 [1, 3, 5, 10], but small has int8 [1, 3, 5, 10], int8 [1, 3, 5, 10]\n' +
        '  remedy: give the vectors of this model',
    );
    expect(refusal(folderWith({ ...index, stateful_sequence: true }))).toMatch(
      /^error B786: index\.json is one sequence through a network with state\n/,
    );
  });
});
