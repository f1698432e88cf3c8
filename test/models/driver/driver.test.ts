import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TensorTrailParameters } from '../../../generators/accelerators/tensortrail/parameters.ts';
import { importModel } from '../../../generators/networks/import/load-model.ts';
import { tensorTrailDriver } from '../../../generators/output/tensortrail-driver.ts';
import { deployModel } from '../../../sim/models/model-deployment.ts';
import { burin, emptyFolder } from '../../cli/burin.ts';
import { randomNumbers } from '../../support/random-numbers.ts';
import { readTensorVectors, sharedData, sharedDataExists } from '../../support/tensor-vectors.ts';
import { hasTool } from '../../support/tools.ts';
import { endingInArgumentMaximum, firstOfLargest } from '../argument-maximum.ts';
import { expectedOutputs, mapNumbers, twoInputsThreeOutputs, zeroPoint } from '../small-models.ts';
import { runDriver } from './run-driver.ts';

/** A driver alone, as `burin generate` writes it. */
function driverOf(bytes: Uint8Array, set: Partial<TensorTrailParameters> = {}) {
  const folder = emptyFolder();
  const { graph, program } = deployModel(importModel(bytes, 'small'), { set });
  for (const [name, text] of tensorTrailDriver(graph, program)) writeFileSync(join(folder, name), text);
  return { folder, program };
}

const joined = (tensors: readonly ArrayLike<number>[]): number[] => tensors.flatMap((numbers) => Array.from(numbers));

