import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fail } from '../../generators/diagnostics.ts';
import { cached, contentHash } from '../verilator/build-cache.ts';
import { runTool } from '../verilator/run-tool.ts';
import { firstErrors, lastLines } from '../verilator/tool-output.ts';
import { cocotbPython } from './environment.ts';
import { readTestReport, type TestReport } from './junit.ts';
import type { CocotbSimulator } from './templates.ts';

interface CocotbRun {
  /** Holds `run_test.py`, the test and `rtl`. */
  readonly folder: string;
  readonly simulator: CocotbSimulator;
  readonly timeoutSeconds: number;
}

const simulatorCommands = {
  verilator: { command: 'verilator', version: '--version', install: 'apt-get install verilator make g++' },
  icarus: { command: 'iverilog', version: '-V', install: 'apt-get install iverilog' },
} as const;

/**
 * Builds the design of a test folder, or takes it from the cache when the same was built before, and runs the test.
 * @throws BurinError B555, B556 for what `cocotbPython` says; B557 without the simulator or where it refuses the design,
 * B558 where the test leaves no report, B503 when the time is over
 */
export async function runCocotb({ folder, simulator, timeoutSeconds }: CocotbRun): Promise<TestReport> {
  const { command, version: option, install } = simulatorCommands[simulator];
  const version = await runTool({ command, arguments: [option], directory: '.', timeoutSeconds });
  if (!version) fail('B557', `${command} was not found`, `${install}, or choose another --simulator`);
  const python = await cocotbPython(timeoutSeconds);
  const compilerCache = await runTool({ command: 'ccache', arguments: ['--version'], directory: '.', timeoutSeconds });
  // cocotb calls make itself.
  const environment = {
    MAKEFLAGS: `-j${availableParallelism()}`,
    ...(compilerCache?.exitCode === 0 ? { OBJCACHE: 'ccache' } : {}),
  };
  const script = (at: string, more: readonly string[]) =>
    runTool({
      command: python,
      arguments: ['-W', 'ignore', 'run_test.py', '--simulator', simulator, ...more],
      directory: at,
      timeoutSeconds,
      environment,
    });

  const texts = await buildTexts(folder);
  const build = await cached(
    contentHash([version.output, python, simulator, ...texts]),
    async (directory) => {
      // Built from a copy: the user's folder may change meanwhile, and stays free of what the build leaves behind.
      const sources = join(directory, 'sources');
      await mkdir(sources);
      for (const name of ['rtl', 'run_test.py']) await cp(join(folder, name), join(sources, name), { recursive: true });
      const objects = join(directory, 'build');
      const built = await script(sources, ['--build-only', '--build-folder', objects]);
      if (built?.exitCode === 0) return;
      fail(
        'B557',
        `${simulator} does not build the design for cocotb:\n${firstErrors(built?.output ?? '')}`,
        'mend what it names; where files of the kept folder were edited, delete them to have them written anew',
      );
    },
    'cocotb',
  );
  const report = join(folder, 'results.xml');
  await rm(report, { force: true });
  const ran = await script(folder, ['--test-only', '--build-folder', join(build, 'build')]);
  const found = existsSync(report) ? readTestReport(await readFile(report, 'utf8')) : undefined;
  if (found && found.tests > 0) return found;
  return fail(
    'B558',
    `the cocotb test left no results:\n${lastLines(ran?.output ?? '')}`,
    'run python run_test.py in the folder of --keep to see all of its output',
  );
}

/** What a build depends on: the script and the design. */
async function buildTexts(folder: string): Promise<readonly string[]> {
  const script = await readFile(join(folder, 'run_test.py'), 'utf8');
  const names = [...script.matchAll(/"(rtl\/[^"]+)"/g)].map(([, name]) => name!);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return [script, ...names, ...texts];
}
