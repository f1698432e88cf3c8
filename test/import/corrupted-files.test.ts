import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BurinError } from '../../generators/diagnostics.ts';
import { describeGraph } from '../../generators/networks/graph/describe-graph.ts';
import { partition } from '../../generators/networks/graph/partition.ts';
import { cleanGraph } from '../../generators/networks/graph/passes/index.ts';
import { isSupported } from '../../generators/networks/graph/support.ts';
import { importModel } from '../../generators/networks/import/load-model.ts';
import { type RandomNumbers, randomNumbers } from '../support/random-numbers.ts';
import { sharedData, sharedDataExists } from '../support/tensor-vectors.ts';

const files = ['tflite', 'onnx_int8', 'qonnx'].flatMap((folder) =>
  sharedDataExists ? readdirSync(`${sharedData}/${folder}`).map((file) => `${folder}/${file}`) : [],
);
const damagedFiles = 2000;
const seed = 20;

/** Bits flipped, most of them where the structure lies (small values, offsets), bytes cut off, blocks moved. */
function damage(bytes: Uint8Array, random: RandomNumbers): Uint8Array {
  const kind = random.integer(0, 9);
  if (kind === 0) return bytes.slice(0, random.integer(0, bytes.length - 1));
  const damaged = Uint8Array.from(bytes);
  if (kind === 1) {
    const length = random.integer(1, 64);
    const [from, to] = [random.integer(0, bytes.length - length), random.integer(0, bytes.length - length)];
    damaged.copyWithin(to, from, from + length);
    return damaged;
  }
  for (let flips = random.integer(1, 6); flips > 0; flips--) {
    const near = random.chance(0.7) ? Math.min(bytes.length, 6000) : bytes.length;
    const position = random.chance(0.5) ? random.integer(0, near - 1) : bytes.length - random.integer(1, near);
    damaged[position] = damaged[position]! ^ (1 << random.integer(0, 7));
  }
  return damaged;
}

describe.skipIf(!sharedDataExists)('damaged model files', () => {
  it(`${damagedFiles} of them: a graph, or one error with a remedy, within bounds`, () => {
    const random = randomNumbers(seed);
    const originals = files.map((file) => readFileSync(`${sharedData}/${file}`));
    const outcomes = { graph: 0, error: 0 };
    let slowest = 0;
    for (let round = 0; round < damagedFiles; round++) {
      const original = originals[round % originals.length]!;
      const start = performance.now();
      try {
        const graph = importModel(damage(original, random), 'model');
        describeGraph(graph);
        // What a graph promises holds for those of damaged files too.
        if (graph.operators.some(isSupported)) partition(graph);
        if (round % 8 === 0) cleanGraph(graph);
        outcomes.graph++;
      } catch (error) {
        if (!(error instanceof BurinError))
          throw new Error(`${files[round % files.length]}, round ${round}`, { cause: error });
        expect(error.diagnostics).toHaveLength(1);
        expect(error.diagnostics[0]!.remedy.length).toBeGreaterThan(10);
        expect(error.message.length).toBeLessThan(600);
        outcomes.error++;
      }
      slowest = Math.max(slowest, performance.now() - start);
    }
    // Both happen, and often: else the damage is too mild or too rough to tell anything.
    expect(outcomes.graph).toBeGreaterThan(damagedFiles / 10);
    expect(outcomes.error).toBeGreaterThan(damagedFiles / 10);
    expect(slowest).toBeLessThan(5000);
    expect(process.memoryUsage().rss).toBeLessThan(1e9);
  });
});
