/* Every measurement in one go: `npm run bench`, or `npm run bench -- golden command` for some of them. */
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { measureAccelerator } from './accelerator.ts';
import { measureCommand } from './command.ts';
import { measureElaboration } from './elaboration.ts';
import { measureEquivalence } from './equivalence.ts';
import { measureGeneration } from './generation.ts';
import { measureGolden } from './golden.ts';
import { measureGoldenGraph } from './golden-graph.ts';
import { measureLargeArrays } from './large-array.ts';
import { measureModels } from './models.ts';
import { measureQuality } from './quality.ts';
import { measureStart } from './start.ts';
import { measureTestbench } from './testbench.ts';
import { measureTypeCheck } from './typecheck.ts';

const hasVerilator = spawnSync('verilator', ['--version']).status === 0;
const hasIcarus = spawnSync('iverilog', ['-V']).status === 0;

const measurements: Readonly<Record<string, () => string | Promise<string>>> = {
  simulators: () => measureAccelerator(hasVerilator, hasIcarus),
  'large-arrays': measureLargeArrays,
  start: () => measureStart(hasVerilator),
  generation: measureGeneration,
  golden: measureGolden,
  'golden-graph': measureGoldenGraph,
  models: () => measureModels(hasVerilator),
  command: measureCommand,
  elaboration: measureElaboration,
  quality: measureQuality,
  testbench: measureTestbench,
  equivalence: measureEquivalence,
  typecheck: measureTypeCheck,
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(measurements, name));
if (unknown !== undefined) {
  process.stderr.write(`there is no measurement ${unknown}; choose among ${Object.keys(measurements).join(', ')}\n`);
  process.exitCode = 2;
} else {
  console.log(`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}\n`);
  if (!hasVerilator) console.log('Verilator is not installed: the simulators are measured without it.\n');
  for (const name of wanted.length > 0 ? wanted : Object.keys(measurements)) console.log(await measurements[name]!());
}
