import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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
const caches = () => {
  const cache = join(folder, 'node_modules/.cache/burin');
  return existsSync(cache) ? readdirSync(cache) : [];
};
const program = (file: string, ...parameters: string[]) =>
  execaSync('node', ['--import', join(folder, 'bin/strip-types.mjs'), join(folder, file), ...parameters], {
    reject: false,
  });
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

  it('with modules that earlier runs did not come to, and their errors', () => {
    write(
      'cli/main.ts',
      `if (process.env['FURTHER']) {
  const { stack } = await import('../generators/number.ts');
  console.log(stack());
}
console.log('here');
`,
    );
    expect(command().stdout).toBe('here');
    const further = () => execaSync('node', [join(folder, 'bin/burin.mjs')], { env: { FURTHER: '1' } }).stdout;
    const expected = `    at stack (file://${join(folder, 'generators/number.ts')}:3:36)\nhere`;
    expect([further(), further()]).toEqual([expected, expected]);
  });

  it('whatever form their imports and exports have', () => {
    write(
      'generators/all.ts',
      "export * from './number.ts';\nexport * as inner from './number.ts';\nexport default [1];\n",
    );
    write('generators/again.ts', "import list, { number as one } from './all.ts';\nexport { list as default, one };\n");
    write(
      'cli/main.ts',
      `import again, * as space from '../generators/again.ts';
import { inner, number } from '../generators/all.ts'; const here = new Error('x').stack!.split('\\n')[1]!;
import { existsSync as exists } from 'node:fs';
import path from 'node:path';
console.log(again, Object.keys(space), space.one, Object.keys(inner), number, exists('/'), path.join('a', 'b'), here);
`,
    );
    const expected = "[ 1 ] [ 'default', 'one' ] 1 [ 'number', 'stack' ] 1 true a/b";
    for (const { stdout } of [command(), command()]) {
      expect(stdout).toContain(expected);
      expect(stdout).toContain(`${join(folder, 'cli/main.ts')}:2:68`);
    }
  });

  it('where a function cannot have what they have', () => {
    write('generators/count.ts', 'export let count = 1;\nexport function next(): void {\n  count += 1;\n}\n');
    write(
      'generators/one.ts',
      "import { two } from './two.ts';\nexport const one = 1;\nexport const both = () => one + two;\n",
    );
    write(
      'generators/two.ts',
      "import { one } from './one.ts';\nexport const two = 2;\nexport const seen = () => one;\n",
    );
    write(
      'cli/main.ts',
      `import { count, next } from '../generators/count.ts';
import { both } from '../generators/one.ts';
import { seen } from '../generators/two.ts';
next();
console.log(count, both(), seen());
`,
    );
    expect([command().stdout, command().stdout]).toEqual(['2 3 1', '2 3 1']);
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
    expect(stderr).toContain(`${join(folder, 'generators/text.ts')}:1:29: Expression expected\n`);
  });
});

describe('all of ours', () => {
  it('has a form as functions: one module without it, and everything starts slowly', () => {
    const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, string> };
    const own = [resolve('cli/main.ts'), ...Object.values(exports).map((path) => resolve(path))];
    const text = `const { reachedBy } = await import(${JSON.stringify(resolve('bin/module-register.mjs'))});
for (const file of process.argv.slice(1)) console.log((await reachedBy(file)).needsLoader);
`;
    const files = own.filter((file) => file.endsWith('.ts'));
    const { stdout } = execaSync('node', ['--input-type=module', '-e', text, ...files]);
    expect(stdout.split('\n')).toEqual(files.map(() => 'false'));
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

  it('is run as it is now, with the exit code that it has in Node', () => {
    const timer = "setTimeout(() => console.log('later'), 1);\n";
    const cases = [
      [timer, 'later', 0],
      [`${timer}process.exitCode = 3;\n`, 'later', 3],
      [`${timer}await Promise.reject(new Error('mine'));\n`, '', 1],
      ['await new Promise(() => {});\n', '', 13],
      ['console.log(process.argv.slice(2).join());\nprocess.exit(4);\n', 'a,b', 4],
    ] as const;
    for (const [text, output, exitCode] of cases) {
      write('design/design.ts', `import '../generators/number.ts';\n${text}`);
      const run = program('design/design.ts', 'a', 'b');
      expect([run.stdout, run.exitCode]).toEqual([output, exitCode]);
    }
  });

  it('has the same modules of ours beside packages, which need a loader', () => {
    const user = mkdtempSync(join(tmpdir(), 'burin-user-'));
    mkdirSync(join(user, 'node_modules/other'), { recursive: true });
    symlinkSync(folder, join(user, 'node_modules/burin'), 'dir');
    writeFileSync(join(user, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(user, 'node_modules/other/package.json'), '{ "type": "module", "exports": "./index.js" }');
    writeFileSync(join(user, 'node_modules/other/index.js'), 'export const other = 5;\n');
    write('generators/number.ts', 'export const seen: number[] = [];\n');
    writeFileSync(join(user, 'part.ts'), "import { seen } from 'burin';\nseen.push(1);\n");
    const text = "import { seen } from 'burin';\nimport './part.ts';\n";
    const run = () =>
      execaSync('node', ['--import', join(folder, 'bin/strip-types.mjs'), join(user, 'design.ts')]).stdout;
    writeFileSync(join(user, 'design.ts'), `${text}import { other } from 'other';\nconsole.log(seen, other);\n`);
    expect([run(), run()]).toEqual(['[ 1 ] 5', '[ 1 ] 5']);
    writeFileSync(join(user, 'design.ts'), `${text}console.log(seen, import.meta.filename);\n`);
    const expected = `[ 1 ] ${join(user, 'design.ts')}`;
    expect([run(), run()]).toEqual([expected, expected]);
    rmSync(user, { recursive: true });
  });

  it('that asks for what is not exported is told where', () => {
    write('design/step.ts', "export const stop = 1;\nexport * from './far.ts';\n");
    write('design/far.ts', "export const far = 2;\nexport * from './step.ts';\nexport default 3;\n");
    const names = 'number as one, type Unused';
    const text = (name: string) =>
      `import { ${names} } from '../generators/number.ts';\nimport { stop, ${name} } from './step.ts';\nimport { default as whole } from './far.ts';\nconsole.log(one, stop, far, whole);\n`;
    write('design/design.ts', text('far'));
    expect(program('design/design.ts').stdout).toBe('1 1 2 3');
    write('design/design.ts', text('step'));
    for (const { stderr } of [program('design/design.ts'), program('design/design.ts')]) {
      expect(stderr).toContain(`${join(folder, 'design/design.ts')}:2\n`);
      expect(stderr).toContain("'./step.ts' does not provide an export named 'step'");
    }
  });

  it('hears of no copy where it asks for what modules do not have', () => {
    write('design/part.ts', 'export const part: number = 1;\n');
    const text = "import { part } from './part.ts'; const here = new Error('x').stack!.split('\\n')[1]!;\n";
    write('design/design.ts', `${text}console.log(part, here);\nrequire('node:fs');\n`);
    const { stdout, stderr } = program('design/design.ts');
    expect(stdout).toContain('design/design.ts:1:48');
    expect(stderr).toContain('require is not defined in ES module scope');
    expect(stderr).not.toContain('.cache');
  });

  it('that cannot be read is refused by Node', () => {
    const { exitCode, stderr } = program('design/missing.ts');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('missing.ts');
  });
});
