import { expect, it } from 'vitest';
import type { NetworkGraph } from '../../generators/networks/graph/types.ts';
import { carryStates, firstInputs, ownInputs, ownOutputs } from '../../sim/models/states.ts';
import { burin } from '../cli/burin.ts';
import { sharedData, sharedDataExists } from '../support/tensor-vectors.ts';

/** Its second input is the state that its first output becomes. */
const graph: NetworkGraph = {
  name: 'sum of all',
  arithmetic: 'tflm',
  tensors: [],
  inputs: [5, 6],
  outputs: [7, 8],
  operators: [],
  states: [{ input: 1, output: 0, initial: Int8Array.of(100) }],
};

it('own inputs and outputs are those that are no states', () => {
  expect(ownInputs(graph)).toEqual([0]);
  expect(ownOutputs(graph)).toEqual([1]);
  expect(firstInputs(graph, [Int8Array.of(1)])).toEqual([Int8Array.of(1), Int8Array.of(100)]);
});

it('a state goes from run to run', async () => {
  const infer = carryStates(graph, async ([own, state]) => {
    const sum = Number(own![0]) + Number(state![0]);
    return { outputs: [Int8Array.of(sum), Int8Array.of(-sum)] };
  });
  const seen: number[] = [];
  for (const own of [1, 2, 3]) seen.push(Number((await infer([Int8Array.of(own)])).outputs[1]![0]));
  expect(seen).toEqual([-101, -103, -106]);
});

it.skipIf(!sharedDataExists)('the report of a streaming network has a row for each operator', () => {
  const { stdout } = burin(['report', `${sharedData}/tflite/mww_v2_okay_nabu.tflite`]);
  const places = stdout.match(/^operator \d+ \(.*?\)/gm) ?? [];
  expect(places).toContain('operator 26 (SPLIT_V)');
  expect(new Set(places).size).toBe(places.length);
});
