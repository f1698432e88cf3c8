import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printCircuit } from '../../generators/circuit/print.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import type { Stimulus } from '../stimulus.ts';
import { fromJson, type Json, toJson } from './graph-json.ts';

/** A circuit with what drives it. */
export interface FuzzCase {
  readonly circuit: Circuit;
  readonly stimulus: Stimulus;
  /** Whether all signals that the engines show are compared, beside the outputs. Default false: it takes much longer. */
  readonly inside?: boolean;
}

/** A case that some engine once got wrong. */
export interface CorpusEntry extends FuzzCase {
  /** What was wrong, and where the case came from. */
  readonly note: string;
}

/** Writes the entry as `<name>.json` into the folder, made where it is missing, and returns the path. */
export async function writeCorpusEntry(folder: string, name: string, entry: CorpusEntry): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.json`);
  const unfinished = `${path}.${process.pid}.unfinished`;
  const text = printCircuit(entry.circuit).split('\n');
  // The printed circuit is for readers; what counts is the data behind it.
  const parts = { note: entry.note, text, stimulus: toJson(entry.stimulus), circuit: toJson(entry.circuit) };
  const lines = Object.entries(parts).map(([key, value]) => {
    const spread = key === 'text' || key === 'stimulus';
    const inside = spread
      ? `[\n${(value as Json[]).map((line) => `    ${JSON.stringify(line)}`).join(',\n')}\n  ]`
      : JSON.stringify(value);
    return `  ${JSON.stringify(key)}: ${inside}`;
  });
  await writeFile(unfinished, `{\n${lines.join(',\n')}\n}\n`);
  await rename(unfinished, path);
  return path;
}

/** All entries of a folder by their names, in alphabetical order. */
export async function readCorpus(
  folder: string,
): Promise<readonly { readonly name: string; readonly entry: CorpusEntry }[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (file) => {
      const { note, circuit, stimulus } = JSON.parse(await readFile(join(folder, file), 'utf8'));
      return {
        name: file.slice(0, -5),
        entry: { note, circuit: fromJson<Circuit>(circuit), stimulus: fromJson<Stimulus>(stimulus) },
      };
    }),
  );
}
