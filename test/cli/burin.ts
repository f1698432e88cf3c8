import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const repository = fileURLToPath(new URL('../..', import.meta.url));
export const binary = join(repository, 'bin', 'burin.mjs');
export const example = (name: string): string => join(repository, 'examples', name);

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a user does, in a process of its own. */
export function burin(
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
