import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { burin, emptyFolder } from '../../cli/burin.ts';
import { randomNumbers } from '../../support/random-numbers.ts';
import { readTensorVectors, sharedData, sharedDataExists } from '../../support/tensor-vectors.ts';
import { hasTool } from '../../support/tools.ts';
import { expectedOutputs, mapNumbers, twoInputsThreeOutputs } from '../small-models.ts';
import { runDriver } from './run-driver.ts';

/** Generates into a folder and gives the parameters and cycles of its report. */
function generated(folder: string, network: string, ...more: string[]) {
  const outcome = burin(['generate', 'tensortrail', '--network', network, '--out', 'out', '--json', ...more], {
    folder,
  });
  expect([outcome.status, outcome.stderr]).toEqual([0, '']);
  const { parameters, network: costs } = JSON.parse(outcome.stdout);
  return { out: join(folder, 'out'), parameters, cycles: costs.cycles + costs.startUpCycles };
}

describe.skipIf(!hasTool('gcc'))('the C driver on the simulated circuit', () => {
  test.each([2, 4, 8, 16])('several inputs and outputs, constants in the feature memory, N = %i', async (array) => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'small.tflite'), twoInputsThreeOutputs());
    const { out, parameters, cycles } = generated(folder, 'small.tflite', '--set', `array=${array}`);
    const random = randomNumbers(array);
    const vectors = Array.from({ length: 3 }, () =>
      [0, 1].map(() => Int8Array.from({ length: mapNumbers }, () => random.integer(-128, 127))),
    );
    const inputs = Int8Array.from(vectors.flat().flatMap((numbers) => [...numbers]));
    const run = await runDriver(out, parameters, vectors.length, inputs);
    expect(run.status).toBe(0);
    const expected = vectors.flatMap(([first, second]) => expectedOutputs(first!, second!));
    expect([...run.outputs]).toEqual(expected.flatMap((numbers) => [...numbers]));
    expect(run.cycles).toEqual([cycles, cycles, cycles]);
  });

  test('refuses another accelerator', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'small.tflite'), twoInputsThreeOutputs());
    const { out, parameters } = generated(folder, 'small.tflite', '--set', 'array=4');
    const run = await runDriver(out, { ...parameters, accumulatorBits: 24 }, 0, new Int8Array());
    expect(run.status).toBe(4);
  });

  test.skipIf(!sharedDataExists)('the autoencoder of MLPerf Tiny as tflite-micro computes it', async () => {
    const { inputs, outputs } = readTensorVectors('mlperf_ad_ae');
    const { out, parameters } = generated(emptyFolder(), `${sharedData}/tflite/mlperf_ad_ae.tflite`);
    const given = inputs.slice(0, 2).map(([numbers]) => numbers as Int8Array);
    const run = await runDriver(out, parameters, 2, Int8Array.from(given.flatMap((numbers) => [...numbers])));
    expect(run.status).toBe(0);
    expect([...run.outputs]).toEqual(outputs.slice(0, 2).flatMap(([numbers]) => Array.from(numbers as Int8Array)));
  });

  test.skipIf(!sharedDataExists)('keyword spotting up to what is left to the host', async () => {
    const { inputs, intermediates, intermediateBytes } = readTensorVectors('mlperf_kws_dscnn');
    const { out, parameters, cycles } = generated(emptyFolder(), `${sharedData}/tflite/mlperf_kws_dscnn.tflite`);
    expect(readFileSync(join(out, 'tensortrail.h'), 'utf8')).toContain(' *   afterwards: operator 12 (SOFTMAX)\n');
    const run = await runDriver(out, parameters, 1, inputs[0]![0] as Int8Array);
    expect([run.status, run.cycles]).toEqual([0, [cycles]]);
    const logits = intermediates.find(({ op }) => op === 'FULLY_CONNECTED')!;
    expect([...run.outputs]).toEqual([...new Int8Array(intermediateBytes(logits))]);
  });
});
