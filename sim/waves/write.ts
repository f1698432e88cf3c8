import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { BurinError, fail } from '../../generators/diagnostics.ts';
import { fstBytes } from './fst/fst.ts';
import type { WaveTiming } from './timing.ts';
import type { Trace } from './trace.ts';
import { vcdPieces } from './vcd.ts';
import { wavePage } from './view/page.ts';

type Pieces = (trace: Trace, timing: WaveTiming) => Iterable<string | Uint8Array>;

/** What is written under which ending of the file's name. */
const formats: Readonly<Record<string, Pieces>> = {
  '.vcd': vcdPieces,
  '.fst': (trace, timing) => [fstBytes(trace, timing)],
  '.html': (trace, timing) => [wavePage(trace, timing)],
};

/** Throws a `BurinError` (B563) for a file that no wave can be written to, by its name. */
export function checkWaveFile(file: string): void {
  formatOf(file);
}

/**
 * Writes a trace as the ending of the file's name says: `.vcd`, `.fst`, or `.html` for a page that shows it. The file is
 * there whole or not at all. Throws a `BurinError` for another ending (B563) and a place that cannot be written (B564).
 */
export function writeWave(trace: Trace, file: string, timing: WaveTiming = {}): void {
  const pieces = formatOf(file)(trace, timing);
  const unfinished = `${file}.${process.pid}.unfinished`;
  const cannot = (error: unknown) =>
    error instanceof BurinError
      ? error
      : new BurinError([
          {
            code: 'B564',
            message: `the wave ${file} cannot be written: ${(error as Error).message}`,
            remedy: 'choose a place that can be written',
          },
        ]);
  let handle: number;
  try {
    mkdirSync(dirname(file), { recursive: true });
    handle = openSync(unfinished, 'w');
  } catch (error) {
    throw cannot(error);
  }
  try {
    for (const piece of pieces) writeWhole(handle, typeof piece === 'string' ? Buffer.from(piece) : piece);
    closeSync(handle);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw cannot(error);
  }
}

function writeWhole(handle: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written);
}

function formatOf(file: string): Pieces {
  return (
    formats[extname(file)] ??
    fail('B563', `no wave is written as ${file}`, `end the name with one of ${Object.keys(formats).join(', ')}`)
  );
}
