import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** One import of another file of the repository. */
export interface Import {
  /** The importing and the imported file, from the root of the repository. */
  readonly from: string;
  readonly to: string;
  /** From 1. */
  readonly line: number;
  /** Whether it is gone when the program runs: `import type`. */
  readonly typeOnly: boolean;
}

/** A source file: its path from the root, its number of lines and its imports. */
export interface SourceFile {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

// The formatter lets each top-level import begin a line and ends it with a semicolon.
const topLevel = /^(?:import|export)\b(?:(?<typeOnly> type\b)(?! from))?[^;'"]*?(?:from )?'(?<path>\.[^']*)';/gm;
const dynamic = /\bimport\('(?<path>\.[^']*)'\)/g;

/** All TypeScript files below the folders, with their relative imports. */
export function readSources(root: string, folders: readonly string[]): readonly SourceFile[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => posix.join(folder, name)),
    )
    .filter((path) => path.endsWith('.ts') && !path.includes('node_modules/'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, lines: text.split('\n').length - 1, imports: importsOf(path, text) };
    });
}

export function importsOf(path: string, text: string): readonly Import[] {
  return [...text.matchAll(topLevel), ...text.matchAll(dynamic)].map(({ index, 0: whole, groups }) => ({
    from: path,
    to: posix.normalize(posix.join(dirname(path), groups!.path!)),
    line: text.slice(0, index + whole.length).split('\n').length,
    typeOnly: groups!.typeOnly !== undefined,
  }));
}

/** The cycles among imports that exist when the program runs, each as the files along it, the first again at the end. */
export function importCycles(sources: readonly SourceFile[]): readonly (readonly string[])[] {
  const targets = new Map(
    sources.map(({ path, imports }) => [path, imports.filter(({ typeOnly }) => !typeOnly).map(({ to }) => to)]),
  );
  const state = new Map<string, 'open' | 'done'>();
  const cycles: (readonly string[])[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      cycles.push([...way.slice(way.indexOf(path)), path]);
      return;
    }
    state.set(path, 'open');
    for (const target of targets.get(path) ?? []) visit(target, [...way, path]);
    state.set(path, 'done');
  };
  for (const { path } of sources) visit(path, []);
  return cycles;
}
