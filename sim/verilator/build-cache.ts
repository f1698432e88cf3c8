import { createHash, randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, rmSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from '../../generators/diagnostics.ts';
import { whenProcessEnds } from './process-end.ts';

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

/** For whom something is built: each has a folder of its own in the cache. */
export type CacheArea = 'verilator' | 'icarus' | 'cocotb' | 'python';

/**
 * Folder of all that is built for a tool: `BURIN_CACHE`, or a folder below our own `node_modules`, never one in the user's working
 * directory. Where that cannot be written, or has a space in its path, which make cannot take, the system's folder for
 * temporary files serves.
 * @throws BurinError B504 where the path of `BURIN_CACHE` has a space.
 */
export function cacheFolder(area: CacheArea = 'verilator'): string {
  const chosen = process.env.BURIN_CACHE && resolve(process.env.BURIN_CACHE);
  if (chosen && /\s/.test(chosen)) {
    fail(
      'B504',
      `the path of BURIN_CACHE has a space: ${chosen}`,
      'choose a folder without one: make cannot build there',
    );
  }
  return join(chosen || ownCache(), area);
}

function ownCache(): string {
  const folder = join(packageRoot, 'node_modules', '.cache', 'burin');
  const usable = !/\s/.test(folder) && isWritable(folder);
  return usable ? folder : join(tmpdir(), `burin-${process.getuid?.() ?? 'cache'}`);
}

/** Whether the folder, or the next one above it that exists, may be written to. */
function isWritable(folder: string): boolean {
  if (!existsSync(folder)) return isWritable(dirname(folder));
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false; // that is what was asked
  }
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
export async function cached(
  name: string,
  build: (folder: string) => Promise<void>,
  area: CacheArea = 'verilator',
): Promise<string> {
  const folder = join(cacheFolder(area), name);
  if (existsSync(folder)) return folder;
  await removeAbandoned(cacheFolder(area));
  const unfinished = join(cacheFolder(area), `.unfinished-${name}-${process.pid}-${randomBytes(4).toString('hex')}`);
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

/** What a process that was killed had no time to take away; a build of a day ago is none that still runs. */
async function removeAbandoned(area: string): Promise<void> {
  if (!existsSync(area)) return;
  for (const name of await readdir(area)) {
    if (!name.startsWith('.unfinished-')) continue;
    const folder = join(area, name);
    // Its own process may end, and take it away, meanwhile.
    const changed = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - changed > dayMilliseconds) await rm(folder, { recursive: true, force: true });
  }
}

const dayMilliseconds = 24 * 3600 * 1000;
