import { describe, expect, it } from 'vitest';
import { commandsOf, matchesShown, parsePage, replaceBlocks } from '../support/page-blocks.ts';

const text = '# Page\n\n```ts counter.ts\nconst a = 1;\n```\n\ntext\n\n```console yosys\n$ one\nx\n$ two\n```\n';
const page = parsePage(text);

describe('the blocks of a page', () => {
  it('have a language, words behind it, a text and a line', () => {
    expect(page.blocks).toEqual([
      { language: 'ts', words: ['counter.ts'], text: 'const a = 1;\n', line: 4 },
      { language: 'console', words: ['yosys'], text: '$ one\nx\n$ two\n', line: 10 },
    ]);
  });

  it('hold commands, each with what it prints', () => {
    expect(commandsOf(page.blocks[1]!)).toEqual([
      { command: 'one', output: ['x'] },
      { command: 'two', output: [] },
    ]);
  });

  it('are replaced where they stand, and nothing else changes', () => {
    expect(replaceBlocks(page, new Map())).toBe(text);
    expect(replaceBlocks(page, new Map([[page.blocks[1]!, '$ one\ny\n']]))).toBe(
      text.replace('$ one\nx\n$ two\n', '$ one\ny\n'),
    );
  });
});

describe('what a command prints', () => {
  it.each([
    [['a', 'b'], ['a', 'b'], true],
    [['a', 'b'], ['a'], false],
    [['a'], ['a', 'b'], false],
    [[], ['a'], false],
    [['a 12 ms'], ['a … ms'], true],
    [['a 12 s'], ['a … ms'], false],
    [['a', 'x', 'y', 'b'], ['a', '…', 'b'], true],
    [['a', 'b'], ['a', '…', 'b'], true],
    [['a', 'x', 'c'], ['a', '…', 'b'], false],
    [['a  '], ['a'], true],
    [['a.b'], ['a.b'], true],
    [['axb'], ['a.b'], false],
    [['(1 + 2)'], ['(1 + 2)'], true],
  ])('%j is shown as %j: %s', (lines, shown, expected) => {
    expect(matchesShown(lines, shown)).toBe(expected);
  });
});
