import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { elaborate } from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { checkEquivalence } from '../../sim/equivalence/check-equivalence.ts';
import { startIcarus } from '../../sim/icarus/stepped.ts';
import { hasTool } from '../support/tools.ts';
import { Accumulator } from './designs.ts';

const request = { design: Accumulator, stimuli: { cycles: 20, seed: 1 } } as const;

describe.skipIf(!hasTool('iverilog'))('outside tools of a check of equivalence', () => {
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

  const replaceTool = async (name: string, script: string) => {
    await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${script}`);
    await chmod(join(folder, 'bin', name), 0o755);
    process.env.PATH = `${join(folder, 'bin')}${delimiter}${outer.PATH}`;
  };
  const runs = (process: string): boolean =>
    existsSync(`/proc/${process}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${process}/status`, 'utf8'));
  const eventually = (condition: () => boolean) => expect.poll(condition, { timeout: 60_000 }).toBe(true);
  const built = async () => {
    const cache = join(folder, 'cache', 'icarus');
    return existsSync(cache) ? await readdir(cache) : [];
  };
  /** Starts a process that would outlive the tool and writes its number. */
  const hang = () => `sleep 300 &\necho $! > '${folder}/started'\nwait\n`;

  it('are listed with how to install them where they are missing', async () => {
    process.env.PATH = join(folder, 'bin');
    const { equivalent, engines, missing } = await checkEquivalence(request);
    expect(equivalent).toBe(true);
    expect(engines.map(({ engine }) => engine)).toEqual(['interpreter', 'wasm']);
    expect(missing).toEqual([
      { engine: 'verilator', missing: ['verilator', 'make', 'g++'], install: 'apt-get install verilator make g++' },
      { engine: 'icarus', missing: ['iverilog', 'vvp'], install: 'apt-get install iverilog' },
      {
        engine: 'cocotb',
        missing: ['python3', 'iverilog', 'vvp'],
        install: 'apt-get install python3 python3-venv iverilog',
      },
    ]);
    await expect(checkEquivalence({ ...request, engines: ['wasm', 'icarus'] })).rejects.toThrow(
      'error B550: engine icarus is not installed: iverilog, vvp not found\n  remedy: apt-get install iverilog',
    );
  });

  it('give their first error where they fail, and leave nothing in the cache', async () => {
    await replaceTool(
      'iverilog',
      '[ "$1" = -V ] && exit 0\necho "Accumulator.sv:3: error: no more memory" >&2\nexit 9\n',
    );
    await expect(checkEquivalence({ ...request, engines: ['wasm', 'icarus'] })).rejects.toThrow(
      'error B532: icarus refuses Accumulator: Accumulator.sv:3: error: no more memory\n  remedy: ',
    );
    expect(await built()).toEqual([]);
  });

  it.each([
    ['exit 0', 'B506: iverilog succeeded and did not write bench.vvp'],
    ['kill -9 $$', 'B505: iverilog was killed by SIGKILL before it was done'],
    ['exit 2', 'B532: icarus refuses Accumulator: iverilog ended with code 2 and said nothing'],
  ])('leave nothing in the cache where a compiler does "%s"', async (script, message) => {
    await replaceTool('iverilog', `[ "$1" = -V ] && exit 0\n${script}\n`);
    await expect(checkEquivalence({ ...request, engines: ['wasm', 'icarus'] })).rejects.toThrow(`error ${message}`);
    expect(await built()).toEqual([]);
  });

  it.each([
    ['sleep 300', 'gave no answer for 2 s'],
    ['head -c 3000 /dev/urandom', 'ended with code 0'],
    ['read line; kill -9 $$', 'ended by SIGKILL'],
  ])('end a run that answers by and by where vvp does "%s"', async (script, how) => {
    await replaceTool('vvp', `exec 2>/dev/null\n${script.startsWith('sleep') ? `exec ${script}` : script}\n`);
    const circuit = elaborate(Accumulator, undefined);
    const icarus = await startIcarus(circuit, emitVerilog(circuit), 2);
    await expect(icarus.get('sum')).rejects.toThrow(`icarus, running Accumulator, ${how}`);
    await icarus.close();
  });

  it('may be killed in the middle of a run', async () => {
    await replaceTool('vvp', '[ "$1" = --version ] && exit 0\n[ "$1" = -V ] && exit 0\necho "outputs 0"\nkill -9 $$\n');
    await expect(checkEquivalence({ ...request, engines: ['wasm', 'icarus'] })).rejects.toThrow(
      'error B505: vvp was killed by SIGKILL before it was done\n  remedy: start it again; ',
    );
  });

  it('are stopped with all that they started when the time is over', async () => {
    await replaceTool('vvp', hang());
    const late = checkEquivalence({ ...request, engines: ['wasm', 'icarus'], timeoutSeconds: 8 });
    await expect(late).rejects.toThrow('error B503: vvp was stopped: it took longer than 8 s');
    await eventually(() => !runs(readFileSync(join(folder, 'started'), 'utf8').trim()));
  });

  it('are stopped with all that they started when the process is interrupted', async () => {
    await replaceTool('vvp', `[ "$1" = --version ] && exit 0\n${hang()}`);
    const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
    const parent = execa(process.execPath, ['--import', path('../../bin/strip-types.mjs'), path('check-and-wait.ts')], {
      reject: false,
      env: { TMPDIR: join(folder, 'bin') },
    });
    const file = join(folder, 'started');
    await expect
      .poll(() => existsSync(file) && readFileSync(file, 'utf8').trim() !== '', { timeout: 60_000 })
      .toBe(true);
    const started = readFileSync(file, 'utf8').trim();
    expect(runs(started)).toBe(true);
    parent.kill('SIGINT');
    expect((await parent).signal).toBe('SIGINT');
    await eventually(() => !runs(started));
    // The folder of the run is gone.
    expect(await readdir(join(folder, 'bin'))).toEqual(['vvp']);
  });
});
