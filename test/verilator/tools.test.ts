import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildVerilator } from '../../sim/verilator/build.ts';

const design = {
  files: [{ name: 'Top.sv', moduleName: 'Top', text: 'module Top;\nendmodule\n' }],
  model: { top: 'Top', ports: [], memories: [] },
};

describe('the tools behind the Verilator driver', () => {
  const outer = { PATH: process.env.PATH, BURIN_CACHE: process.env.BURIN_CACHE };
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'burin-'));
    await mkdir(join(folder, 'bin'));
    process.env.BURIN_CACHE = join(folder, 'cache');
  });
  afterEach(async () => {
    for (const [name, value] of Object.entries(outer)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await rm(folder, { recursive: true });
  });

  /** A tool that stands before the real one in the search path. */
  const replaceTool = async (name: string, script: string) => {
    await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${script}`);
    await chmod(join(folder, 'bin', name), 0o755);
    process.env.PATH = `${join(folder, 'bin')}${delimiter}${outer.PATH}`;
  };

  /** A Verilator that never ends and starts a process which would outlive it; that process writes its number. */
  const hangingVerilator = () =>
    replaceTool('verilator', `[ "$1" = --version ] && exit 0\nsleep 300 &\necho $! > '${folder}/started'\nwait\n`);

  /** Whether the process runs; one that was killed and waits for its parent does not. */
  const runs = (process: string): boolean =>
    existsSync(`/proc/${process}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${process}/status`, 'utf8'));
  const eventually = (condition: () => boolean) => expect.poll(condition, { timeout: 60_000 }).toBe(true);
  const unfinished = async () => {
    const cache = join(folder, 'cache', 'verilator');
    return existsSync(cache) ? await readdir(cache) : [];
  };

  it('are asked for by their package where Verilator is missing', async () => {
    process.env.PATH = join(folder, 'bin');
    await expect(buildVerilator(design)).rejects.toThrow(
      'error B500: verilator was not found\n' +
        '  remedy: install the Debian package verilator (apt-get install verilator), or simulate with the built-in engine',
    );
    expect(await unfinished()).toEqual([]);
  });

  it('are asked for where Verilator does not work', async () => {
    await replaceTool('verilator', 'echo "verilator: VERILATOR_ROOT is set to a wrong folder, error" >&2\nexit 1\n');
    await expect(buildVerilator(design)).rejects.toThrow(
      'error B500: verilator --version failed:\n  verilator: VERILATOR_ROOT is set to a wrong folder, error\n  remedy: ',
    );
  });

  const version = '[ "$1" = --version ] && exit 0\n';
  /** A Verilator that leaves what make needs. */
  const translates = `${version}echo 'all:' > ../objects/Model.mk\n`;

  it.each([
    ['verilator', 'exit 1\n', 'B500: verilator --version failed:\n  verilator ended with code 1 and said nothing'],
    ['verilator', 'kill -9 $$\n', 'B505: verilator was killed by SIGKILL before it was done'],
    ['verilator', `${version}kill -9 $$\n`, 'B505: verilator was killed by SIGKILL before it was done'],
    ['verilator', `${version}kill -SEGV $$\n`, 'B501: verilator refuses Top:\n  verilator was ended by SIGSEGV and'],
    ['verilator', `${version}exit 0\n`, 'B506: verilator succeeded and did not write ../objects/Model.mk'],
    ['verilator', `${version}printf 'a\\001\\377\\033[31mb'; exit 3\n`, 'B501: verilator refuses Top:\n  a···[31mb\n'],
    ['make', 'exit 0\n', 'B506: make succeeded and did not write simulation'],
    ['make', 'kill -9 $$\n', 'B505: make was killed by SIGKILL before it was done'],
    ['make', 'echo "make: *** [x.o] Killed"; exit 2\n', 'B505: the compiler was killed:\n  make: *** [x.o] Killed\n'],
    ['make', 'exit 2\n', 'B502: the simulation does not compile:\n  make ended with code 2 and said nothing\n'],
  ])('give one message where %s does "%s"', async (tool, script, message) => {
    if (tool !== 'verilator') await replaceTool('verilator', `${translates.replace('echo', 'mkdir ../objects; echo')}`);
    await replaceTool(tool, script);
    const failure = await buildVerilator(design).then(String, (error: Error) => error.message);
    expect(failure).toContain(`error ${message}`);
    expect(failure).toMatch(/\n {2}remedy: \S[^\n]*$/);
    expect(await unfinished()).toEqual([]);
  });

  it('leave what a killed process could not take away for a day', async () => {
    const area = join(folder, 'cache', 'verilator');
    for (const name of ['.unfinished-old', '.unfinished-new']) await mkdir(join(area, name), { recursive: true });
    const old = new Date(Date.now() - 25 * 3600 * 1000);
    await utimes(join(area, '.unfinished-old'), old, old);
    await replaceTool('verilator', `${version}exit 0\n`);
    await expect(buildVerilator(design)).rejects.toThrow('B506');
    expect(await unfinished()).toEqual(['.unfinished-new']);
  });

  it('are stopped with all that they started when the time is over', async () => {
    await hangingVerilator();
    await expect(buildVerilator({ ...design, timeoutSeconds: 1 })).rejects.toThrow(
      'error B503: verilator was stopped: it took longer than 1 s\n' +
        '  remedy: allow more time, or simulate with the built-in engine',
    );
    const started = readFileSync(join(folder, 'started'), 'utf8').trim();
    await eventually(() => !runs(started));
    expect(await unfinished()).toEqual([]);
  });

  it('are stopped with all that they started when the process is interrupted', async () => {
    await hangingVerilator();
    const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
    const parent = execa(
      process.execPath,
      ['--import', path('../../bin/strip-types.mjs'), path('fixtures/build-and-wait.ts')],
      { reject: false },
    );
    const file = join(folder, 'started');
    await eventually(() => existsSync(file) && readFileSync(file, 'utf8').trim() !== '');
    const started = readFileSync(file, 'utf8').trim();
    expect(runs(started)).toBe(true);
    parent.kill('SIGINT');
    expect((await parent).signal).toBe('SIGINT');
    await eventually(() => !runs(started));
    expect(await unfinished()).toEqual([]);
  });
});
