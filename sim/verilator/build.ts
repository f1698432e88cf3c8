import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fail } from '../../generators/diagnostics.ts';
import type { VerilogFile } from '../../generators/verilog/index.ts';
import { cached, contentHash } from './build-cache.ts';
import { renderHarness } from './harness.ts';
import type { ModelInterface } from './model-interface.ts';
import { runTool } from './run-tool.ts';
import { firstErrors } from './tool-output.ts';

/** What `buildVerilator` is given. */
export interface VerilatorBuild {
  readonly files: readonly VerilogFile[];
  readonly model: ModelInterface;
  /** Time for each of the two tools, verilator and make; default 600. */
  readonly timeoutSeconds?: number;
}

/** A design that was built: start it with `startVerilated`. */
export interface VerilatedModel {
  readonly binary: string;
  readonly model: ModelInterface;
}

/** Speed before checks: no unknown values, no assertions. Only the code of every cycle is worth the compiler's time. */
const verilatorOptions = ['-O3', '--x-assign', 'fast', '--x-initial', 'fast', '--noassert', '-Wno-fatal'];
const compilerOptions = ['OPT_FAST=-O3', 'OPT_SLOW=-O0', 'OPT_GLOBAL=-O1'];
const binaryName = 'simulation';
/** As both verilator and make see it, each from its own folder. */
const harness = '../sources/harness.cpp';

/**
 * Builds a simulation of the design with Verilator, or takes it from the cache when the same was built before.
 * @throws BurinError B500 without Verilator, B501 where it refuses the design, B502 where the C++ compiler fails,
 * B503 when the time is over, B505 where a tool is killed, B506 where it leaves nothing
 */
export async function buildVerilator(build: VerilatorBuild): Promise<VerilatedModel> {
  const { files, model, timeoutSeconds = 600 } = build;
  const version = await verilatorVersion(timeoutSeconds);
  const { source, configuration } = await renderHarness(model);
  const texts = files.flatMap(({ name, text }) => [name, text]);
  const settings = [version, process.arch, model.top, ...verilatorOptions, ...compilerOptions];
  const folder = await cached(contentHash([...settings, source, configuration, ...texts]), async (directory) => {
    const sources = join(directory, 'sources');
    await mkdir(sources);
    for (const { name, text } of files) await writeFile(join(sources, name), text);
    await writeFile(join(sources, 'harness.cpp'), source);
    await writeFile(join(sources, 'memories.vlt'), configuration);
    await translate(files, model, directory, timeoutSeconds);
    await compile(directory, timeoutSeconds);
    await rename(join(directory, 'objects', binaryName), join(directory, binaryName));
    await rm(join(directory, 'objects'), { recursive: true });
  });
  return { binary: join(folder, binaryName), model };
}

async function verilatorVersion(timeoutSeconds: number): Promise<string> {
  const result = await runTool({ command: 'verilator', arguments: ['--version'], directory: '.', timeoutSeconds });
  if (result?.exitCode === 0) return result.output;
  return fail(
    'B500',
    result ? `verilator --version failed:\n${firstErrors(result.output)}` : 'verilator was not found',
    'install the Debian package verilator (apt-get install verilator), or simulate with the built-in engine',
  );
}

async function translate(
  files: readonly VerilogFile[],
  { top, memories }: ModelInterface,
  directory: string,
  timeoutSeconds: number,
): Promise<void> {
  const configuration = memories.length > 0 ? ['memories.vlt'] : [];
  const design = files.map(({ name }) => name);
  const outputs = ['--cc', '--exe', '--prefix', 'Model', '--Mdir', '../objects', '-o', binaryName];
  const result = await runTool({
    command: 'verilator',
    arguments: [...verilatorOptions, ...outputs, '--top-module', top, ...configuration, ...design, harness],
    directory: join(directory, 'sources'),
    writes: ['../objects/Model.mk'],
    timeoutSeconds,
  });
  if (result?.exitCode === 0) return;
  fail(
    'B501',
    `verilator refuses ${top}:\n${firstErrors(result?.output ?? '')}`,
    'mend the SystemVerilog at the line that it names',
  );
}

async function compile(directory: string, timeoutSeconds: number): Promise<void> {
  const compilerCache = await runTool({ command: 'ccache', arguments: ['--version'], directory, timeoutSeconds });
  const result = await runTool({
    command: 'make',
    arguments: [
      '-f',
      'Model.mk',
      `-j${availableParallelism()}`,
      `OBJCACHE=${compilerCache?.exitCode === 0 ? 'ccache' : ''}`,
      ...compilerOptions,
    ],
    directory: join(directory, 'objects'),
    writes: [binaryName],
    timeoutSeconds,
  });
  if (result?.exitCode === 0) return;
  if (!result)
    fail('B502', 'make was not found', 'install the Debian packages make and g++ (apt-get install make g++)');
  if (/\bKilled\b/.test(result.output)) {
    const remedy = 'start it again; the system kills what takes too much memory';
    fail('B505', `the compiler was killed:\n${firstErrors(result.output)}`, remedy);
  }
  fail(
    'B502',
    `the simulation does not compile:\n${firstErrors(result.output)}`,
    'name the ports as the design does; where the compiler is missing, install the Debian package g++',
  );
}
