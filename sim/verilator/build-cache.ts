import { createHash, randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { whenProcessEnds } from './process-end.ts';

/** Folder of all that is built: `BURIN_CACHE`, or a folder below the working directory's `node_modules`. */
export function cacheFolder(): string {
  const root = process.env.BURIN_CACHE || join('node_modules', '.cache', 'burin');
  return resolve(root, 'verilator');
}

/** A name for what is built from the given texts; any change of any text gives another. */
export function contentHash(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest('hex').slice(0, 32);
}

/**
 * The folder `name` of the cache, made by `build` where it is missing. `build` fills a folder of its own, which becomes
 * visible under its name when it is whole; where two builds race, the first one stays.
 */
export async function cached(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  const unfinished = join(cacheFolder(), `.unfinished-${name}-${process.pid}-${randomBytes(4).toString('hex')}`);
  await mkdir(unfinished, { recursive: true });
  // Killed compilers may still write their last file while the folder goes.
  const removal = { recursive: true, force: true, maxRetries: 10, retryDelay: 20 };
  const cleaning = whenProcessEnds(() => rmSync(unfinished, removal));
  try {
    await build(unfinished);
    await rename(unfinished, folder).catch((error: NodeJS.ErrnoException) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    cleaning.forget();
    await rm(unfinished, removal);
  }
  return folder;
}
