import type { Module } from '../../generators/circuit/types.ts';
import type { VerilogFile } from '../../generators/verilog/index.ts';

/** The text with all registers and words 0 at the start, which have no known values there otherwise. */
export function startingAtZero(file: VerilogFile, module: Module): VerilogFile {
  const zeros = zerosOf(module).map((name) => `    ${name} = 0;\n`);
  if (zeros.length === 0) return file;
  const initial = `  initial begin\n${zeros.join('')}  end\n`;
  return { ...file, text: file.text.replace(/^endmodule/m, `${initial}endmodule`) };
}

function zerosOf(module: Module): readonly string[] {
  if (module.kind === 'external') return [];
  if (module.kind === 'logic') return module.signals.flatMap(({ kind, name }) => (kind === 'register' ? [name] : []));
  const known = module.initial?.length ?? 0;
  const words = Array.from({ length: module.depth - known }, (_, at) => `words[${known + at}]`);
  return module.organisation === 'asynchronous-read' ? words : ['readData', ...words];
}
