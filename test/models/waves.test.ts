import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importModel } from '../../generators/networks/import/load-model.ts';
import { SimulationError } from '../../sim/engine/index.ts';
import { deployModel } from '../../sim/models/model-deployment.ts';
import { startReplayableModel } from '../../sim/models/wave-engines.ts';
import { burin, emptyFolder, filesBelow } from '../cli/burin.ts';
import { readVcd } from '../waves/read-vcd.ts';
import { expectedOutputs, mapNumbers, twoInputsThreeOutputs } from './small-models.ts';

const first = Int8Array.from({ length: mapNumbers }, (_, place) => ((place * 29) % 256) - 128);
const second = Int8Array.from({ length: mapNumbers }, (_, place) => ((place * 83) % 256) - 128);

/** A folder with a model of two inputs, and files for them. */
function folderWithModel(): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'small.tflite'), twoInputsThreeOutputs());
  writeFileSync(join(folder, 'first.bin'), first);
  writeFileSync(join(folder, 'second.bin'), second);
  return folder;
}

const small = ['--set', 'array=2'];

/** Cycles of 10 ns of a wave in which `busy` is 1, and how often it rises. */
function busyCycles(file: string): { readonly cycles: number; readonly runs: number } {
  const { variables, end } = readVcd(readFileSync(file, 'utf8'));
  const { changes } = variables.get('TensorTrail.busy')!;
  const spans = changes.flatMap(({ time, value }, place) =>
    value === '1' ? [(changes[place + 1]?.time ?? end) - time] : [],
  );
  return { cycles: spans.reduce((sum, span) => sum + span, 0) / 10, runs: spans.length };
}

test('run --wave records all runs', () => {
  const folder = folderWithModel();
  const inputs = ['first.bin', 'second.bin', 'second.bin', 'first.bin'];
  const parameters = ['run', 'small.tflite', ...inputs, ...small, '--wave', 'wave.vcd', '--signals', '*', '--json'];
  const { status, stdout, stderr } = burin(parameters, { folder });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const results = JSON.parse(stdout);
  expect(results.map((run: { outputs: { values: number[] }[] }) => run.outputs.map(({ values }) => values))).toEqual([
    expectedOutputs(first, second).map((numbers) => [...numbers]),
    expectedOutputs(second, first).map((numbers) => [...numbers]),
  ]);
  const { cycles, runs } = busyCycles(join(folder, 'wave.vcd'));
  expect(runs).toBe(2);
  expect(cycles).toBe(results[0].cycles + results[1].cycles);
});

test('verify --wave writes the last vector where all agree, and tells which', () => {
  const folder = folderWithModel();
  const parameters = ['verify', 'small.tflite', '--vectors', '3', ...small, '--wave', 'wave.vcd', '--signals', '*'];
  const { status, stdout, stderr } = burin(parameters, { folder });
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'note: wave.vcd shows vector 2 of 3, counted from 0\n' });
  const [, cycles] = /, 0 mismatches; ([\d,]+) cycles/.exec(stdout)!;
  expect(busyCycles(join(folder, 'wave.vcd'))).toEqual({ cycles: Number(cycles!.replace(',', '')), runs: 1 });
});

test('a run that fails is written all the same, and fails again', async () => {
  const file = join(emptyFolder(), 'wave.vcd');
  const deployment = deployModel(importModel(twoInputsThreeOutputs(), 'small'), { set: { array: 2 } });
  const { program } = deployment;
  const steps = program.steps.map((step) => ({ ...step, instruction: { ...step.instruction, positions: 0 } }));
  const engine = startReplayableModel('wasm', { ...deployment, program: { ...program, steps } }, { file });
  await expect(engine.infer([first, second])).rejects.toThrow(SimulationError);
  await expect(engine.writeWave()).rejects.toThrow(SimulationError);
  expect(readVcd(readFileSync(file, 'utf8')).variables.has('TensorTrail.errorCode')).toBe(true);
});

test('what cannot be recorded is refused before anything is built or written', () => {
  const folder = folderWithModel();
  const before = filesBelow(folder);
  const refused = (...more: string[]) => burin(['verify', 'small.tflite', ...small, ...more], { folder });
  expect(refused('--wave', 'wave.png').stderr).toMatch(/^error B563: no wave is written as wave\.png\n {2}remedy: /);
  expect(refused('--wave', 'a.vcd', '--engine', 'golden').stderr).toMatch(/^error B565: the engine golden records no/);
  expect(refused('--wave', 'a.vcd', '--signals', 'contrl.*').stderr).toMatch(/^error B560: no signal is called contrl/);
  const run = burin(['run', 'small.tflite', 'first.bin', 'second.bin', '--wave', 'a.vcd', '--engine', 'verilator'], {
    folder,
  });
  expect([run.status, run.stdout]).toEqual([1, '']);
  expect(run.stderr).toMatch(/^error B565: the engine verilator records no waves/);
  expect(filesBelow(folder)).toEqual(before);
});
