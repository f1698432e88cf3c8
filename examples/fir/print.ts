// Prints the filter's Verilog beside this file: node --import ./bin/strip-types.mjs examples/fir/print.ts
import { renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { requireSound } from '../../generators/circuit/checks/index.ts';
import { elaborate } from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { Fir, lowPass } from './fir.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const circuit = elaborate(Fir, lowPass);
requireSound(circuit);
for (const { name, text } of emitVerilog(circuit, { sourceRoot: root })) {
  const file = fileURLToPath(new URL(name, import.meta.url));
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
