/*
 * Random networks on a simulated TensorTrail against the golden model:
 * `node --import ./bin/strip-types.mjs bench/models-fuzz.ts [networks] [first seed] [side of the array] [most operators]
 * [unsigned | bilinear] [--arithmetic name]`;
 * 1 000 of one and two operators from seed 1 on at 8 unless said otherwise. Ends with 1 where a tensor, an output or a
 * count of cycles differs. The same seeds against tflite-micro: `golden-fuzz.ts`.
 */
import { parseArgs } from 'node:util';
import { arithmeticNames } from '../generators/networks/graph/types.ts';
import type { NetworkVariant } from '../test/support/network-variants.ts';
import { sayProgress } from './table.ts';
import { fuzzTensorTrail } from './tensor-fuzz.ts';

const { values, positionals } = parseArgs({
  options: { arithmetic: { type: 'string', default: 'tflm' } },
  allowPositionals: true,
});
const arithmetic = arithmeticNames.find((name) => name === values.arithmetic);
if (!arithmetic) throw new Error(`--arithmetic is ${values.arithmetic}: choose one of ${arithmeticNames.join(', ')}`);
const [networks = 1000, firstSeed = 1, array = 8, mostOperators = 2] = positionals.slice(0, 4).map(Number);
const variant = (positionals[4] ?? 'int8') as NetworkVariant;

const start = performance.now();
const result = await fuzzTensorTrail({
  array,
  arithmetic,
  networks,
  firstSeed,
  mostOperators,
  variant,
  onProgress: (run) => run % 100 === 0 && sayProgress(`${run} networks`),
});
const seconds = ((performance.now() - start) / 1000).toFixed(0);
const list = (tally: ReadonlyMap<string, number>): string =>
  [...tally]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `  ${`${count}`.padStart(5)} ${name}\n`)
    .join('');

for (const line of result.different) console.log(line);
console.log(
  `${arithmetic}: ${result.run} networks of at most ${mostOperators} operators on ${array}×${array}, seeds ${firstSeed} to ${result.nextSeed - 1}: ` +
    `${result.different.length} different; ${result.comparedValues} values, ${result.cycles} cycles, ${seconds} s`,
);
console.log(`operators on the circuit:\n${list(result.kinds)}not run:\n${list(result.refused)}`);
if (result.different.length > 0) process.exitCode = 1;
