import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { installationFolder, installOnce, runInstaller } from './installation.ts';

const name = 'osu018';
const library = 'usr/share/qflow/tech/osu018/osu018_stdcells.lib';

/** Cells of a 0.18 µm process, from Debian's package `qflow-tech-osu018`, unpacked and not installed. */
export function installLiberty(): void {
  installOnce(name, (folder) => {
    runInstaller('apt-get', ['download', 'qflow-tech-osu018'], folder);
    const archive = readdirSync(folder).find((file) => file.endsWith('.deb'))!;
    execFileSync('dpkg-deb', ['-x', archive, '.'], { cwd: folder });
  });
}

export interface Liberty {
  readonly name: string;
  readonly file: string;
}

/** The cell libraries that are there: the installed one, and those that `BURIN_LIBERTY` names, with `:` between them. */
export function cellLibraries(): readonly Liberty[] {
  const installed = join(installationFolder(name), library);
  const named = (process.env.BURIN_LIBERTY ?? '').split(':').filter((file) => file !== '');
  return [installed, ...named]
    .filter((file) => existsSync(file))
    .map((file) => ({ name: basename(file, '.lib').split('_')[0]!, file }));
}
