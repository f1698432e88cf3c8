import { describe, expect, it } from 'vitest';
import type { TensorTrailParameters } from '../../generators/accelerators/tensortrail/parameters.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { openDesign, simulatedMachine } from '../../sim/host/tensortrail-machine.ts';
import { acceleratedModelEngine } from '../../sim/models/accelerated-model-engine.ts';
import { deployModel } from '../../sim/models/model-deployment.ts';
import { elaborateTensorTrail, startMachine } from '../../sim/models/simulated-machine.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { bytesOf, sharedDataExists } from '../support/tensor-vectors.ts';
import { readReferenceNetwork, referenceTensors } from '../tensor-mapping/reference-networks.ts';

interface Case {
  readonly name: string;
  readonly set: Partial<TensorTrailParameters>;
  /** Tensors that must at least be compared. */
  readonly tensors: number;
  /** Runs whose outputs are compared, one behind the other. */
  readonly runs: number;
}

/** A weight word has 64 bytes; the rings hold one or two of the largest output blocks. */
const cases: readonly Case[] = [
  { name: 'mlperf_ad_ae', set: { weightDepth: 128 }, tensors: 10, runs: 2 },
  { name: 'mlperf_ad_ae', set: { weightDepth: 256, weightStreamBits: 512 }, tensors: 10, runs: 1 },
  { name: 'mlperf_kws_dscnn', set: { weightDepth: 16, weightStreamBits: 32 }, tensors: 12, runs: 2 },
  { name: 'mlperf_vww_mbv1', set: { weightDepth: 64 }, tensors: 30, runs: 1 },
];

describe.skipIf(!sharedDataExists)('networks whose weights are streamed into the circuit', () => {
  it.each(cases)('$name: tensors and outputs of tflite-micro, $set', async ({ name, set, tensors, runs }) => {
    const reference = readReferenceNetwork(name);
    const { graph, vectors } = reference;
    const deployment = deployModel(graph, { set: { weightStream: true, ...set }, fold: false });
    const { program } = deployment;
    expect(program.weights.length).toBeGreaterThan(64 * program.parameters.weightDepth);
    const engine = acceleratedModelEngine(deployment, await startMachine('wasm', program));

    const observed = await engine.infer(vectors.inputs[0]!, { observe: true });
    const known = referenceTensors(reference);
    const compared = (observed.tensors ?? []).flatMap((data, tensor) => {
      const expected = known.get(tensor);
      if (!data || !expected || graph.inputs.includes(tensor)) return [];
      return [{ tensor: graph.tensors[tensor]!.name, same: Buffer.compare(bytesOf(data), bytesOf(expected)) === 0 }];
    });
    expect(compared.filter(({ same }) => !same)).toEqual([]);
    expect(compared.length).toBeGreaterThanOrEqual(tensors);
    expect(observed.cycles).toBe(program.cycles);

    for (let vector = 0; vector < runs; vector++) {
      const { outputs, cycles } = await engine.infer(vectors.inputs[vector]!);
      expect(outputs).toEqual(vectors.outputs[vector]);
      expect(cycles).toBe(program.cycles);
    }
    await engine.close();
  });

  it('the same outputs from a source with random gaps', async () => {
    const { graph, vectors } = readReferenceNetwork('mlperf_kws_dscnn');
    const deployment = deployModel(graph, { set: { weightStream: true, weightDepth: 16 }, fold: false });
    const { program } = deployment;
    const random = randomNumbers(5);
    const design = openDesign(createSimulator(elaborateTensorTrail(program.parameters)));
    const machine = simulatedMachine('gaps', design, program, () => random.chance(0.05));
    const { outputs, cycles } = await acceleratedModelEngine(deployment, machine).infer(vectors.inputs[1]!);
    expect(outputs).toEqual(vectors.outputs[1]);
    // 3 136 words of the port, each about 20 cycles behind the one before.
    expect(cycles).toBeGreaterThan(program.cycles + 5000);
  });
});
