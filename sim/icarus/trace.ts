import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Circuit } from '../../generators/circuit/types.ts';
import { fail } from '../../generators/diagnostics.ts';
import type { VerilogFile } from '../../generators/verilog/index.ts';
import { cached, contentHash } from '../verilator/build-cache.ts';
import { runTool } from '../verilator/run-tool.ts';
import { inTemporaryFolder } from '../verilator/temporary-folder.ts';
import { type BenchCycle, benchName, benchText, rowMark, rowOf, stimulusFile, stimulusText } from './bench.ts';
import { compileIcarus, type IcarusResult, icarusRemedy, runIcarus } from './run-icarus.ts';
import { startingAtZero } from './starting-at-zero.ts';

export interface IcarusTrace {
  readonly circuit: Circuit;
  /** The printed circuit. */
  readonly files: readonly VerilogFile[];
  readonly cycles: readonly BenchCycle[];
  readonly timeoutSeconds: number;
}

/**
 * The values of the outputs before the clocks rise, one row for each cycle, in order of declaration; undefined where a
 * bit is unknown. All registers and memories start at 0, but for initial contents.
 * @throws BurinError B530 where Icarus is missing, B532 where it refuses the design, B503 when the time is over
 */
export async function traceIcarus(trace: IcarusTrace): Promise<readonly (readonly (bigint | undefined)[])[]> {
  const { circuit, files, cycles, timeoutSeconds } = trace;
  const folder = await buildIcarus(circuit, files, benchText(circuit), timeoutSeconds);
  return inTemporaryFolder('icarus', async (directory) => {
    await writeFile(join(directory, stimulusFile), stimulusText(circuit, cycles));
    const printed = required(circuit, await runIcarus(folder, { directory, timeoutSeconds }));
    const rows = printed.split('\n').filter((line) => line.startsWith(rowMark));
    if (rows.length !== cycles.length) {
      fail(
        'B532',
        `icarus showed ${rows.length} of ${cycles.length} cycles of ${circuit.top.name}`,
        'leave out what ends the simulation, such as $finish in external text',
      );
    }
    return rows.map((line) => rowOf(circuit, line.slice(rowMark.length).toLowerCase()));
  });
}

/** Compiles the printed circuit with a bench, or finds it in the cache; gives the folder of `bench.vvp`. */
export async function buildIcarus(
  circuit: Circuit,
  files: readonly VerilogFile[],
  bench: string,
  timeoutSeconds: number,
): Promise<string> {
  const version = await runTool({ command: 'iverilog', arguments: ['-V'], directory: '.', timeoutSeconds });
  if (!version) fail('B530', 'iverilog was not found', icarusRemedy);
  const modules = new Map(circuit.modules.map((module) => [module.name, module]));
  const sources = [
    ...files.map((file) => (modules.has(file.moduleName) ? startingAtZero(file, modules.get(file.moduleName)!) : file)),
    { name: `${benchName}.sv`, moduleName: benchName, text: bench },
  ];
  const texts = sources.flatMap(({ name, text }) => [name, text]);
  return cached(
    contentHash([version.output, ...texts]),
    async (directory) => {
      for (const { name, text } of sources) await writeFile(join(directory, name), text);
      const names = sources.map(({ name }) => name);
      required(circuit, await compileIcarus(names, benchName, { directory, timeoutSeconds }));
    },
    'icarus',
  );
}

function required({ top }: Circuit, result: IcarusResult): string {
  if ('printed' in result) return result.printed;
  return fail(
    'B532',
    `icarus refuses ${top.name}: ${result.refusal}`,
    'mend the SystemVerilog at the line that it names',
  );
}
