import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as language from '../../generators/language/index.ts';

const page = 'docs/language.md';

/** An example of the guide, with the SystemVerilog that is shown behind it. */
interface Example {
  readonly file: string;
  readonly source: string;
  readonly verilog: string | undefined;
}

const text = readFileSync(page, 'utf8');
const examples = [...text.matchAll(/^```ts\n(.*?)^```\n(?:\n```systemverilog\n(.*?)```$)?/gms)].map(
  ([, source = '', verilog], position): Example => ({ file: `example${position}.ts`, source, verilog }),
);
const types = ['SInt', 'UInt', 'Bool', 'Value'];
const imports = `import { ${[...new Set([...Object.keys(language), ...types])].join(', ')} } from 'burin';\n`;

describe('the guide to the language', () => {
  let workspace: string;

  beforeAll(() => {
    // The examples import 'burin' as a user's project does.
    workspace = mkdtempSync(join(tmpdir(), 'burin-guide-'));
    mkdirSync(join(workspace, 'node_modules'));
    symlinkSync(resolve('.'), join(workspace, 'node_modules', 'burin'), 'dir');
    writeFileSync(join(workspace, 'package.json'), '{ "type": "module" }');
    const { compilerOptions } = JSON.parse(readFileSync('tsconfig.json', 'utf8'));
    const options = { ...compilerOptions, noUnusedLocals: false, typeRoots: [resolve('node_modules/@types')] };
    writeFileSync(join(workspace, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*.ts'] }));
    for (const { file, source } of examples) {
      writeFileSync(join(workspace, file), /^import /m.test(source) ? source : imports + source);
    }
  });
  afterAll(() => rmSync(workspace, { recursive: true }));

  it('has examples that the type checker takes', () => {
    expect(examples.length).toBeGreaterThan(10);
    const { stdout } = execaSync('node', [resolve('node_modules/typescript/bin/tsc'), '-p', workspace], {
      reject: false,
    });
    expect(stdout).toBe('');
  });

  it('has examples that elaborate, pass all checks and print as shown', () => {
    const runner = resolve('test/language/print-examples.ts');
    const files = examples.map(({ file }) => file);
    const { stdout } = execaSync('node', ['--import', resolve('bin/strip-types.mjs'), runner, ...files], {
      cwd: workspace,
    });
    const printed = JSON.parse(stdout) as readonly string[];
    if (process.env.BURIN_UPDATE_GUIDE) update(printed);
    else {
      examples.forEach(({ verilog }, position) => {
        if (verilog !== undefined) expect(words(verilog)).toEqual(words(printed[position]!));
      });
    }
  });
});

/** The text without its white space, which is the printer's affair. */
const words = (verilog: string): readonly string[] => verilog.match(/\w+|[^\w\s]/g) ?? [];

/** Writes what is printed now into the page, for a change of the printer that was looked at. */
function update(printed: readonly string[]): void {
  let position = -1;
  const written = text.replace(/^```ts\n|(^```systemverilog\n)(.*?)(```$)/gms, (whole, open, _, close) => {
    if (!open) position += 1;
    return open ? `${open}${printed[position]}${close}` : whole;
  });
  writeFileSync(page, written);
}
