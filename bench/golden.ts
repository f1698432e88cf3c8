import { loadNetwork } from '../generators/networks/format/load-network.ts';
import { loadVectors } from '../generators/networks/format/load-vectors.ts';
import type { QuantisedNetwork } from '../generators/networks/quantised-network.ts';
import { prepareGolden, runReference } from '../sim/golden/index.ts';
import { digits, formatRatio, formatTable, formatTime } from './table.ts';

/** The sums of products alone, in three plain loops over nested arrays: what one writes first. */
function naiveSums(weights: readonly number[][][][], network: QuantisedNetwork, maps: Map<string, number[][]>): number {
  let checksum = 0;
  network.layers.forEach(({ input, outputLength, stride, padding }, place) => {
    const source = maps.get(input)!;
    for (const row of weights[place]!) {
      for (let position = 0; position < outputLength; position++) {
        let sum = 0;
        row.forEach((taps, channel) => {
          taps.forEach((weight, tap) => {
            sum += weight * (source[channel]![position * stride + tap - padding] ?? 0);
          });
        });
        checksum = (checksum + sum) | 0;
      }
    }
  });
  return checksum;
}

function bestMilliseconds(rounds: number, runsPerRound: number, run: () => void): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    for (let place = 0; place < runsPerRound; place++) run();
    best = Math.min(best, (performance.now() - start) / runsPerRound);
  }
  return best;
}

/**
 * Speed of the golden model against plain loops: inferences of the shipped keyword network, padding counted. The times
 * are the best of several rounds, so that other work on the machine does not count.
 */
export function measureGolden(): string {
  const { network } = loadNetwork('kws');
  const input = loadVectors('kws')[4]!.input;
  const products = network.layers.reduce((sum, layer) => sum + layer.weights.length * layer.outputLength, 0);

  const rows = (values: Int8Array, length: number): number[][] =>
    Array.from({ length: values.length / length }, (_, row) => [...values.subarray(row * length, (row + 1) * length)]);
  const golden = prepareGolden(network);
  const maps = new Map([['input', rows(input, network.input.length)]]);
  for (const { name, result, length } of golden.run(input).layers) maps.set(name, rows(result, length));
  const weights = network.layers.map((layer) =>
    Array.from({ length: layer.outputChannels }, (_, output) => {
      const size = layer.inputChannels * layer.kernel;
      return rows(layer.weights.subarray(output * size, (output + 1) * size), layer.kernel);
    }),
  );

  const times = {
    'golden model': bestMilliseconds(20, 20, () => golden.run(input)),
    specification: bestMilliseconds(5, 4, () => runReference(network, input)),
    'naive loops': bestMilliseconds(5, 4, () => naiveSums(weights, network, maps)),
  };
  return formatTable(
    `Golden model, ${network.name} (${products} products an inference)`,
    ['model', 'an inference', 'products/s', 'of the naive loops'],
    Object.entries(times).map(([name, milliseconds]) => [
      name,
      formatTime(milliseconds),
      `${digits(products / milliseconds / 1000)} M`,
      formatRatio(times['naive loops'] / milliseconds),
    ]),
  );
}
