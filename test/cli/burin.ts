import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { type BlockingChild, startBlockingChild } from '../../sim/testbench/engines/blocking-child.ts';

export const repository = fileURLToPath(new URL('../..', import.meta.url));
export const binary = join(repository, 'bin', 'burin.mjs');
export const example = (name: string): string => join(repository, 'examples', name);

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let warmProcess: BlockingChild | undefined;

/** Runs a command line in a process that stays for all of a test file: all but the start is as in `burinProcess`. */
export function burin(parameters: readonly string[], { folder = repository }: { folder?: string } = {}): Outcome {
  warmProcess ??= startBlockingChild(fileURLToPath(new URL('warm-process.mjs', import.meta.url)));
  const answer = warmProcess.exchange(Buffer.from(`${JSON.stringify({ parameters, folder })}\n`));
  if (!answer) throw new Error(`the process ended at burin ${parameters.join(' ')}`);
  return JSON.parse(Buffer.from(answer.buffer).toString()) as Outcome;
}

/** Runs the command line as a user does, in a process of its own. */
export function burinProcess(
  parameters: readonly string[],
  { folder = repository, environment = {} }: { folder?: string; environment?: NodeJS.ProcessEnv } = {},
): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [binary, ...parameters], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    maxBuffer: 2 ** 26,
  });
  return { status, stdout, stderr };
}

/** An empty folder with a space in its name, which goes with the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'burin cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Everything below a folder, to see that nothing was written. */
export function filesBelow(folder: string): readonly string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).toSorted();
}