describe.skipIf(!hasTool('gcc'))('the C driver on the simulated circuit', () => {
  test.each([2, 8, 16])('several inputs and outputs, constants in the feature memory, N = %i', async (array) => {
    const { folder, program } = driverOf(twoInputsThreeOutputs(), { array });
    expect(program.constants).toHaveLength(1);
    const header = readFileSync(join(folder, 'tensortrail.h'), 'utf8');
    for (const tensor of ['INPUT_1', 'OUTPUT_2']) {
      expect(header).toContain(
        `#define TENSORTRAIL_${tensor}_SCALE 0.500000000f\n#define TENSORTRAIL_${tensor}_ZERO_POINT (${zeroPoint})\n`,
      );
    }
    const random = randomNumbers(array);
    const vectors = Array.from({ length: 3 }, () =>
      [0, 1].map(() => Int8Array.from({ length: mapNumbers }, () => random.integer(-128, 127))),
    );
    const run = await runDriver(folder, program.parameters, vectors.length, Int8Array.from(joined(vectors.flat())));
    expect(run.status).toBe(0);
    expect([...run.outputs]).toEqual(joined(vectors.flatMap(([first, second]) => expectedOutputs(first!, second!))));
    expect(run.cycles).toEqual([program.cycles, program.cycles, program.cycles]);
  });

  test('refuses another accelerator', async () => {
    const { folder, program } = driverOf(twoInputsThreeOutputs(), { array: 2 });
    const { status } = await runDriver(folder, { ...program.parameters, accumulatorBits: 24 }, 0, new Int8Array());
    expect(status).toBe(4);
    const streaming = { ...program.parameters, weightDepth: 64, weightStream: true, weightStreamBits: 32 };
    expect((await runDriver(folder, streaming, 0, new Int8Array())).status).toBe(4);
  });

  test.skipIf(!sharedDataExists)('the autoencoder of MLPerf Tiny as tflite-micro computes it', async () => {
    const { inputs, outputs, modelFile } = readTensorVectors('mlperf_ad_ae');
    const { folder, program } = driverOf(modelFile);
    const given = Int8Array.from(joined(inputs.slice(0, 2).map(([numbers]) => numbers as Int8Array)));
    const run = await runDriver(folder, program.parameters, 2, given);
    expect(run.status).toBe(0);
    expect([...run.outputs]).toEqual(joined(outputs.slice(0, 2).map(([numbers]) => numbers as Int8Array)));
  });

  test.skipIf(!sharedDataExists)('states go from run to run, and the network’s own tensors come first', async () => {
    const { inputs, outputs, modelFile } = readTensorVectors('mww_v2_okay_nabu');
    const { folder, program } = driverOf(modelFile);
    const header = readFileSync(join(folder, 'tensortrail.h'), 'utf8');
    expect(header).toContain(
      '/* model/tf.expand_dims/ExpandDims1, int8 [1, 3, 1, 40] */\n#define TENSORTRAIL_INPUT_0_NUMBERS 120\n',
    );
    expect(header).toContain('#define TENSORTRAIL_STATES 6\n');
    const count = 12;
    const given = Int8Array.from(joined(inputs.slice(0, count).map(([numbers]) => numbers as Int8Array)));
    const run = await runDriver(folder, program.parameters, count, given);
    expect(run.status).toBe(0);
    // The host turns the score into uint8.
    const scores = [...run.outputs].map((score) => score + 128);
    expect(scores).toEqual(joined(outputs.slice(0, count).map(([numbers]) => numbers as Uint8Array)));
    expect(new Set(scores).size).toBeGreaterThan(1);
  });

  test.skipIf(!sharedDataExists)('an ARG_MAX is read from its register, and there are no other outputs', async () => {
    const { inputs, outputs, modelFile } = readTensorVectors('mlperf_ad_ae');
    const folder = emptyFolder();
    const graph = endingInArgumentMaximum(importModel(modelFile, 'largest'));
    const { image, program } = deployModel(graph);
    for (const [name, text] of tensorTrailDriver(image, program)) writeFileSync(join(folder, name), text);
    const given = Int8Array.from(joined(inputs.slice(0, 3).map(([numbers]) => numbers as Int8Array)));
    const run = await runDriver(folder, program.parameters, 3, given);
    expect(run.status).toBe(0);
    const expected = outputs.slice(0, 3).map(([numbers]) => firstOfLargest(numbers as Int8Array));
    expect([...new Uint32Array(Uint8Array.from(run.outputs).buffer)]).toEqual(expected);
  });

  test.skipIf(!sharedDataExists)('streams the weights of the autoencoder through a ring of 128 words', async () => {
    const { inputs, outputs, modelFile } = readTensorVectors('mlperf_ad_ae');
    const { folder, program } = driverOf(modelFile, { weightStream: true, weightDepth: 128 });
    const given = Int8Array.from(joined(inputs.slice(0, 2).map(([numbers]) => numbers as Int8Array)));
    const run = await runDriver(folder, program.parameters, 2, given);
    expect(run.status).toBe(0);
    expect([...run.outputs]).toEqual(joined(outputs.slice(0, 2).map(([numbers]) => numbers as Int8Array)));
    expect(run.cycles).toEqual([program.cycles, program.cycles]);
  });

  test.skipIf(!sharedDataExists)('keyword spotting, as burin generate writes it, up to the host', async () => {
    const { inputs, intermediates, intermediateBytes } = readTensorVectors('mlperf_kws_dscnn');
    const folder = emptyFolder();
    const model = `${sharedData}/tflite/mlperf_kws_dscnn.tflite`;
    const outcome = burin(['generate', 'tensortrail', '--network', model, '--out', 'out', '--json'], { folder });
    expect([outcome.status, outcome.stderr]).toEqual([0, '']);
    const out = join(folder, 'out');
    const { parameters, network } = JSON.parse(outcome.stdout);
    expect(readFileSync(join(out, 'tensortrail.h'), 'utf8')).toContain(' *   afterwards: operator 12 (SOFTMAX)\n');
    const run = await runDriver(out, parameters, 1, inputs[0]![0] as Int8Array);
    expect([run.status, run.cycles]).toEqual([0, [network.cycles + network.startUpCycles]]);
    const logits = intermediates.find(({ op }) => op === 'FULLY_CONNECTED')!;
    expect([...run.outputs]).toEqual([...new Int8Array(Uint8Array.from(intermediateBytes(logits)).buffer)]);
  });
});
