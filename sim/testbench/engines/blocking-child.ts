import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { whenProcessEnds } from '../../verilator/process-end.ts';

/** A program that answers each message before it takes the next, as one function: the caller waits for the answer. */
export interface BlockingChild {
  /** Sends the bytes and takes the answer: its length in words, then the words. Undefined where the program has ended. */
  exchange(message: Uint8Array): Uint32Array | undefined;
  close(): void;
}

/**
 * Starts a program that speaks over two named pipes: only files can be read and written without giving the turn to the
 * event loop, which a testbench must not do between two reads of a port.
 */
export function startBlockingChild(binary: string): BlockingChild {
  const folder = mkdtempSync(join(tmpdir(), 'burin-testbench-'));
  const commands = makePipe(join(folder, 'commands'));
  const answers = makePipe(join(folder, 'answers'));
  rmSync(folder, { recursive: true });
  const child = spawn(binary, { stdio: [commands.reader, answers.writer, 'inherit'] });
  closeSync(commands.reader);
  closeSync(answers.writer);
  const kill = (): void => {
    const running = child.pid !== undefined && child.exitCode === null && child.signalCode === null;
    if (running) child.kill('SIGKILL');
  };
  const life = whenProcessEnds(kill);
  child.once('exit', () => life.forget());
  // Neither the program nor its pipes keep this process alive.
  child.unref();
  let open = true;
  return {
    exchange(message) {
      if (!open || !writeAll(commands.writer, message)) return undefined;
      const length = readWords(answers.reader, 1)?.[0];
      return length === undefined ? undefined : readWords(answers.reader, length);
    },
    close() {
      if (!open) return;
      open = false;
      closeSync(commands.writer);
      closeSync(answers.reader);
    },
  };
}

/** Both ends of a named pipe. An end opened alone would wait for the other one. */
function makePipe(path: string): { readonly reader: number; readonly writer: number } {
  execaSync('mkfifo', [path]);
  const both = openSync(path, 'r+');
  const reader = openSync(path, 'r');
  const writer = openSync(path, 'w');
  closeSync(both);
  return { reader, writer };
}

/** False where nobody reads any more. */
function writeAll(file: number, bytes: Uint8Array): boolean {
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return false;
    throw error;
  }
}

function readWords(file: number, count: number): Uint32Array | undefined {
  const bytes = new Uint8Array(4 * count);
  for (let taken = 0; taken < bytes.length; ) {
    const more = readSync(file, bytes, taken, bytes.length - taken, null);
    if (more === 0) return undefined;
    taken += more;
  }
  return new Uint32Array(bytes.buffer);
}
