import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whenProcessEnds } from './process-end.ts';

/** Gives `use` a new folder that is deleted afterwards, also where this process is interrupted. */
export async function inTemporaryFolder<Result>(
  name: string,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), `burin-${name}-`));
  // Killed tools may still write their last file while the folder goes.
  const removal = { recursive: true, force: true, maxRetries: 10, retryDelay: 20 };
  const cleaning = whenProcessEnds(() => rmSync(folder, removal));
  try {
    return await use(folder);
  } finally {
    cleaning.forget();
    await rm(folder, removal);
  }
}
