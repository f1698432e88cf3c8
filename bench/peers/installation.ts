import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where the peers are installed, never in the repository: `BURIN_PEERS`, or a folder of the user's caches. */
export function installationFolder(name: string): string {
  return join(process.env.BURIN_PEERS || join(homedir(), '.cache', 'burin-peers'), name);
}

/**
 * The folder `name` of the installations, made by `fill` where it is missing. `fill` gets a folder of its own, which
 * takes the name when it is whole.
 */
export function installOnce(name: string, fill: (folder: string) => void): string {
  const folder = installationFolder(name);
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const draft = mkdtempSync(`${folder}.`);
  try {
    fill(draft);
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

/** Runs an installer; its output is shown only where it fails. */
export function runInstaller(program: string, parameters: readonly string[], folder: string): void {
  execFileSync(program, parameters, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 });
}
