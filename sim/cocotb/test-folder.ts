import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file of a test folder, its path from there. */
export interface TestFile {
  readonly name: string;
  readonly text: string;
}

/** What became of the files. */
export interface WrittenFolder {
  readonly folder: string;
  readonly written: readonly string[];
  /** Files that were edited, or are none of ours: they stay as they are. */
  readonly kept: readonly string[];
}

/** Remembers what was written, so that edited files are known again. */
const recordName = '.burin-written.json';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Writes the files, but for those whose text is not what was written there before. */
export async function writeTestFolder(folder: string, files: readonly TestFile[]): Promise<WrittenFolder> {
  const recordFile = join(folder, recordName);
  const record: Record<string, string> = existsSync(recordFile) ? JSON.parse(await readFile(recordFile, 'utf8')) : {};
  const [written, kept]: [string[], string[]] = [[], []];
  for (const { name, text } of files) {
    const path = join(folder, name);
    const present = existsSync(path) ? await readFile(path, 'utf8') : undefined;
    if (present !== undefined && present !== text && hashOf(present) !== record[name]) {
      kept.push(name);
      continue;
    }
    record[name] = hashOf(text);
    if (present === text) continue;
    await writeWhole(path, text);
    written.push(name);
  }
  await writeWhole(recordFile, `${JSON.stringify(record, null, 2)}\n`);
  return { folder, written, kept };
}

async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.unfinished`;
  await writeFile(unfinished, text);
  await rename(unfinished, path);
}
