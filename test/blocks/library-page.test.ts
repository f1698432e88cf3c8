import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as blocks from '../../generators/blocks/index.ts';
import * as language from '../../generators/language/index.ts';

const page = 'docs/library.md';
const text = readFileSync(page, 'utf8');
/** Each example, with the SystemVerilog that is shown behind it. */
const examples = [...text.matchAll(/^```ts\n(.*?)^```\n(?:\n```systemverilog\n(.*?)```$)?/gms)].map(
  ([, source = '', verilog], position) => ({ file: `example${position}.ts`, source, verilog }),
);

/** An import of those names that the source uses. */
function importOf(names: readonly string[], from: string, source: string): string {
  const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(source));
  return used.length > 0 ? `import { ${used.join(', ')} } from '${from}';\n` : '';
}

/** The text without its white space, which is the printer's affair. */
const words = (verilog: string): readonly string[] => verilog.match(/\w+|[^\w\s]/g) ?? [];

describe('the page of the library', () => {
  let workspace: string;

  beforeAll(() => {
    workspace = mkdtempSync(join(tmpdir(), 'burin-library-'));
    mkdirSync(join(workspace, 'node_modules'));
    symlinkSync(resolve('.'), join(workspace, 'node_modules', 'burin'), 'dir');
    writeFileSync(join(workspace, 'package.json'), '{ "type": "module" }');
    const { compilerOptions } = JSON.parse(readFileSync('tsconfig.json', 'utf8'));
    const options = { ...compilerOptions, noUnusedLocals: false, typeRoots: [resolve('node_modules/@types')] };
    writeFileSync(join(workspace, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*.ts'] }));
    for (const { file, source } of examples) {
      const imports =
        importOf([...Object.keys(language)], 'burin', source) + importOf(Object.keys(blocks), 'burin/blocks', source);
      writeFileSync(join(workspace, file), imports + source);
    }
  });
  afterAll(() => rmSync(workspace, { recursive: true }));

  it('has examples that the type checker takes', () => {
    expect(examples.length).toBe(5);
    const compiler = resolve('node_modules/typescript/bin/tsc');
    expect(execaSync('node', [compiler, '-p', workspace], { reject: false }).stdout).toBe('');
  });

  it('has examples that elaborate, pass all checks and print as shown', () => {
    const runner = resolve('test/language/print-examples.ts');
    const { stdout } = execaSync(
      'node',
      ['--import', resolve('bin/strip-types.mjs'), runner, ...examples.map(({ file }) => file)],
      { cwd: workspace },
    );
    const printed = JSON.parse(stdout) as readonly string[];
    if (process.env.BURIN_UPDATE_GUIDE) update(printed);
    else {
      examples.forEach(({ verilog }, position) => {
        if (verilog !== undefined) expect(words(verilog)).toEqual(words(printed[position]!));
      });
    }
  });

  it('names every block that there is', () => {
    const unnamed = Object.keys(blocks).filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
    // The table behind lfsr().
    expect(unnamed).toEqual(['primitivePolynomials']);
  });
});

/** Writes what is printed now into the page, for a change of the printer that was looked at. */
function update(printed: readonly string[]): void {
  let position = -1;
  const written = text.replace(/^```ts\n|(^```systemverilog\n)(.*?)(```$)/gms, (whole, open, _, close) => {
    if (!open) position += 1;
    return open ? `${open}${printed[position]}${close}` : whole;
  });
  writeFileSync(page, written);
}
