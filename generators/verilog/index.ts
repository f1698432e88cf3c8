import type { Circuit } from '../circuit/types.ts';
import { moduleTree } from './module.ts';
import { completeOptions, type VerilogOptions } from './options.ts';
import { printModule } from './print-module.ts';

export type { VerilogOptions } from './options.ts';

export interface VerilogFile {
  /** `<module>.sv` */
  readonly name: string;
  readonly moduleName: string;
  readonly text: string;
}

/**
 * One file per module, each behind those that it instantiates. Equal circuits give equal bytes.
 * @throws BurinError B060 where a module or port has a name that SystemVerilog does not allow.
 */
export function emitVerilog(circuit: Circuit, options: VerilogOptions = {}): VerilogFile[] {
  const style = completeOptions(options);
  return circuit.modules.map((module) => ({
    name: `${module.name}.sv`,
    moduleName: module.name,
    text: printModule(moduleTree(module, style), style.lineLength),
  }));
}

/** The names of the files, one per line, as tools take them with `-f`. */
export function fileList(files: readonly VerilogFile[]): string {
  return files.map(({ name }) => `${name}\n`).join('');
}
