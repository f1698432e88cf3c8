/*
 * Every network of the shared data on a simulated TensorTrail that is fitted to it, one vector each:
 * `node --import ./bin/strip-types.mjs bench/models-networks.ts [wasm | verilator] [clean] [arithmetic] [networks…]`.
 * With `clean` the graphs are cleaned up before; the arithmetic is `tflm` unless given. Ends with 1 where a tensor, an
 * output or a count of cycles differs.
 */
import { BurinError } from '../generators/diagnostics.ts';
import { arithmeticNames } from '../generators/networks/graph/types.ts';
import { modelsWithVectors } from '../test/support/tensor-vectors.ts';
import { formatTable, formatTime, sayProgress } from './table.ts';
import { checkNetwork, type NetworkCheck } from './tensor-networks.ts';

const words = process.argv.slice(2);
const engine = words.includes('verilator') ? 'verilator' : 'wasm';
const fold = words.includes('clean');
const arithmetic = arithmeticNames.find((name) => words.includes(name)) ?? 'tflm';
const named = words.filter((word) => !['wasm', 'verilator', 'clean', arithmetic].includes(word));

/** The whole network, or the largest part of it that the hardware can run; `undefined` where there is none. */
async function check(name: string): Promise<NetworkCheck | undefined> {
  for (const partition of [false, true]) {
    try {
      return await checkNetwork(name, { engine, fold, partition, arithmetic });
    } catch (error) {
      if (!(error instanceof BurinError) || !error.diagnostics.every(({ code }) => /^B(70[46]|760)$/.test(code)))
        throw error;
    }
  }
  return undefined;
}

const rows: string[][] = [];
for (const name of named.length > 0 ? named : modelsWithVectors()) {
  sayProgress(name);
  const result = await check(name);
  if (!result) {
    rows.push([name, 'no part runs on the hardware', ...Array<string>(5).fill('')]);
    continue;
  }
  const { deployment, verification, referenceTensors, differences, milliseconds } = result;
  const { operators } = deployment.graph;
  const part = deployment.left ? `, a part of it (operators: ${operators.length})` : '';
  const { cycles = 0, comparedValues, tensors, references } = verification;
  rows.push([
    name + part,
    `${cycles}`,
    `${tensors}`,
    `${comparedValues}`,
    `${referenceTensors}`,
    references > 0 ? 'compared' : '-',
    differences.length < 2 ? (differences[0] ?? 'none') : `${differences.length}, the first: ${differences[0]}`,
    formatTime(milliseconds.compile),
    formatTime(milliseconds.start),
    formatTime(milliseconds.run),
  ]);
  if (differences.length > 0) process.exitCode = 1;
}
const header = ['network', 'cycles', 'tensors', 'values', 'tflite-micro’s', 'outputs', 'differences'];
console.log(
  formatTable(
    `Networks on TensorTrail 8×8 under ${engine}${fold ? ', cleaned up' : ''} in ${arithmetic}, one vector each`,
    [...header, 'compile', 'elaborate, build', 'verify'],
    rows.map((row) => Array.from({ length: header.length + 3 }, (_, column) => row[column] ?? '')),
  ),
);
