/*
 * One design of ours, elaborated, checked, printed and written again and again, as the programs in peers/ do it:
 * `node --import ./bin/strip-types.mjs bench/elaborate-once.ts array|rv32 size file seconds`. One line of JSON a round.
 */
import { writeFileSync } from 'node:fs';
import { OuterProductArray } from '../examples/mac-array/mac-array.ts';
import { requireSound } from '../generators/circuit/checks/index.ts';
import type { Circuit } from '../generators/circuit/types.ts';
import { elaborate } from '../generators/language/index.ts';
import { emitVerilog } from '../generators/verilog/index.ts';

/** The core's sources are loaded only where it is asked for: loading is part of a cold start. */
async function designNamed(name: string, size: number): Promise<() => Circuit> {
  if (name === 'array') return () => elaborate(OuterProductArray, { size });
  const { Core } = await import('../examples/rv32/core.ts');
  const { defaultCoreParameters } = await import('../examples/rv32/parameters.ts');
  return () => elaborate(Core, defaultCoreParameters);
}

const [name = 'array', size, file = '', seconds] = process.argv.slice(2);
const design = await designNamed(name, Number(size));
const begin = performance.now();
for (let rounds = 0; rounds < 2 || (rounds < 6 && performance.now() - begin < Number(seconds) * 1000); rounds++) {
  const start = performance.now();
  const circuit = design();
  const elaborated = performance.now();
  requireSound(circuit);
  const checked = performance.now();
  const text = emitVerilog(circuit)
    .map((printed) => printed.text)
    .join('\n');
  writeFileSync(file, text);
  const end = performance.now();
  const parts = { elaborate: elaborated - start, check: checked - elaborated, print: end - checked };
  console.log(JSON.stringify({ milliseconds: end - start, lines: text.split('\n').length - 1, ...parts }));
}
