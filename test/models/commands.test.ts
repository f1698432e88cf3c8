import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadModel } from '../../generators/networks/import/load-model.ts';
import { acceleratedModelEngine } from '../../sim/models/accelerated-model-engine.ts';
import { deployModel } from '../../sim/models/model-deployment.ts';
import { loadReferenceVectors } from '../../sim/models/model-vectors.ts';
import { startMachine } from '../../sim/models/simulated-machine.ts';
import { verifyModel } from '../../sim/models/verify-model.ts';
import { burin, emptyFolder } from '../cli/burin.ts';
import { readTensorVectors, sharedData, sharedDataExists } from '../support/tensor-vectors.ts';
import { hasTool } from '../support/tools.ts';
import { realInput, unsupportedFirst, zeroPoint } from './small-models.ts';

const modelFile = (name: string): string => `${sharedData}/tflite/${name}.tflite`;
const vectorFolder = (name: string): string => `${sharedData}/vectors/${name}`;

describe.skipIf(!sharedDataExists)('the networks of MLPerf Tiny on the simulated circuit', () => {
  const networks: readonly (readonly [name: string, vectors: number])[] = [
    ['mlperf_ad_ae', 3],
    ['mlperf_kws_dscnn', 2],
    ['mlperf_sww_1dconv', 2],
    ['mlperf_ic_resnet8', 1],
    ['mlperf_vww_mbv1', 1],
  ];
  test.each(networks)(
    '%s: every tensor as the model, outputs as tflite-micro',
    async (name, count) => {
      const deployment = deployModel(loadModel(modelFile(name)));
      const vectors = loadReferenceVectors(vectorFolder(name), deployment.graph).slice(0, count);
      const engine = acceleratedModelEngine(deployment, await startMachine('wasm', deployment.program));
      const { firstMismatch, mismatches, references, cycles } = await verifyModel(deployment, engine, vectors);
      expect({ firstMismatch, mismatches }).toEqual({ firstMismatch: undefined, mismatches: 0 });
      expect(references).toBe(count);
      expect(cycles).toBe(deployment.program.cycles);
    },
    120_000,
  );
});

describe.skipIf(!sharedDataExists)('the commands', () => {
  test('run: outputs as tflite-micro, of as many inputs as are given', () => {
    const folder = emptyFolder();
    const { inputs, outputs } = readTensorVectors('mlperf_sww_1dconv');
    const files = [0, 1].map((vector) => `${vector}.bin`);
    for (const [vector, file] of files.entries()) writeFileSync(join(folder, file), inputs[vector]![0] as Int8Array);
    const { status, stdout, stderr } = burin(['run', modelFile('mlperf_sww_1dconv'), ...files, '--json'], { folder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const results = JSON.parse(stdout);
    expect(results.map((one: { outputs: { values: number[] }[] }) => one.outputs[0]!.values)).toEqual(
      outputs.slice(0, 2).map(([numbers]) => Array.from(numbers as Int8Array)),
    );
    expect(results.map(({ input, engine }: { input: string; engine: string }) => [input, engine])).toEqual(
      files.map((file) => [file, 'wasm']),
    );
    expect(results[0].cycles).toBe(results[1].cycles);
  });

  test('verify: all vectors of a folder, and random ones', () => {
    const parameters = ['verify', modelFile('mlperf_ad_ae'), '--reference', vectorFolder('mlperf_ad_ae')];
    const { status, stdout, stderr } = burin([...parameters, '--vectors', '2', '--json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { inputs } = readTensorVectors('mlperf_ad_ae');
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ vectors: inputs.length + 2, references: inputs.length, mismatches: 0 });
    expect(result.cycles).toBe(result.cyclesExpected);
  });

  test('verify: a reference that is wrong is a mismatch, with its place and exit code 1', () => {
    const folder = emptyFolder();
    const { inputs, outputs } = readTensorVectors('mlperf_kws_dscnn');
    const wrong = Int8Array.from(outputs[0]![0] as Int8Array);
    wrong[3]!++;
    const index = {
      inputs: [{ dtype: 'int8', shape: [1, 49, 10, 1] }],
      outputs: [{ dtype: 'int8', shape: [1, 12] }],
      files: { inputs: 'in', outputs: 'out' },
      vectors: [{ in_offset: 0, out_offset: 0 }],
    };
    writeFileSync(join(folder, 'index.json'), JSON.stringify(index));
    writeFileSync(join(folder, 'in'), inputs[0]![0] as Int8Array);
    writeFileSync(join(folder, 'out'), wrong);
    const model = modelFile('mlperf_kws_dscnn');
    const { status, stdout, stderr } = burin(['verify', model, '--reference', folder, '--vectors', '0', '--json']);
    expect([status, stderr]).toEqual([
      1,
      `mismatch: vector 0, Identity [0, 3]: expected ${wrong[3]} (reference), got ${wrong[3]! - 1}\n`,
    ]);
    expect(JSON.parse(stdout).mismatches).toBe(1);
  });

  test.skipIf(!hasTool('verilator'))(
    'verify --engine verilator: the printed design',
    () => {
      const model = modelFile('mlperf_sww_1dconv');
      const reference = ['--reference', vectorFolder('mlperf_sww_1dconv')];
      const { status, stdout, stderr } = burin([
        'verify',
        model,
        '--engine',
        'verilator',
        ...reference,
        '--vectors',
        '0',
        '--json',
      ]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const result = JSON.parse(stdout);
      expect(result.mismatches).toBe(0);
      expect(result.references).toBeGreaterThan(0);
      expect(result.cycles).toBe(result.cyclesExpected);
    },
    300_000,
  );

  test('report: multiplications by layer, as the layers have them', () => {
    const { status, stdout } = burin(['report', modelFile('mlperf_ad_ae'), '--json']);
    expect(status).toBe(0);
    const { layers, multiplications, cycles } = JSON.parse(stdout);
    const widths = [640, 128, 128, 128, 128, 8, 128, 128, 128, 128, 640];
    const products = widths.slice(1).map((width, layer) => width * widths[layer]!);
    expect(layers.map((layer: { multiplications: number }) => layer.multiplications)).toEqual(products);
    expect(multiplications).toBe(products.reduce((sum, product) => sum + product, 0));
    expect(cycles).toBeLessThanOrEqual(4700);
  });

  test('a part of a network whose first operator is not supported', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'states.bin'), new Int8Array(28 * 20).fill(3));
    const parameters = ['run', modelFile('tflm_mnist_lstm_int8'), 'states.bin', '--partition', '--json'];
    const { status, stdout, stderr } = burin(parameters, { folder });
    expect(status).toBe(0);
    expect(stderr).toBe(
      'note: only a part of tflm_mnist_lstm_int8 runs, from "tfl.unidirectional_sequence_lstm" (int8 [1, 28, 20]) to ' +
        '"model/sequential/output/MatMul;model/sequential/output/BiasAdd" (int8 [1, 10])\n' +
        'note: operator 0 (UNIDIRECTIONAL_SEQUENCE_LSTM) before it is left to the host\n' +
        'note: operator 3 (SOFTMAX) behind it is left to the host\n',
    );
    expect(JSON.parse(stdout)[0].outputs[0].shape).toEqual([1, 10]);
  });
});

