import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as blocks from '../../generators/blocks/index.ts';
import * as language from '../../generators/language/index.ts';
import { makeExampleWorkspace, printExamples, typeCheckExamples, words } from '../support/example-workspace.ts';

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

describe('the page of the library', () => {
  let workspace: string;

  beforeAll(() => {
    workspace = makeExampleWorkspace(
      examples.map(({ file, source }) => {
        const fromLanguage = importOf([...Object.keys(language)], 'burin', source);
        return { file, source: fromLanguage + importOf(Object.keys(blocks), 'burin/blocks', source) + source };
      }),
    );
  });
  afterAll(() => rmSync(workspace, { recursive: true }));

  it('has examples that the type checker takes', () => {
    expect(examples.length).toBe(5);
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
