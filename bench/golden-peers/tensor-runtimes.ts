import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installationFolder, installOnce, runInstaller } from '../peers/installation.ts';

/** The runtimes that compute TensorFlow Lite files, through Python. */
const name = 'tensor-runtimes-2026-10';
const packages = ['tflite-micro==0.dev20261023182759', 'ai-edge-litert==2.3.0', 'numpy', 'flatbuffers', 'pyyaml'];

export const howToInstallRuntimes = 'node --import ./bin/strip-types.mjs bench/peers/install.ts tflite';

export function runtimesAreInstalled(): boolean {
  return existsSync(installationFolder(name));
}

/** Installs the packages from PyPI; needs Python 3.11. Does nothing where they are there. */
export function installTensorRuntimes(): void {
  installOnce(name, (folder) => {
    const target = ['--target', join(folder, 'packages')];
    runInstaller('python3', ['-m', 'pip', 'install', '-q', '--pre', ...target, ...packages], folder);
  });
}

/** Runs a program of this folder with the runtimes, on one core; its output. */
export function runWithRuntimes(program: string, parameters: readonly string[], input = ''): string {
  const environment = {
    ...process.env,
    PYTHONPATH: join(installationFolder(name), 'packages'),
    OMP_NUM_THREADS: '1',
    TF_CPP_MIN_LOG_LEVEL: '3',
  };
  return execFileSync('python3', [fileURLToPath(new URL(program, import.meta.url)), ...parameters], {
    env: environment,
    input,
    encoding: 'utf8',
    stdio: 'pipe',
    maxBuffer: 2 ** 30,
  });
}
