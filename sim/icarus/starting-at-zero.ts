import type { Module } from '../../generators/circuit/types.ts';
import { memoryArray, type VerilogFile, wordRegisters } from '../../generators/verilog/index.ts';

/**
 * The text with all registers and words 0 at the start, which have no known values there otherwise; registers of an
 * enumeration without a member of that value stay unknown until they are reset.
 */
export function startingAtZero(file: VerilogFile, module: Module): VerilogFile {
  const words = wordsOf(module);
  const zeros = zerosOf(module).flatMap((name) => {
    const count = words.get(name);
    if (count !== undefined) return [`    for (int i = 0; i < ${count}; i++) ${name}[i] = 0;\n`];
    const zero = zeroOf(module, name, file.text);
    return zero === undefined ? [] : [`    ${name} = ${zero};\n`];
  });
  if (zeros.length === 0) return file;
  const initial = `  initial begin\n${zeros.join('')}  end\n`;
  return { ...file, text: file.text.replace(/^endmodule/m, `${initial}endmodule`) };
}

/** The registers that are printed as arrays, with the number of their words. */
function wordsOf(module: Module): ReadonlyMap<string, number> {
  if (module.kind !== 'logic') return new Map();
  return new Map([...wordRegisters(module)].map(([{ name }, count]) => [name, count]));
}

function zerosOf(module: Module): readonly string[] {
  if (module.kind === 'external') return [];
  if (module.kind === 'logic') return module.signals.flatMap(({ kind, name }) => (kind === 'register' ? [name] : []));
  const known = module.initial?.length ?? 0;
  const words = Array.from({ length: module.depth - known }, (_, at) => `${memoryArray}[${known + at}]`);
  return module.organisation === 'asynchronous-read' ? words : ['readData', ...words];
}

/**
 * An enumeration takes no number without a cast, which Icarus 11 does not know: the printed member of value 0, and
 * nothing where there is none.
 */
function zeroOf(module: Module, name: string, text: string): string | undefined {
  const register = module.kind === 'logic' ? module.signals.find((signal) => signal.name === name) : undefined;
  if (!register?.type.enumeration) return '0';
  const [, type] = new RegExp(`^ +(\\w+) +${name};`, 'm').exec(text) ?? [];
  const [, members] = new RegExp(`typedef enum [^{]*\\{([^}]*)\\} ${type};`).exec(text) ?? [];
  // Where other than members may be assigned, it is printed as plain bits.
  if (members === undefined) return '0';
  return /(\w+) *= \d+'[bdh]0+\b/.exec(members)?.[1];
}
