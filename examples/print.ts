// Prints the Verilog of examples beside their source: node --import ./bin/strip-types.mjs examples/print.ts [folder…]
import { renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { requireSound } from '../generators/circuit/checks/index.ts';
import { emitVerilog } from '../generators/verilog/index.ts';
import { printedExamples } from './printed.ts';

const sourceRoot = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);
for (const [folder, make] of Object.entries(printedExamples)) {
  if (wanted.length > 0 && !wanted.includes(folder)) continue;
  const circuit = make();
  requireSound(circuit);
  for (const { name, text } of emitVerilog(circuit, { sourceRoot })) {
    const file = fileURLToPath(new URL(`${folder}/${name}`, import.meta.url));
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  }
}
