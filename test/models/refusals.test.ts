import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { burin, emptyFolder, filesBelow } from '../cli/burin.ts';
import { mapNumbers, twoInputsThreeOutputs, unsupportedFirst } from './small-models.ts';

/** Every command with a model file, so that each refusal is seen where it matters. */
let folder: string;

beforeEach(() => {
  folder = emptyFolder();
  const model = twoInputsThreeOutputs();
  writeFileSync(join(folder, 'two.tflite'), model);
  writeFileSync(join(folder, 'cut.tflite'), model.subarray(0, 700));
  writeFileSync(join(folder, 'sine.tflite'), unsupportedFirst());
  writeFileSync(join(folder, 'map.bin'), new Int8Array(mapNumbers));
  writeFileSync(join(folder, 'short.bin'), new Int8Array(mapNumbers - 1));
});

/** Exit code 1, one error that begins so, nothing on standard output, and no file more than before. */
function expectRefusal(parameters: readonly string[], error: string): void {
  const before = filesBelow(folder);
  const { status, stdout, stderr } = burin(parameters, { folder });
  expect(stderr).toBe(`${error}\n`);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(filesBelow(folder)).toEqual(before);
}

describe('one clear error, and nothing written', () => {
  const modelRemedy = 'give a TensorFlow Lite (.tflite) or ONNX (.onnx) file; docs/models.md lists what Burin reads';

  test('a missing file', () => {
    const error = `error B700: there is no file none.tflite\n  remedy: ${modelRemedy}`;
    expectRefusal(['generate', 'tensortrail', '--network', 'none.tflite', '--out', 'out'], error);
    expectRefusal(['report', 'none.tflite'], error);
  });

  test('a broken file', () => {
    const { status, stdout, stderr } = burin(['generate', 'tensortrail', '--network', 'cut.tflite'], { folder });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^error B701: the model file is damaged: .+ of 700\n {2}remedy: fetch or export .+\n$/);
    expect(filesBelow(folder)).not.toContain('rtl-out');
  });

  test('an operator that is not supported', () => {
    expectRefusal(
      ['generate', 'tensortrail', '--network', 'sine.tflite', '--out', 'out'],
      'error B704: sine: operator 0 (SIN): the operator is not supported\n' +
        '  remedy: write the layer with the operators that docs/models.md lists, or leave it to the host ' +
        '(--partition runs the largest part without it)',
    );
  });

  test('a parameter that is too small', () => {
    const { status, stderr } = burin(['verify', 'two.tflite', '--set', 'featureDepth=2'], { folder });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^error B762: two does not fit: featureDepth is 2\n {2}remedy: it needs featureDepth=\d+\n$/,
    );
  });

  test('parameters that there are not', () => {
    expectRefusal(
      ['generate', 'tensortrail', '--network', 'two.tflite', '--set', 'array=1'],
      'error B200: array is 1\n  remedy: choose one of 2, 4, 8, 16, 32',
    );
    expectRefusal(
      ['report', 'two.tflite', '--set', 'weightBits=4'],
      'error B521: there is no parameter weightBits\n' +
        '  remedy: choose one of array, accumulatorBits, maximumLeftShift, weightDepth, parameterDepth and ' +
        `${tensorParameters() - 5} more`,
    );
  });

  test('inputs of another size or number, told before anything is built', () => {
    expectRefusal(
      ['run', 'two.tflite', 'map.bin', 'short.bin'],
      'error B781: short.bin has 149 bytes, but input "tensor 1" (int8 [1, 3, 5, 10]) takes 150\n' +
        '  remedy: write 150 bytes, row-major, channels last',
    );
    expectRefusal(
      ['run', 'two.tflite', 'map.bin'],
      'error B783: two takes 2 inputs a run ("tensor 0", "tensor 1"), but 1 files were given\n' +
        '  remedy: give 2 files for each run, in this order',
    );
  });

  test('nothing to verify with, and engines that do not verify model files', () => {
    expectRefusal(
      ['verify', 'two.tflite', '--vectors', '0'],
      'error B524: there is nothing to verify with\n  remedy: give --vectors 4 or --reference a folder',
    );
    const { status, stderr } = burin(['verify', 'two.tflite', '--engine', 'cocotb'], { folder });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error B784: model files are not verified on cocotb\n {2}remedy: choose one of .+\n$/);
  });

  test('networks for the other accelerator', () => {
    expectRefusal(
      ['generate', 'ultratrail', '--network', 'two.tflite'],
      'error B788: two.tflite is a model file, which UltraTrail does not run\n  remedy: generate tensortrail for it',
    );
    expectRefusal(
      ['generate', 'tensortrail', '--network', 'kws'],
      "error B788: kws is a network of one dimension in Burin's own format\n  remedy: generate ultratrail for it",
    );
  });
});

function tensorParameters(): number {
  const source = readFileSync(
    new URL('../../generators/accelerators/tensortrail/parameters.ts', import.meta.url),
    'utf8',
  );
  const block = source.slice(source.indexOf('interface TensorTrailParameters'), source.indexOf('\n}'));
  return [...block.matchAll(/readonly \w+:/g)].length;
}
