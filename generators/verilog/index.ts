import type { Circuit, Module } from '../circuit/types.ts';
import { type ExternalFile, externalFiles } from './external.ts';
import { moduleTree } from './module.ts';
import type { Names } from './names.ts';
import { completeOptions, type VerilogOptions } from './options.ts';
import { printModule } from './print-module.ts';

export { type Dialect, type DialectName, dialectNames, dialects } from './dialects.ts';
export { memoryArray } from './memory.ts';
export type { VerilogOptions } from './options.ts';
export { wordRegisters } from './word-registers.ts';

/** The text of one module. */
export interface VerilogFile {
  /** `<module>.sv`, or what the text of an external module is called. */
  readonly name: string;
  readonly moduleName: string;
  readonly text: string;
}

/**
 * One file per module, each behind those that it instantiates; of external modules those that come with a text, which is
 * printed as it is. Equal circuits give equal bytes.
 * @throws BurinError B060 where a module or port has a name that SystemVerilog or the dialect does not allow; B061 where
 * the dialect cannot express something; B062 where an external module's text cannot stand beside the other files; B063
 * where there is no such dialect.
 */
export function emitVerilog(circuit: Circuit, options: VerilogOptions = {}): VerilogFile[] {
  const style = completeOptions(options);
  const innerNames = new Map<Module, Names>();
  const external = externalFiles(circuit);
  return circuit.modules.flatMap((module): readonly (VerilogFile | ExternalFile)[] => {
    if (module.kind === 'external') return external.has(module) ? [external.get(module)!] : [];
    const tree = moduleTree(module, { style, innerNames, isTop: module === circuit.top });
    return [{ name: `${module.name}.sv`, moduleName: module.name, text: printModule(tree, style.lineLength) }];
  });
}

/** The names of the files, one per line, as tools take them with `-f`. */
export function fileList(files: readonly VerilogFile[]): string {
  return files.map(({ name }) => `${name}\n`).join('');
}
