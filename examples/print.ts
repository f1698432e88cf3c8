// Prints the Verilog of examples beside their source: node --import ./bin/strip-types.mjs examples/print.ts [folder…]
import { renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { requireSound } from '../generators/circuit/checks/index.ts';
import { emitVerilog } from '../generators/verilog/index.ts';
import { printedExamples } from './printed.ts';

const sourceRoot = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((folder) => !printedExamples[folder]);
if (unknown.length > 0) {
  console.error(`no printed example: ${unknown.join(', ')}; there are ${Object.keys(printedExamples).join(', ')}`);
  process.exit(2);
}
for (const folder of wanted.length > 0 ? wanted : Object.keys(printedExamples)) {
  const circuit = printedExamples[folder]!();
  requireSound(circuit);
  for (const { name, text } of emitVerilog(circuit, { sourceRoot })) {
    const file = fileURLToPath(new URL(`${folder}/${name}`, import.meta.url));
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  }
}
