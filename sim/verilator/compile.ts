import { availableParallelism } from 'node:os';
import { fail } from '../../generators/diagnostics.ts';
import { runTool, type ToolResult } from './run-tool.ts';
import { addRuntimeLibrary } from './runtime-library.ts';
import { firstErrors } from './tool-output.ts';

/** The program that make leaves beside the objects. */
export const binaryName = 'simulation';

export interface Compilation {
  /** The folder that Verilator wrote, with the prefix `Model`. */
  readonly objects: string;
  /** Variables for make: `OPT_FAST=-O1` and the like. */
  readonly options: readonly string[];
  /** Verilator's version, where its run-time library may come from our cache; without it all is compiled here. */
  readonly libraryOf?: string;
  readonly timeoutSeconds: number;
}

/**
 * Compiles what Verilator wrote.
 * @returns what make said of the design: it may be at fault
 * @throws BurinError B502 without make, or where the run-time library does not compile; B503 when the time is over,
 * B505 where a tool is killed, B506 where it leaves nothing
 */
export async function compileModel(compilation: Compilation): Promise<ToolResult> {
  const { objects, options, libraryOf, timeoutSeconds } = compilation;
  const make = async (more: readonly string[], writes: readonly string[]): Promise<ToolResult> => {
    const result = await runTool({
      command: 'make',
      arguments: ['-f', 'Model.mk', `-j${availableParallelism()}`, ...options, ...more],
      directory: objects,
      writes,
      timeoutSeconds,
    });
    if (result && result.exitCode !== 0 && /\bKilled\b/.test(result.output)) {
      const remedy = 'start it again; the system kills what takes too much memory';
      fail('B505', `the compiler was killed:\n${firstErrors(result.output)}`, remedy);
    }
    if (result) return result;
    return fail('B502', 'make was not found', 'install the Debian packages make and g++ (apt-get install make g++)');
  };
  if (libraryOf === undefined) return make([], [binaryName]);
  const settings = [libraryOf, process.arch, ...options];
  const variables = await addRuntimeLibrary(objects, settings, async (makeArguments, writes) => {
    const { exitCode, output } = await make(makeArguments, writes);
    if (exitCode === 0) return;
    fail(
      'B502',
      `Verilator's run-time library does not compile:\n${firstErrors(output)}`,
      'where the compiler is missing, install the Debian package g++',
    );
  });
  return make(variables, [binaryName]);
}