describe('small models', () => {
  test.each(['wasm', 'golden'])('real numbers are quantised on the way in, %s', (engine) => {
    const folder = emptyFolder();
    // Rounded to steps of 0.5, half away from zero, from the zero point; then the largest of each window.
    const numbers = Float32Array.from({ length: 32 }, (_, place) => ((place * 7) % 32) / 8 - 2);
    writeFileSync(join(folder, 'real.tflite'), realInput());
    writeFileSync(join(folder, 'numbers.f32'), numbers);
    const stored = Array.from(numbers, (number) => Math.sign(number) * Math.round(Math.abs(number) * 2) + zeroPoint);
    const expected = [0, 1].flatMap((row) =>
      [0, 1].flatMap((column) =>
        [0, 1].map((channel) => {
          const first = 16 * row + 4 * column + channel;
          return Math.max(...[0, 2, 8, 10].map((step) => stored[first + step]!));
        }),
      ),
    );
    const { status, stdout, stderr } = burin(['run', 'real.tflite', 'numbers.f32', '--engine', engine, '--json'], {
      folder,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)[0].outputs[0].values).toEqual(expected);
  });

  test('--partition: what is left out is told, in the driver too', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'sine.tflite'), unsupportedFirst());
    writeFileSync(join(folder, 'eight.json'), '[1, -2, 3, -4, 127, -128, 0, -1]');
    const notes =
      'note: only a part of sine runs, from "tensor 1" (int8 [1, 8]) to "tensor 2" (int8 [1, 8])\n' +
      'note: operator 0 (SIN) before it is left to the host\n';
    const run = burin(['run', 'sine.tflite', 'eight.json', '--partition', '--json'], { folder });
    expect([run.status, run.stderr]).toEqual([0, notes]);
    expect(JSON.parse(run.stdout)[0].outputs[0].values).toEqual([1, 0, 3, 0, 127, 0, 0, 0]);
    const parameters = ['generate', 'tensortrail', '--network', 'sine.tflite', '--partition', '--out', 'out'];
    const generated = burin(parameters, { folder });
    expect([generated.status, generated.stderr]).toEqual([0, notes]);
    expect(generated.stdout).toMatch(
      /^out: \d+ modules, .* images of sine, a driver \(tensortrail\.h, tensortrail\.c\)/,
    );
  });
});
