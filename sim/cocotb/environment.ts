import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fail } from '../../generators/diagnostics.ts';
import { cached, contentHash } from '../verilator/build-cache.ts';
import { runTool } from '../verilator/run-tool.ts';
import { lastLines } from '../verilator/tool-output.ts';

/** The cocotb that works with Verilator 5.006 and with Icarus; 2.x needs a newer Verilator. */
export const cocotbVersion = '1.9.2';

const packages = [`cocotb==${cocotbVersion}`, 'find_libpython==0.5.1'];

/** Whether there is a Python that can make virtual environments. */
export function hasPython(): boolean {
  return spawnSync('python3', ['-c', 'import venv, ensurepip'], { stdio: 'ignore' }).status === 0;
}

/**
 * The Python of a virtual environment with cocotb: made by `python3 -m venv` and pip in the cache where it is missing.
 * @throws BurinError B555 without Python, B556 where pip does not succeed, B503 when the time is over
 */
export async function cocotbPython(timeoutSeconds: number): Promise<string> {
  const version = await runTool({
    command: 'python3',
    arguments: ['-c', 'import sys; print(sys.version, sys.base_prefix)'],
    directory: '.',
    timeoutSeconds,
  });
  if (version?.exitCode !== 0) {
    fail(
      'B555',
      'python3 was not found',
      'install the Debian packages python3 and python3-venv (apt-get install python3 python3-venv), or leave cocotb out',
    );
  }
  const folder = await cached(
    contentHash([version.output, ...packages]),
    async (directory) => {
      const made = await runTool({
        command: 'python3',
        arguments: ['-m', 'venv', directory],
        directory,
        timeoutSeconds,
      });
      if (made?.exitCode !== 0) {
        const remedy = 'install the Debian package python3-venv (apt-get install python3-venv)';
        fail('B555', `python3 makes no virtual environment:\n${lastLines(made?.output ?? '')}`, remedy);
      }
      const installed = await runTool({
        command: join(directory, 'bin', 'python'),
        arguments: ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages],
        directory,
        timeoutSeconds,
      });
      if (installed?.exitCode === 0) return;
      fail(
        'B556',
        `pip does not install cocotb ${cocotbVersion}:\n${lastLines(installed?.output ?? '')}`,
        'check the connection to the package index, or set PIP_INDEX_URL to one that is reachable',
      );
    },
    'python',
  );
  return join(folder, 'bin', 'python');
}
