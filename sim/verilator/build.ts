import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../../generators/diagnostics.ts';
import type { VerilogFile } from '../../generators/verilog/index.ts';
import { cached, contentHash } from './build-cache.ts';
import { binaryName, type Compilation, compileModel } from './compile.ts';
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
  /**
   * What the compiler's time is spent for. `fast-build` (default) takes Verilator's run-time library from the cache and
   * optimises little; `fast-run`, for millions of cycles, compiles everything anew with -O3.
   */
  readonly optimisation?: 'fast-build' | 'fast-run';
}

/** A design that was built: start it with `startVerilated`. */
export interface VerilatedModel {
  readonly binary: string;
  readonly model: ModelInterface;
}

/** Speed before checks: no unknown values, no assertions. */
const verilatorOptions = ['-O3', '--x-assign', 'fast', '--x-initial', 'fast', '--noassert', '-Wno-fatal'];
/** Only the code of every cycle is worth the compiler's time. -O1 takes half the time of -O3, and runs two thirds as fast. */
const compilerOptions = {
  'fast-build': ['OPT_FAST=-O1', 'OPT_SLOW=-O0', 'OPT_GLOBAL=-O1'],
  'fast-run': ['OPT_FAST=-O3', 'OPT_SLOW=-O0', 'OPT_GLOBAL=-O1'],
};
/** As both verilator and make see it, each from its own folder. */
const harness = '../sources/harness.cpp';

/**
 * Builds a simulation of the design with Verilator, or takes it from the cache when the same was built before.
 * @throws BurinError B500 without Verilator, B501 where it refuses the design, B502 where the C++ compiler fails,
 * B503 when the time is over, B505 where a tool is killed, B506 where it leaves nothing
 */
export async function buildVerilator(build: VerilatorBuild): Promise<VerilatedModel> {
  const { files, model, timeoutSeconds = 600, optimisation = 'fast-build' } = build;
  const options = compilerOptions[optimisation];
  const version = await verilatorVersion(timeoutSeconds);
  const { source, configuration } = await renderHarness(model);
  const texts = files.flatMap(({ name, text }) => [name, text]);
  const settings = [version, process.arch, model.top, ...verilatorOptions, ...options];
  const folder = await cached(contentHash([...settings, source, configuration, ...texts]), async (directory) => {
    const sources = join(directory, 'sources');
    await mkdir(sources);
    for (const { name, text } of files) await writeFile(join(sources, name), text);
    await writeFile(join(sources, 'harness.cpp'), source);
    await writeFile(join(sources, 'memories.vlt'), configuration);
    await translate(files, model, directory, timeoutSeconds);
    const library = optimisation === 'fast-build' ? { libraryOf: version } : {};
    await compile(directory, { options, timeoutSeconds, ...library });
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

async function compile(directory: string, settings: Omit<Compilation, 'objects'>): Promise<void> {
  const result = await compileModel({ objects: join(directory, 'objects'), ...settings });
  if (result.exitCode === 0) return;
  fail(
    'B502',
    `the simulation does not compile:\n${firstErrors(result.output)}`,
    'name the ports as the design does; where the compiler is missing, install the Debian package g++',
  );
}
