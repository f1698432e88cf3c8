import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fail } from '../diagnostics.ts';
import { refuseTarget } from './refuse-target.ts';

/** Lists the files that a generated folder holds, so that the next run can tell them from the user's own. */
export const manifestName = 'report.json';

/**
 * Writes a folder of generated files whole or not at all: into a temporary folder beside it, then renamed into place.
 * In a folder of ours, files of an earlier run that are no longer generated vanish; files that the user put there stay.
 * @param files text by file name; must hold the manifest, a JSON object with `files`, their names.
 * @throws BurinError B510 where the folder is not ours, or holds a file of the user's under a name that is needed; B511
 * where it cannot be written.
 */
export function writeFolder(folder: string, files: ReadonlyMap<string, string>): void {
  refuseFolder(folder);
  const target = resolve(folder);
  const earlier = existsSync(target) ? earlierFiles(target) : undefined;
  if (earlier) refuseForeignFiles(folder, files, earlier);
  const temporary = join(dirname(target), `.burin-${randomBytes(6).toString('hex')}`);
  const made = missingFolders(dirname(target));
  try {
    for (const one of [...made, temporary]) mkdirSync(one);
    for (const [name, text] of files) writeFileSync(join(temporary, name), text);
    moveInto(target, temporary, files, earlier ?? new Set());
  } catch (error) {
    for (const one of [temporary, ...made.toReversed()]) if (existsSync(one)) rmSync(one, { recursive: true });
    refuseTarget(folder, error);
  }
  rmSync(temporary, { recursive: true, force: true });
}

/**
 * Refuses a folder that holds files but none of ours, before work is put into what should go there.
 * @throws BurinError B510, B511
 */
export function refuseFolder(folder: string): void {
  try {
    if (!existsSync(folder)) return;
    if (!statSync(folder).isDirectory()) fail('B510', `${folder} is a file, not a folder`, otherFolder);
    const [foreign] = readdirSync(folder);
    if (foreign === undefined || earlierFiles(folder)) return;
    fail('B510', `${folder} holds ${foreign}, which Burin did not write`, otherFolder);
  } catch (error) {
    refuseTarget(folder, error);
  }
}

const otherFolder = 'choose another folder with --out, or move what is there away';

/** From the outermost; made one by one, as the recursive call never returns where the system allows no folder at all. */
function missingFolders(folder: string): readonly string[] {
  return existsSync(folder) ? [] : [...missingFolders(dirname(folder)), folder];
}

/** One rename where nothing stands in the way; otherwise file by file, the manifest first, which then lists them all. */
function moveInto(
  target: string,
  temporary: string,
  files: ReadonlyMap<string, string>,
  earlier: ReadonlySet<string>,
): void {
  if (!existsSync(target) || readdirSync(target).length === 0) {
    rmSync(target, { recursive: true, force: true });
    renameSync(temporary, target);
    return;
  }
  for (const name of new Set([manifestName, ...files.keys()])) renameSync(join(temporary, name), join(target, name));
  for (const name of earlier) if (!files.has(name)) rmSync(join(target, name), { force: true });
}

/** The files that an earlier run left in a folder; undefined for a folder that is not ours. */
function earlierFiles(folder: string): ReadonlySet<string> | undefined {
  const manifest = join(folder, manifestName);
  if (!existsSync(manifest)) return undefined;
  const { files, generator } = readManifest(manifest);
  if (generator !== 'burin' || !Array.isArray(files)) return undefined;
  // A name with a separator was not written by us: never follow it out of the folder.
  return new Set(files.filter((name): name is string => typeof name === 'string' && !/[/\\]/.test(name)));
}

function readManifest(file: string): { readonly files?: unknown; readonly generator?: unknown } {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as object | null) ?? {};
  } catch {
    return {}; // not ours: the folder is then refused as a foreign one
  }
}

function refuseForeignFiles(folder: string, files: ReadonlyMap<string, string>, earlier: ReadonlySet<string>): void {
  const foreign = readdirSync(folder).find((name) => files.has(name) && !earlier.has(name));
  if (foreign === undefined) return;
  fail('B510', `${join(folder, foreign)} exists and was not written by Burin`, otherFolder);
}
