import { spawnSync } from 'node:child_process';

/** Whether a tool that some tests need is installed. */
export function hasTool(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}
