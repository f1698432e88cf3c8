// Writes the printed module beside its source: `node --import ./bin/strip-types.mjs examples/mac-array/print.ts`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { elaborate } from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { OuterProductArray } from './mac-array.ts';

const sourceRoot = fileURLToPath(new URL('../..', import.meta.url));
for (const { name, text } of emitVerilog(elaborate(OuterProductArray, { size: 8 }), { sourceRoot })) {
  writeFileSync(new URL(name, import.meta.url), text);
}
