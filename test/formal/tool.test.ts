import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { elaborate } from '../../generators/language/index.ts';
import { prove } from '../../sim/formal/index.ts';
import { runYosys } from '../../sim/formal/yosys.ts';
import { Level } from './designs.ts';

const path = process.env.PATH;
let project: string;

beforeEach(() => {
  process.env.PATH = '/nowhere';
  project = mkdtempSync(join(tmpdir(), 'burin-yosys-'));
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(project, { recursive: true });
});

const run = { files: [{ name: 'design.il', text: 'a design' }], script: ['read_rtlil design.il'], timeoutSeconds: 20 };

/** A package of the name in the project, of which `body` is what runs. */
function install(body: string): void {
  const folder = join(project, 'node_modules', '@yowasp', 'yosys');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: '@yowasp/yosys', type: 'module', exports: { default: './main.js' } }),
  );
  writeFileSync(
    join(folder, 'main.js'),
    `export async function runYosys(parameters, files, { stdout }) {\n${body}\n}\n`,
  );
}

test('without yosys there is one clear error', async () => {
  await expect(prove(elaborate(Level, { bound: 8 }))).rejects.toThrow(
    /^error B540: yosys was not found\n {2}remedy: install the Debian package yosys \(apt-get install yosys\), or npm install @yowasp\/yosys$/,
  );
});

test('the npm package stands in for it, with the same files', async () => {
  install(`stdout(Buffer.from(parameters.join(' ') + '|' + files['design.il'] + '|' + files['proof.ys']));
    throw Object.assign(new Error('exit'), { code: 3 });`);
  expect(await runYosys({ ...run, project })).toEqual({
    exitCode: 3,
    output: '-s proof.ys|a design|read_rtlil design.il',
  });
});

test('and is ended when the time is over', async () => {
  install('for (;;) {}');
  const started = performance.now();
  await expect(runYosys({ ...run, project, timeoutSeconds: 1 })).rejects.toThrow(/B503: .* took longer than 1 s/);
  expect(performance.now() - started).toBeLessThan(15_000);
});
