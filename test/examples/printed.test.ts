import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { printedExamples } from '../../examples/printed.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { checked } from '../support/evaluate.ts';
import { hasIcarus, hasVerilator, hasYosys } from '../verilog/tools.ts';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const sourceRoot = fileURLToPath(new URL('../..', import.meta.url));

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(examples, folder)).filter((name) => name.endsWith('.sv'));
const textOf = (folder: string, name: string): string => readFileSync(join(examples, folder, name), 'utf8');

const folders = readdirSync(examples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && filesIn(entry.name).length > 0)
  .map(({ name }) => name);

/** Where in the library a module stands is not the example's affair: it moves with every line that is added above. */
const withoutPlaces = (text: string): string => text.replace(/^(\/\/ source: generators\/.*):\d+$/m, '$1');

/** The modules of a folder that no other module there has an instance of. */
function topsOf(folder: string): readonly string[] {
  const names = filesIn(folder).map((name) => name.replace('.sv', ''));
  const texts = filesIn(folder).map((name) => textOf(folder, name));
  const isInstantiated = (name: string) =>
    texts.some((text) => new RegExp(`^ +${name}(_\\d+)? \\w+ \\(`, 'm').test(text));
  return names.filter((name) => !isInstantiated(name));
}

/** What a tool says of the files of a folder: nothing, if they are good. */
function says(folder: string, command: string, ...commandArguments: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(command, [...commandArguments], {
    cwd: join(examples, folder),
    encoding: 'utf8',
    timeout: 60_000,
  });
  return `${stdout}${stderr}${status === 0 ? '' : `\nexit code ${status}`}`.trim();
}

describe.each(Object.keys(printedExamples))('the printed %s', (folder) => {
  it('is what would be printed now', () => {
    const files = emitVerilog(checked(printedExamples[folder]!()), { sourceRoot });
    expect(filesIn(folder).toSorted()).toEqual(files.map(({ name }) => name).toSorted());
    for (const { name, text } of files) expect(withoutPlaces(textOf(folder, name))).toBe(withoutPlaces(text));
  });
});

describe.each(folders)('the Verilog files in %s', (folder) => {
  const files = filesIn(folder);

  it('have a top module', () => expect(topsOf(folder)).not.toEqual([]));
  it.skipIf(!hasVerilator)('leave Verilator nothing to say', () => {
    for (const top of topsOf(folder)) {
      expect(says(folder, 'verilator', '--lint-only', '-Wall', '--top-module', top, ...files)).toBe('');
    }
  });
  it.skipIf(!hasIcarus)('leave Icarus nothing to say', () => {
    for (const top of topsOf(folder)) {
      expect(says(folder, 'iverilog', '-g2012', '-Wall', '-t', 'null', '-s', top, ...files)).toBe('');
    }
  });
  it.skipIf(!hasYosys)('leave yosys nothing to say', () => {
    for (const top of topsOf(folder)) {
      const script = `read_verilog -sv ${files.join(' ')}; hierarchy -check -top ${top}; proc; check -assert`;
      expect(says(folder, 'yosys', '-q', '-p', script)).toBe('');
    }
  });
});
