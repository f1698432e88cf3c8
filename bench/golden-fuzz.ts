/*
 * Random one- and two-operator networks against another runtime:
 * `node --import ./bin/strip-types.mjs bench/golden-fuzz.ts [networks] [first seed] [tflm | litert-ref | xnnpack] [unsigned | bilinear]`.
 * With `unsigned` they are networks of uint8 numbers, which LiteRT alone takes; with `bilinear` all resizing is bilinear.
 * Needs what `bench/peers/install.ts tflite` installs. Ends with 1 where a result differs.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArithmeticName } from '../generators/networks/graph/types.ts';
import { importTensorFlowLite } from '../generators/networks/import/tflite/import.ts';
import { runGraph } from '../sim/golden/graph/index.ts';
import { type NetworkVariant, variantOf } from '../test/support/network-variants.ts';
import { randomTensorNetwork } from '../test/support/random-tensor-network.ts';
import { bytesOf } from '../test/support/tensor-vectors.ts';
import { writeTensorFlowLite } from '../test/support/tflite-writer.ts';
import { howToInstallRuntimes, runtimesAreInstalled, runWithRuntimes } from './golden-peers/tensor-runtimes.ts';
import { sayProgress } from './table.ts';

const [networks = 1000, firstSeed = 1] = process.argv.slice(2, 4).map(Number);
const runtime = (process.argv[4] ?? 'tflm') as ArithmeticName;
const variant = (process.argv[5] ?? 'int8') as NetworkVariant;
/** Networks for one process of the other runtime. */
const batch = 100;

interface Tally {
  equal: number;
  refused: number;
  readonly ours: string[];
  readonly different: string[];
}

/** Files of one network in the folder. */
function place(folder: string, seed: number) {
  return {
    model: join(folder, `${seed}.tflite`),
    inputs: join(folder, `${seed}.in`),
    outputs: join(folder, `${seed}.out`),
  };
}

function compareBatch(folder: string, seeds: readonly number[], tally: Map<string, Tally>): void {
  const drawn = seeds.map((seed) => {
    const network = variantOf(randomTensorNetwork(seed), variant, seed);
    const file = writeTensorFlowLite(network.model);
    const files = place(folder, seed);
    writeFileSync(files.model, file);
    writeFileSync(files.inputs, Buffer.concat(network.inputs.map(bytesOf)));
    return { seed, network, file, files };
  });
  const request = drawn.map(
    ({ files, network }) => `${runtime} ${files.model} ${network.inputs.length} ${files.inputs} ${files.outputs}\n`,
  );
  const answers = runWithRuntimes('reference.py', [], request.join('')).trim().split('\n').slice(-seeds.length);
  drawn.forEach(({ seed, network, file, files }, index) => {
    const name = network.model.operators.map((operator) => operator.name).join(' ');
    let entry = tally.get(name);
    if (!entry) {
      entry = { equal: 0, refused: 0, ours: [], different: [] };
      tally.set(name, entry);
    }
    if (answers[index] !== 'done' || !existsSync(files.outputs)) {
      entry.refused++;
      return;
    }
    const graph = importTensorFlowLite(file, `seed ${seed}`);
    const unsupported = graph.operators.find(({ kind }) => kind === 'unsupported');
    if (unsupported) {
      entry.ours.push(`${seed}`);
      return;
    }
    const expected = readFileSync(files.outputs);
    const same = (['fast', 'specification'] as const).every((kernels) => {
      const { outputs } = runGraph(graph, network.inputs, { arithmetic: runtime, kernels });
      return Buffer.compare(Buffer.concat(outputs.map(bytesOf)), expected) === 0;
    });
    if (same) entry.equal++;
    else entry.different.push(`${seed}`);
  });
}

if (!runtimesAreInstalled()) {
  process.stderr.write(`the other runtimes are not installed: ${howToInstallRuntimes}\n`);
  process.exitCode = 2;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'burin-golden-fuzz-'));
  const tally = new Map<string, Tally>();
  try {
    for (let first = firstSeed; first < firstSeed + networks; first += batch) {
      sayProgress(`networks from ${first} on`);
      const count = Math.min(batch, firstSeed + networks - first);
      compareBatch(
        folder,
        Array.from({ length: count }, (_, index) => first + index),
        tally,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const all = [...tally.entries()];
  const sum = (count: (entry: Tally) => number) => all.reduce((total, [, entry]) => total + count(entry), 0);
  for (const [name, { different, ours }] of all) {
    if (different.length > 0) console.log(`${name}: different with seeds ${different.join(', ')}`);
    if (ours.length > 0) console.log(`${name}: not supported here with seeds ${ours.join(', ')}`);
  }
  const different = sum((entry) => entry.different.length);
  console.log(
    `${networks} networks of ${all.length} kinds against ${runtime}: ${sum(({ equal }) => equal)} equal, ` +
      `${different} different, ${sum(({ refused }) => refused)} that the runtime refuses, ` +
      `${sum(({ ours }) => ours.length)} that are not supported here`,
  );
  if (different > 0) process.exitCode = 1;
}
