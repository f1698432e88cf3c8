import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as blocks from '../../generators/blocks/index.ts';
import * as language from '../../generators/language/index.ts';
import { makeExampleWorkspace, printExamples, typeCheckExamples, words } from './example-workspace.ts';
import { type Block, commandsOf, matchesShown, parsePage, replaceBlocks } from './page-blocks.ts';
import { hasTool } from './tools.ts';

export interface PageOptions {
  /** Fewest examples: a page whose blocks are not found must not pass. */
  readonly atLeast: number;
  /** Types that examples may name without an import, by their package. */
  readonly types?: Readonly<Record<string, readonly string[]>>;
}

/** Set to write what is printed now into the pages, for a change that was looked at. */
const updates = process.env.BURIN_UPDATE_GUIDE !== undefined;

/** Every value that an example may use without an import, with its package. */
const exported: ReadonlyMap<string, string> = new Map([
  ...Object.keys(blocks).map((name) => [name, 'burin/blocks'] as const),
  ...Object.keys(language).map((name) => [name, 'burin'] as const),
]);

/** An example of a page, with the SystemVerilog that is shown behind it. */
interface Example {
  readonly file: string;
  readonly block: Block;
  readonly verilog: Block | undefined;
}

/**
 * Holds a page to what it shows. Blocks in `ts` are files of a project that uses Burin, under the name behind the
 * language or one of their own; those without an import are given what they use. They are type checked; what a
 * `systemverilog` block behind one shows is what its last module prints. The commands of `console` blocks run in the
 * project, in order, and print what is shown (`matchesShown`); words behind the language are tools that they need.
 */
export function describePage(page: string, { atLeast, types = {} }: PageOptions): void {
  const parsed = parsePage(readFileSync(page, 'utf8'));
  const examples = examplesOf(parsed.blocks);
  const consoles = parsed.blocks.filter((block) => block.language === 'console');
  const replaced = new Map<Block, string>();

  describe(page, () => {
    let workspace: string;

    beforeAll(() => {
      workspace = makeExampleWorkspace(
        examples.map(({ file, block }) => ({ file, source: importsOf(block.text, types) + block.text })),
      );
    });
    afterAll(() => {
      rmSync(workspace, { recursive: true });
      if (replaced.size > 0) writeFileSync(page, replaceBlocks(parsed, replaced));
    });

    // Named files are programs or parts of them, which the commands run.
    const printed = examples.filter(({ block, verilog }) => block.words.length === 0 || verilog);
    it.skipIf(printed.length === 0)('has examples that elaborate, pass all checks and print as shown', () => {
      const texts = printExamples(
        workspace,
        printed.map(({ file }) => file),
      );
      printed.forEach(({ verilog }, position) => {
        if (!verilog) return;
        if (updates) replaced.set(verilog, texts[position]!);
        else expect(words(verilog.text)).toEqual(words(texts[position]!));
      });
    });

    for (const block of consoles) {
      const missing = block.words.filter((tool) => !hasTool(tool));
      it.skipIf(missing.length > 0)(`prints what is shown from line ${block.line} on`, () => {
        const shown = commandsOf(block);
        expect(shown.length).toBeGreaterThan(0);
        const results = shown.map(({ command }) => runCommand(workspace, command));
        if (updates)
          replaced.set(block, shown.map((one, position) => updatedCommand(one, results[position]!)).join(''));
        else {
          shown.forEach(({ output }, position) => {
            if (!matchesShown(results[position]!, output)) expect(results[position]).toEqual(output);
          });
        }
      });
    }

    // Behind the commands, which may make files that others import.
    it('has examples that the type checker takes', () => {
      expect(examples.length).toBeGreaterThanOrEqual(atLeast);
      expect(typeCheckExamples(workspace)).toBe('');
    });
  });
}

function examplesOf(blocks: readonly Block[]): readonly Example[] {
  return blocks.flatMap((block, position) => {
    if (block.language !== 'ts') return [];
    const next = blocks[position + 1];
    const file = block.words[0] ?? `example${position}.ts`;
    return [{ file, block, verilog: next?.language === 'systemverilog' ? next : undefined }];
  });
}

/** Imports of everything that an example uses, where it has none itself. */
function importsOf(source: string, types: Readonly<Record<string, readonly string[]>>): string {
  if (/^import /m.test(source)) return '';
  const isUsed = (name: string) =>
    new RegExp(`\\b${name}\\b`).test(source) && !new RegExp(`\\b(?:const|let|function) ${name}\\b`).test(source);
  const from = new Map<string, string[]>();
  const add = (name: string, module: string, text: string) => {
    if (isUsed(name)) from.set(module, [...(from.get(module) ?? []), text]);
  };
  for (const [name, module] of exported) add(name, module, name);
  for (const [module, names] of Object.entries(types)) for (const name of names) add(name, module, `type ${name}`);
  return [...from].map(([module, names]) => `import { ${names.join(', ')} } from '${module}';\n`).join('');
}

/** What a command prints, both outputs in order; a command that fails says so in a last line. */
function runCommand(workspace: string, command: string): readonly string[] {
  const { all, exitCode } = execaSync('sh', ['-c', command], {
    cwd: workspace,
    all: true,
    reject: false,
    preferLocal: true,
    localDir: resolve('.'),
    env: {
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
      CI: '1',
      npm_config_loglevel: 'error',
      BURIN_UPDATE_GUIDE: undefined,
    },
  });
  const lines = all.trimEnd() === '' ? [] : all.trimEnd().split('\n');
  return exitCode === 0 ? lines : [...lines, `exit code ${exitCode}`];
}

/** A command with what it prints now; as it was where that is still right, for the sake of its `…`. */
function updatedCommand({ command, output }: { command: string; output: readonly string[] }, now: readonly string[]) {
  return [`$ ${command}`, ...(matchesShown(now, output) ? output : now)].map((line) => `${line}\n`).join('');
}
