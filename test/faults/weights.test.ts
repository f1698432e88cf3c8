import { beforeAll, describe, expect, test } from 'vitest';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { loadVectors } from '../../generators/networks/format/load-vectors.ts';
import type { QuantisedNetwork } from '../../generators/networks/quantised-network.ts';
import { type Deployment, deploy } from '../../sim/equivalence/deployment.ts';
import { startEngine } from '../../sim/equivalence/engines.ts';
import { type NetworkResult, networkWorkload } from '../../sim/faults/network-workload.ts';
import { performFaults } from '../../sim/faults/upset-campaign.ts';
import type { Workload } from '../../sim/faults/workload.ts';
import { argMax, prepareGolden } from '../../sim/golden/index.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { hasVerilator } from '../verilog/tools.ts';

/*
 * The judge is the golden model of a network in which weights are other numbers, which knows neither memories nor bits.
 * Where a weight lies is read off two images that the mapper makes of networks that differ in it.
 */

const loaded = loadNetwork('kws');
const original = deploy(loaded);
const inputs = loadVectors('kws')
  .map(({ input }) => input)
  .filter((_, place) => place % 6 === 1);
const random = randomNumbers(31);

/** A weight with some of its bits turned over, as two's complement of the network's weights. */
interface Change {
  readonly layer: number;
  readonly weight: number;
  readonly mask: number;
}

function changed(network: QuantisedNetwork, changes: readonly Change[]): QuantisedNetwork {
  const layers = network.layers.map((layer, number) => {
    const weights = Int8Array.from(layer.weights);
    for (const { weight, mask } of changes.filter((one) => one.layer === number)) {
      const shift = 32 - network.weightBits;
      weights[weight] = ((weights[weight]! ^ mask) << shift) >> shift;
    }
    return { ...layer, weights };
  });
  return { ...network, layers };
}

function deployed(changes: readonly Change[]): Deployment {
  return deploy({ ...loaded, network: changed(loaded.network, changes) });
}

/** The bits in which two images of the weight memory differ, as texts of faults. */
function differences(before: readonly bigint[], after: readonly bigint[]): string[] {
  expect(after.length).toBe(before.length);
  return before.flatMap((word, address) => {
    const bits = word ^ after[address]!;
    return [...bits.toString(2)].reverse().flatMap((digit, bit) => (digit === '1' ? [`wmem[${address}][${bit}]`] : []));
  });
}

const scoresOf = (network: QuantisedNetwork) => {
  const golden = prepareGolden(network);
  return inputs.map((input) => [...golden.run(input).scores]);
};

function randomChange(): Change {
  const layer = random.integer(0, loaded.network.layers.length - 1);
  const weight = random.integer(0, loaded.network.layers[layer]!.weights.length - 1);
  return { layer, weight, mask: 1 << random.integer(0, loaded.network.weightBits - 1) };
}

const single = Array.from({ length: 12 }, () => [randomChange()]);
const several = [1, 2, 3].map(() => Array.from({ length: 40 }, randomChange));

describe('flips in the weight memory', () => {
  let workload: Workload<NetworkResult>;
  beforeAll(async () => {
    workload = await networkWorkload(original, inputs);
  });

  test('without any the words are those of the golden model', () => {
    expect(workload.expected.map(({ scores }) => scores)).toEqual(scoresOf(loaded.network));
    expect(workload.cycles.every((cycles) => cycles >= original.program.cycles)).toBe(true);
  });

  test.each([...single, ...several].map((changes) => [changes.length, changes] as const))(
    'give the scores of the golden model with %i weights changed',
    async (count, changes) => {
      const { program, loaded: other } = deployed(changes);
      const faults = differences(original.program.weightWords, program.weightWords);
      expect(faults.length).toBeGreaterThan(0);
      expect(faults.length).toBeLessThanOrEqual(count);
      for (const [run, expected] of scoresOf(other.network).entries()) {
        const { outcome, result } = await performFaults(workload, run, faults);
        expect(result!.scores).toEqual(expected);
        const [before, after] = [workload.expected[run]!.scores, expected];
        const same = before.every((score, place) => score === after[place]);
        const meaning = argMax(before) === argMax(after) ? 'tolerated' : 'corrupted';
        expect(outcome).toBe(same ? 'masked' : meaning);
      }
    },
  );

  test('stuck bits are those of a network whose weights have them', async () => {
    const { network } = loaded;
    const changes = several[0]!;
    const places = changes.map(({ layer, weight, mask }) => ({ layer, weight, bit: Math.log2(mask) }));
    const stuckAtOne = places.filter(
      ({ layer, weight, bit }) => ((network.layers[layer]!.weights[weight]! >> bit) & 1) === 0,
    );
    const { program, loaded: other } = deployed(stuckAtOne.map(({ bit, ...place }) => ({ ...place, mask: 1 << bit })));
    const faults = differences(original.program.weightWords, program.weightWords).map((place) => `${place}=1`);
    for (const [run, expected] of scoresOf(other.network).entries()) {
      const { result } = await performFaults(workload, run, faults);
      expect(result!.scores).toEqual(expected);
    }
    const [set] = differences([0n], [original.program.weightWords[0]!]);
    expect((await performFaults(workload, 0, [`${set}=1`])).outcome).toBe('masked');
  });

  test('leave nothing behind for the next run', async () => {
    const everything = differences(
      original.program.weightWords,
      original.program.weightWords.map((word, address) => word ^ BigInt(address + 1)),
    );
    expect((await performFaults(workload, 0, everything)).outcome).not.toBe('masked');
    for (const run of inputs.keys())
      expect(await performFaults(workload, run, [])).toMatchObject({ outcome: 'masked' });
  });

  test.skipIf(!hasVerilator)(
    'give what Verilator gives with the changed weights loaded',
    async () => {
      const changes = several[1]!;
      const other = deployed(changes);
      const faults = differences(original.program.weightWords, other.program.weightWords);
      const engine = await startEngine('verilator', other);
      try {
        for (const run of inputs.keys()) {
          const { scores } = await engine.infer(inputs[run]!);
          const { result } = await performFaults(workload, run, faults);
          expect(result!.scores).toEqual([...scores]);
        }
      } finally {
        await engine.close();
      }
    },
    240_000,
  );
});
