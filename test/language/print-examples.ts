import { pathToFileURL } from 'node:url';
import { requireSound } from '../../generators/circuit/checks/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import { elaborate, type ModuleFunction, type PortRecord } from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';

/** The printed top module of the last circuit, or module without parameters, that a file exports. */
async function printed(file: string): Promise<string> {
  const exported: Record<string, unknown> = await import(pathToFileURL(file).href);
  const last = (exported.circuit ?? Object.values(exported).at(-1)) as Circuit | ModuleFunction<object, PortRecord>;
  const circuit = 'build' in last ? elaborate(last, {}) : last;
  requireSound(circuit);
  const { text } = emitVerilog(circuit, { sourceRoot: process.cwd() }).at(-1)!;
  return text.slice(text.search(/^module /m), text.indexOf('endmodule') + 'endmodule\n'.length);
}

const texts: string[] = [];
for (const file of process.argv.slice(2)) texts.push(await printed(file));
console.log(JSON.stringify(texts));
