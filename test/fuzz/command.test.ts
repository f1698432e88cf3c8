import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { burin, burinProcess, emptyFolder, filesBelow } from '../cli/burin.ts';

describe('burin fuzz', () => {
  test('prints one line where nothing differs', () => {
    const folder = emptyFolder();
    const { status, stdout, stderr } = burin(['fuzz', '--count', '5'], { folder });
    expect(stdout).toMatch(/^interpreter, wasm: 5 circuits, [\d,]+ values compared, 0 differences; \d+\.\d s\n$/);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(filesBelow(folder)).toEqual([]);
  });

  test('prints JSON', () => {
    const { status, stdout } = burin(['fuzz', '--count', '3', '--seed', '9', '--json'], { folder: emptyFolder() });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ engines: ['interpreter', 'wasm'], circuits: 3, differences: 0 });
  });

  const remedy = 'name at least two of interpreter, wasm, verilator, icarus, each once, with commas between';
  test.each([
    ['wasm', '--engines is wasm, which compares nothing'],
    ['wasm,wasm', '--engines is wasm,wasm, which compares nothing'],
    ['wasm,vcs', 'there is no engine vcs'],
    ['wasm,', 'there is no engine (empty)'],
  ])('refuses --engines %s', (engines, message) => {
    expect(burin(['fuzz', '--engines', engines])).toEqual({
      status: 1,
      stdout: '',
      stderr: `error B531: ${message}\n  remedy: ${remedy}\n`,
    });
  });

  test('shrinks and keeps a circuit that a tool refuses', () => {
    const folder = emptyFolder();
    const tools = join(folder, 'tools');
    mkdirSync(tools);
    writeFileSync(join(tools, 'iverilog'), '#!/bin/sh\necho "error: not today"\nexit 1\n');
    chmodSync(join(tools, 'iverilog'), 0o755);
    const environment = { PATH: `${tools}:${process.env.PATH}` };
    const parameters = ['fuzz', '--seed', '3', '--count', '1', '--engines', 'interpreter,icarus', '--keep', 'kept'];
    const { status, stdout, stderr } = burinProcess(parameters, { folder, environment });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^interpreter, icarus: 1 circuits, 0 values compared, 1 differences; /);
    expect(stderr).toMatch(
      /^difference: seed 3, interpreter and icarus, the second refuses the circuit: error: not today\n/,
    );
    expect(stderr).toMatch(/\nkept in kept\/seed-3\.json\n$/);
    expect(filesBelow(join(folder, 'kept'))).toEqual(['seed-3.json']);
  });

  test('says which tool is missing', () => {
    const environment = { PATH: '/nowhere' };
    const { status, stderr } = burinProcess(['fuzz', '--count', '1', '--engines', 'wasm,icarus'], { environment });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr:
        'error B530: iverilog was not found\n' +
        '  remedy: install the Debian package iverilog, or leave icarus out of --engines\n',
    });
  });
});
