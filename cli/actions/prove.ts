import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { fail } from '../../generators/diagnostics.ts';
import type { ProveCommandOptions } from '../commands/prove.ts';
import { wholeNumber } from '../whole-number.ts';

/** What the process that proves is told. */
export interface ProofRequest {
  readonly file: string;
  readonly module: string | undefined;
  readonly set: readonly string[];
  readonly kind: 'induction' | 'bmc';
  readonly depth: number;
  readonly timeoutSeconds: number;
  readonly resets: 'once' | 'any';
  readonly json: boolean;
}

/**
 * Proves what a file exports, in a process of its own: there the file and what it imports of Burin are loaded as by
 * `node --import burin/typescript`, once each.
 */
export async function proveFile({
  file,
  module,
  set = [],
  kind,
  resets,
  json,
  ...rest
}: ProveCommandOptions): Promise<void> {
  const depth = wholeNumber('depth', rest.depth, [1, 10_000]);
  const timeoutSeconds = wholeNumber('timeout', rest.timeout, [1, 1_000_000]);
  const path = resolve(file);
  if (!existsSync(path))
    fail('B545', `there is no file ${file}`, 'name a source file that exports a module or a circuit');
  const request: ProofRequest = { file: path, module, set, kind, depth, timeoutSeconds, resets, json };
  const at = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  // Ends with this process, and then ends what it started itself.
  const { exitCode } = await execa(
    process.execPath,
    ['--import', at('../../bin/strip-types.mjs'), at('../prove-file.ts'), JSON.stringify(request)],
    { stdio: 'inherit', reject: false },
  );
  process.exitCode = exitCode ?? 1;
}
