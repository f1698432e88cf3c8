import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Round } from './peer.ts';

export interface Measured<Kind extends Round = Round> {
  /** Milliseconds from the start of the process to the end of its first round. */
  readonly cold: number;
  readonly first: Kind;
  /** The best of the rounds behind the first. */
  readonly warm: Kind;
}

/**
 * Runs a program that prints a line of JSON for each round, beside whatever else.
 * @throws Error with the program's output where it fails or reports fewer than two rounds.
 */
export async function runRounds<Kind extends Round = Round>(command: readonly string[]): Promise<Measured<Kind>> {
  const [program, ...parameters] = command;
  const start = performance.now();
  const child = spawn(program!, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  let cold = 0;
  const rounds: Kind[] = [];
  const lines = createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) return;
    if (rounds.length === 0) cold = performance.now() - start;
    rounds.push(JSON.parse(line) as Kind);
  });
  const code = await ended;
  lines.close();
  const [first, ...later] = rounds;
  if (code !== 0 || !first || later.length === 0) {
    throw new Error(`${program} ended with ${code} after ${rounds.length} rounds:\n${errors}`);
  }
  return { cold, first, warm: later.reduce((best, one) => (one.milliseconds < best.milliseconds ? one : best)) };
}
