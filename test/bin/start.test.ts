import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa, execaSync } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// A package of our form with modules of its own: `bin` as it is, and all else made for the test.
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'burin-start-'));
  cpSync(resolve('bin'), join(folder, 'bin'), { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  for (const library of ['@swc', 'es-module-lexer']) {
    symlinkSync(resolve('node_modules', library), join(folder, 'node_modules', library), 'dir');
  }
  write('package.json', '{ "type": "module", "name": "burin", "exports": { ".": "./generators/number.ts" } }');
  write('generators/number.ts', numberModule(1));
  write('generators/text.ts', "export const text: string = new URL('place', import.meta.url).pathname;\n");
  write('cli/main.ts', mainModule);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const numberModule = (value: number) => `interface Unused { readonly value: number }
export const number: number = ${value};
export const stack = (): string => new Error('here').stack!.split('\\n')[1]!;
`;
const mainModule = `import { number } from '../generators/number.ts';
const { text } = await import('../generators/text.ts');
console.log(number as number, text);
`;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const command = () => execaSync('node', [join(folder, 'bin/burin.mjs')], { reject: false });
const program = (file: string) =>
  execaSync('node', ['--import', join(folder, 'bin/strip-types.mjs'), join(folder, file)], { reject: false });
const caches = () => {
  const cache = join(folder, 'node_modules/.cache/burin');
  return existsSync(cache) ? readdirSync(cache) : [];
};
const isOldNode = !('registerHooks' in (await import('node:module')).default);

describe('our modules run without a build', () => {
  it('the first time and the next, by static and dynamic imports', () => {
    const expected = `1 ${join(folder, 'generators/place')}`;
    expect([command().stdout, command().stdout]).toEqual([expected, expected]);
    expect(caches()).toContain(isOldNode ? 'modules' : 'strip-types');
  });

  it('as they are now, however soon after a change', () => {
    for (const value of [1, 2, 3, 2]) {
      write('generators/number.ts', numberModule(value));
      expect(command().stdout).toMatch(new RegExp(`^${value} `));
    }
  });

  it('with the imports that they have now', () => {
    command();
    write('generators/other.ts', 'export const number: number = 7;\n');
    write('generators/number.ts', "export { number } from './other.ts';\n");
    expect(command().stdout).toMatch(/^7 /);
    write('generators/other.ts', 'export const number: number = 8;\n');
    expect(command().stdout).toMatch(/^8 /);
  });

  it('where nothing can be written', () => {
    write('node_modules/.cache', 'a file where the folder of copies would be');
    expect(command().stdout).toMatch(/^1 /);
  });

  it('from many processes that start at once', async () => {
    const runs = Array.from({ length: 4 }, () => execa('node', [join(folder, 'bin/burin.mjs')]));
    for (const { stdout } of await Promise.all(runs)) expect(stdout).toMatch(/^1 /);
  });

  it('and mistakes in them are told with their places', () => {
    write('generators/text.ts', 'export const text: string = ;\n');
    const { exitCode, stderr } = command();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Expression expected');
  });
});

describe('a program of the user', () => {
  it('has the same modules as those of ours that it does not import itself', () => {
    write('design/part.ts', "export { number } from '../generators/number.ts';\n");
    write('generators/holder.ts', 'export const seen: Set<string> = new Set();\n');
    write('generators/writer.ts', "import { seen } from './holder.ts';\nseen.add('written');\n");
    write(
      'design/design.ts',
      `import '../generators/writer.ts';
import { number } from './part.ts';
const { seen } = await import('../generators/holder.ts');
console.log(number, [...seen]);
`,
    );
    expect(program('design/design.ts').stdout).toBe("1 [ 'written' ]");
  });

  it('finds the package by its name, and stacks name sources', () => {
    const user = mkdtempSync(join(tmpdir(), 'burin-user-'));
    mkdirSync(join(user, 'node_modules'));
    symlinkSync(folder, join(user, 'node_modules/burin'), 'dir');
    writeFileSync(join(user, 'package.json'), '{ "type": "module" }');
    const text = `interface Unused { readonly value: number }
import { stack } from 'burin';
console.log(stack());
throw new Error('mine');
`;
    writeFileSync(join(user, 'design.ts'), text);
    const run = () =>
      execaSync('node', ['--import', join(folder, 'bin/strip-types.mjs'), join(user, 'design.ts')], { reject: false });
    for (const { stdout, stderr } of [run(), run()]) {
      expect(stdout).toBe(`    at stack (file://${join(folder, 'generators/number.ts')}:3:36)`);
      expect(stderr).toContain(`${join(user, 'design.ts')}:4:7`);
    }
    rmSync(user, { recursive: true });
  });

  it('that cannot be read is refused by Node', () => {
    const { exitCode, stderr } = program('design/missing.ts');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('missing.ts');
  });
});
