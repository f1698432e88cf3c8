import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { burin, emptyFolder } from '../cli/burin.ts';
import { hasTool } from '../support/tools.ts';
import { mapNumbers, twoInputsThreeOutputs } from './small-models.ts';

test.runIf(hasTool('iverilog'))(
  'the printed accelerator runs a model file in Icarus as the model does, tensor by tensor',
  () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'two.tflite'), twoInputsThreeOutputs());
    const verify = ['verify', 'two.tflite', '--vectors', '2', '--set', 'array=4', '--json', '--engine'];
    const [icarus, wasm] = ['icarus', 'wasm'].map((engine) => {
      const { status, stdout, stderr } = burin([...verify, engine], { folder });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return JSON.parse(stdout) as Record<string, unknown>;
    });
    expect(icarus).toMatchObject({ engine: 'icarus', vectors: 2, mismatches: 0 });
    // Three outputs at least, of which two are as large as the inputs.
    expect(icarus!.comparedValues).toBeGreaterThanOrEqual(2 * 2 * mapNumbers);
    expect(icarus!.comparedValues).toBe(wasm!.comparedValues);
    expect(icarus!.cycles).toBe(icarus!.cyclesExpected);
  },
  120_000,
);
