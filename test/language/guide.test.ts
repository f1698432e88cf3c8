import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as language from '../../generators/language/index.ts';
import { makeExampleWorkspace, printExamples, typeCheckExamples, words } from '../support/example-workspace.ts';

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
    workspace = makeExampleWorkspace(
      examples.map(({ file, source }) => ({ file, source: /^import /m.test(source) ? source : imports + source })),
    );
  });
  afterAll(() => rmSync(workspace, { recursive: true }));

  it('has examples that the type checker takes', () => {
    expect(examples.length).toBeGreaterThan(10);
    expect(typeCheckExamples(workspace)).toBe('');
  });

  it('has examples that elaborate, pass all checks and print as shown', () => {
    const files = examples.map(({ file }) => file);
    const printed = printExamples(workspace, files);
    if (process.env.BURIN_UPDATE_GUIDE) update(printed);
    else {
      examples.forEach(({ verilog }, position) => {
        if (verilog !== undefined) expect(words(verilog)).toEqual(words(printed[position]!));
      });
    }
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
