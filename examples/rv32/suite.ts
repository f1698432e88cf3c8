/** Runs a folder of programs, as those of an outside test suite, and tells which of them pass. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Circuit } from '../../generators/circuit/types.ts';
import { BurinError, fail } from '../../generators/diagnostics.ts';
import { runProgram } from './machine.ts';
import type { SocParameters } from './soc.ts';

/** How one program of a suite ended; without a reason it passed: it ended with exit code 0. */
export interface SuiteResult {
  readonly name: string;
  readonly reason?: string;
}

/**
 * Runs every ELF file of `folder` in order of their names, each on a machine of its own, and passes on each result as it
 * is known. Other files, as the listings beside programs, are left out.
 * @throws BurinError RV002 for a folder that cannot be read or holds no program
 */
export function runSuite(
  circuit: Circuit,
  folder: string,
  parameters: SocParameters,
  { maximumCycles, report }: { readonly maximumCycles: number; readonly report: (result: SuiteResult) => void },
): readonly SuiteResult[] {
  const names = namesIn(folder);
  const programs = names.flatMap((name) => {
    const path = join(folder, name);
    if (!statSync(path).isFile()) return [];
    const file = readFileSync(path);
    return isElf(file) ? [{ name, file }] : [];
  });
  if (programs.length === 0) {
    fail('RV002', `${folder} holds no ELF file`, 'name the folder into which the suite was built');
  }
  return programs.map(({ name, file }) => {
    const reason = failureOf(() => runProgram(circuit, file, parameters, { maximumCycles }).exitCode);
    const result: SuiteResult = reason === undefined ? { name } : { name, reason };
    report(result);
    return result;
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    return fail('RV002', `${folder} cannot be read: ${(error as Error).message}`, 'name a folder of programs');
  }
}

const isElf = (file: Uint8Array): boolean => [0x7f, 0x45, 0x4c, 0x46].every((byte, index) => file[index] === byte);

/** A program that does not end, or that the machine cannot hold, is a result like any other. */
function failureOf(run: () => number): string | undefined {
  try {
    const exitCode = run();
    return exitCode === 0 ? undefined : `exit code ${exitCode}`;
  } catch (error) {
    if (!(error instanceof BurinError)) throw error;
    return error.diagnostics.map(({ message }) => message).join('; ');
  }
}
