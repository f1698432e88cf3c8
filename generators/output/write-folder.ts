import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fail } from '../diagnostics.ts';

/** Lists the files that a generated folder holds, so that the next run can tell them from the user's own. */
export const manifestName = 'report.json';

/**
 * Writes a folder of generated files whole or not at all: into a temporary folder beside it, then renamed into place.
 * Files of an earlier run that are no longer generated vanish; files that Burin did not write stay as they are.
 * @param files text by file name; must hold the manifest, a JSON object with `files`, their names.
 * @throws BurinError B510 where the folder would hide a file of the user's.
 */
export function writeFolder(folder: string, files: ReadonlyMap<string, string>): void {
  const target = resolve(folder);
  const earlier = existsSync(target) ? earlierFiles(target) : new Set<string>();
  if (existsSync(target)) refuseForeignFiles(target, files, earlier);
  mkdirSync(dirname(target), { recursive: true });
  const temporary = mkdtempSync(join(dirname(target), '.burin-'));
  try {
    for (const [name, text] of files) writeFileSync(join(temporary, name), text);
    mkdirSync(target, { recursive: true });
    for (const name of earlier) if (!files.has(name)) rmSync(join(target, name), { force: true });
    for (const name of files.keys()) renameSync(join(temporary, name), join(target, name));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function earlierFiles(folder: string): ReadonlySet<string> {
  const manifest = join(folder, manifestName);
  if (!existsSync(manifest)) return new Set();
  const { files, generator } = readManifest(manifest);
  if (generator !== 'burin' || !Array.isArray(files)) return new Set();
  // A name with a separator was not written by us: never follow it out of the folder.
  return new Set(files.filter((name): name is string => typeof name === 'string' && !/[/\\]/.test(name)));
}

function readManifest(file: string): { readonly files?: unknown; readonly generator?: unknown } {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as object;
  } catch {
    return {}; // not ours: its name is then refused as a foreign file
  }
}

function refuseForeignFiles(folder: string, files: ReadonlyMap<string, string>, earlier: ReadonlySet<string>): void {
  const foreign = readdirSync(folder).find((name) => files.has(name) && !earlier.has(name));
  if (foreign === undefined) return;
  fail(
    'B510',
    `${join(folder, foreign)} exists and was not written by Burin`,
    'choose another folder with --out, or move the file away',
  );
}
