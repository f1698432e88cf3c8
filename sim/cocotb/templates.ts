import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';
import type { VerilogFile } from '../../generators/verilog/index.ts';
import { cocotbVersion } from './environment.ts';
import type { TestFile } from './test-folder.ts';

export const cocotbSimulators = ['verilator', 'icarus'] as const;
export type CocotbSimulator = (typeof cocotbSimulators)[number];

/** What every test folder needs: the design, and the script that builds it and runs the test. */
export interface TestedDesign {
  readonly top: string;
  /** The test's Python module, without `.py`. */
  readonly module: string;
  readonly files: readonly VerilogFile[];
  readonly simulator: CocotbSimulator;
}

const templates = new URL('../../templates/cocotb/', import.meta.url);

export async function renderPython(template: string, values: object): Promise<string> {
  const text = await readFile(new URL(`${template}.hbs`, templates), 'utf8');
  return Handlebars.compile(text, { noEscape: true, strict: true })(values);
}

export async function designFiles({ top, module, files, simulator }: TestedDesign): Promise<readonly TestFile[]> {
  const sources = files.map(({ name }) => name);
  const values = { top, module, simulator, sources, cocotb: cocotbVersion };
  return [
    ...files.map(({ name, text }) => ({ name: `rtl/${name}`, text })),
    { name: 'run_test.py', text: await renderPython('run_test.py', values) },
  ];
}

/** A name as Python modules have them. */
export const snakeCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/\W/g, '_')
    .toLowerCase();
