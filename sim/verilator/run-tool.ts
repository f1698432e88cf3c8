import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { fail } from '../../generators/diagnostics.ts';
import { whenProcessEnds } from './process-end.ts';
import { readableOutput } from './tool-output.ts';

export interface ToolRun {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly directory: string;
  readonly timeoutSeconds: number;
  /** What it must have written when it succeeds, by paths from its folder. */
  readonly writes?: readonly string[];
  /** Beside our own environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface ToolResult {
  readonly exitCode: number;
  /** Both output streams, in the order in which they were written; where it failed, never empty. */
  readonly output: string;
}

/**
 * Runs a tool to its end. The tool and all that it starts are a process group of their own, which is killed when the
 * time is over and when this process ends or is interrupted.
 * @returns undefined where the command does not exist
 * @throws BurinError B503 when the time is over, B505 where something else killed the tool, B506 where it succeeds and
 * has not written what it must
 */
export async function runTool(run: ToolRun): Promise<ToolResult | undefined> {
  const child = execa(run.command, run.arguments, {
    cwd: run.directory,
    ...(run.environment ? { env: run.environment } : {}),
    all: true,
    reject: false,
    stdin: 'ignore',
    detached: true,
    cleanup: false,
  });
  let timedOut = false;
  const kill = killWithUs(child, true);
  const timer = setTimeout(() => {
    timedOut = true;
    kill.now();
  }, run.timeoutSeconds * 1000);
  const result = await child;
  clearTimeout(timer);
  kill.forget();
  if (timedOut) {
    fail(
      'B503',
      `${run.command} was stopped: it took longer than ${run.timeoutSeconds} s`,
      'allow more time, or simulate with the built-in engine',
    );
  }
  if (result.code === 'ENOENT') return undefined;
  const { exitCode, signal } = result;
  if (signal && killingSignals.has(signal)) {
    fail(
      'B505',
      `${run.command} was killed by ${signal} before it was done`,
      'start it again; the system kills what takes too much memory',
    );
  }
  const missing = exitCode === 0 && run.writes?.find((file) => !existsSync(join(run.directory, file)));
  if (missing) {
    fail(
      'B506',
      `${run.command} succeeded and did not write ${missing}`,
      'look at what is found first under its name in PATH, or install it anew',
    );
  }
  const output = readableOutput(result.all);
  if (exitCode === 0 || output.trim() !== '') return { exitCode: exitCode ?? 1, output };
  return {
    exitCode: exitCode ?? 1,
    output: `${run.command} ${signal ? `was ended by ${signal}` : `ended with code ${exitCode}`} and said nothing`,
  };
}

/** What others send; a tool that fails in itself ends by other signals. */
const killingSignals: ReadonlySet<string> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP']);

interface Child {
  readonly pid?: number | undefined;
  readonly exitCode: number | null;
  readonly signalCode: NodeJS.Signals | null;
}

/**
 * Ties the life of a child to ours: it is killed when this process ends.
 * @param group kill the whole process group that the child leads
 */
export function killWithUs(child: Child, group: boolean): { now(): void; forget(): void } {
  const now = (): void => {
    const running = child.pid !== undefined && child.exitCode === null && child.signalCode === null;
    if (running) process.kill(group ? -child.pid : child.pid, 'SIGKILL');
  };
  return { now, ...whenProcessEnds(now) };
}
