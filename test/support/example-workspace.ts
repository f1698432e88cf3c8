import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execaSync } from 'execa';

/** A folder that imports 'burin' as a user's project does, with the examples of a page as its files; delete it afterwards. */
export function makeExampleWorkspace(files: readonly { readonly file: string; readonly source: string }[]): string {
  const workspace = mkdtempSync(join(tmpdir(), 'burin-examples-'));
  mkdirSync(join(workspace, 'node_modules'));
  symlinkSync(resolve('.'), join(workspace, 'node_modules', 'burin'), 'dir');
  mkdirSync(join(workspace, 'node_modules', '.bin'));
  symlinkSync(resolve('bin/burin.mjs'), join(workspace, 'node_modules', '.bin', 'burin'));
  for (const library of ['vitest', 'fast-check']) {
    symlinkSync(resolve('node_modules', library), join(workspace, 'node_modules', library), 'dir');
  }
  writeFileSync(join(workspace, 'package.json'), '{ "type": "module" }');
  const options = { noUnusedLocals: false, typeRoots: [resolve('node_modules/@types')] };
  const configuration = { extends: 'burin/tsconfig.json', compilerOptions: options, include: ['**/*.ts'] };
  writeFileSync(join(workspace, 'tsconfig.json'), JSON.stringify(configuration));
  for (const { file, source } of files) {
    mkdirSync(join(workspace, dirname(file)), { recursive: true });
    writeFileSync(join(workspace, file), source);
  }
  return workspace;
}

/** What the type checker says of the workspace: nothing, if it is good. */
export function typeCheckExamples(workspace: string): string {
  return execaSync('node', [resolve('node_modules/typescript/bin/tsc'), '-p', workspace], { reject: false }).stdout;
}

/** The Verilog of each example, elaborated and checked in plain node. */
export function printExamples(workspace: string, files: readonly string[]): readonly string[] {
  const runner = resolve('test/language/print-examples.ts');
  const loader = ['--import', resolve('bin/strip-types.mjs')];
  return JSON.parse(execaSync('node', [...loader, runner, ...files], { cwd: workspace }).stdout) as readonly string[];
}

/** The text without its white space, which is the printer's affair. */
export const words = (verilog: string): readonly string[] => verilog.match(/\w+|[^\w\s]/g) ?? [];
