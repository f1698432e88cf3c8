import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../../generators/diagnostics.ts';
import { compileModel } from '../verilator/compile.ts';
import { runTool } from '../verilator/run-tool.ts';
import { inTemporaryFolder } from '../verilator/temporary-folder.ts';
import { type BatchBench, batchBench, benchName, readTraces } from './batch-bench.ts';
import type { FuzzCase } from './corpus.ts';
import type { FuzzEngine, Outcome } from './engine.ts';

const timeoutSeconds = 600;

/** What a tool printed, or why it would not run the bench. */
type Run = { readonly printed: string } | { readonly refusal: string };

/** The printed SystemVerilog in Icarus Verilog. Throws B530 where it is missing. */
export function icarusEngine(batch = 50): FuzzEngine {
  return { name: 'icarus', batch, run: (cases) => runBatch(cases, runIcarus) };
}

/** The printed SystemVerilog in Verilator. Throws B500 where it is missing. */
export function verilatorEngine(batch = 50): FuzzEngine {
  return { name: 'verilator', batch, run: (cases) => runBatch(cases, runVerilator) };
}

/** Runs the cases as one design; where the tool refuses it, by halves, so that the refusal falls on one case. */
async function runBatch(
  cases: readonly FuzzCase[],
  run: (bench: BatchBench, folder: string) => Promise<Run>,
): Promise<readonly Outcome[]> {
  const result = await inTemporaryFolder('fuzz', async (folder) => {
    const bench = batchBench(cases);
    for (const { name, text } of [...bench.designFiles, ...bench.stimulusFiles])
      await writeFile(join(folder, name), text);
    return run(bench, folder);
  });
  if ('printed' in result) return readTraces(cases, result.printed);
  if (cases.length === 1) return [{ kind: 'refused', message: result.refusal }];
  const half = cases.length >> 1;
  return [...(await runBatch(cases.slice(0, half), run)), ...(await runBatch(cases.slice(half), run))];
}

const designNames = ({ designFiles }: BatchBench): readonly string[] => designFiles.map(({ name }) => name);

async function runIcarus(bench: BatchBench, directory: string): Promise<Run> {
  const driver = [
    'module Driver;',
    '  reg clock = 0;',
    `  ${benchName} bench (.clock(clock));`,
    '  initial begin',
    `    repeat (${bench.cycles}) begin #1 clock = 1; #1 clock = 0; end`,
    '    $finish;',
    '  end',
    'endmodule',
    '',
  ];
  await writeFile(join(directory, 'Driver.sv'), driver.join('\n'));
  const files = ['Driver.sv', ...designNames(bench)];
  const compiled = await runTool({
    command: 'iverilog',
    arguments: ['-g2012', '-o', 'bench.vvp', '-s', 'Driver', ...files],
    directory,
    timeoutSeconds,
  });
  if (!compiled) {
    fail('B530', 'iverilog was not found', 'install the Debian package iverilog, or leave icarus out of --engines');
  }
  if (compiled.exitCode !== 0) return { refusal: firstLines(compiled.output) };
  const ran = await runTool({ command: 'vvp', arguments: ['-n', 'bench.vvp'], directory, timeoutSeconds });
  if (ran?.exitCode !== 0) return { refusal: firstLines(ran?.output ?? 'vvp was not found') };
  return { printed: ran.output };
}

/** Moves the clock alone: the bench does the rest. */
const driverSource = (cycles: number): string => `#include "Model.h"
#include "verilated.h"
int main() {
  VerilatedContext context;
  Model model{&context};
  model.clock = 0;
  model.eval();
  for (int cycle = 0; cycle < ${cycles}; ++cycle) {
    model.clock = 1;
    model.eval();
    model.clock = 0;
    model.eval();
  }
  model.final();
  return 0;
}
`;

/** Every case runs for moments and is compiled for seconds: nothing is worth the C++ compiler's optimising. */
const compilerOptions = ['OPT_FAST=-O0', 'OPT_SLOW=-O0', 'OPT_GLOBAL=-O0'];

async function runVerilator(bench: BatchBench, directory: string): Promise<Run> {
  const version = await runTool({ command: 'verilator', arguments: ['--version'], directory, timeoutSeconds });
  if (!version) {
    fail('B500', 'verilator was not found', 'install the Debian package verilator, or leave it out of --engines');
  }
  await writeFile(join(directory, 'driver.cpp'), driverSource(bench.cycles));
  const translated = await runTool({
    command: 'verilator',
    arguments: [
      ...['-O3', '--x-assign', '0', '--x-initial', '0', '--noassert', '-Wno-fatal', '-Wno-lint'],
      ...['--cc', '--exe', '--prefix', 'Model', '--Mdir', 'objects', '-o', 'simulation'],
      ...['--output-split', '20000', '--top-module', benchName, ...designNames(bench), '../driver.cpp'],
    ],
    directory,
    timeoutSeconds,
  });
  if (translated?.exitCode !== 0) return { refusal: firstLines(translated?.output ?? 'verilator was not found') };
  const made = await compileModel({
    objects: join(directory, 'objects'),
    options: compilerOptions,
    libraryOf: version.output,
    timeoutSeconds,
  });
  if (made.exitCode !== 0) return { refusal: firstLines(made.output) };
  const ran = await runTool({ command: './objects/simulation', arguments: [], directory, timeoutSeconds });
  if (ran?.exitCode !== 0) return { refusal: firstLines(ran?.output ?? 'the simulation was not found') };
  return { printed: ran.output };
}

/** The lines that tell of errors, or the first ones where none does. */
function firstLines(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /error|assert|sorry/i.test(line));
  return (errors.length > 0 ? errors : lines).slice(0, 3).join('; ');
}
