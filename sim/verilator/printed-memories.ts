import type { Circuit, LogicModule, MemoryModule } from '../../generators/circuit/types.ts';
import { memoryArray, type VerilogFile } from '../../generators/verilog/index.ts';
import { printedInstanceNames } from '../formal/printed-names.ts';

/** A memory of a printed design. */
export interface PrintedMemory {
  /** Names of the instances below the top, joined with dots, in the source and in the printed text. */
  readonly name: string;
  readonly path: string;
  readonly module: MemoryModule;
  /** The array of words in the printed module. */
  readonly array: string;
}

/** All memories of a circuit, in hierarchical order. Those in an array of instances lie in the scopes of printed loops. */
export function printedMemories(circuit: Circuit, files: readonly VerilogFile[]): readonly PrintedMemory[] {
  const texts = new Map(files.map(({ moduleName, text }) => [moduleName, text]));
  const below = (parent: LogicModule, name: string, path: string): readonly PrintedMemory[] => {
    const printed = printedInstanceNames(parent, texts.get(parent.name) ?? '');
    return parent.instances.flatMap((instance): readonly PrintedMemory[] => {
      const { module } = instance;
      const inner = [`${name}${instance.name}`, `${path}${printed.get(instance) ?? instance.name}`] as const;
      if (module.kind === 'logic') return below(module, `${inner[0]}.`, `${inner[1]}.`);
      return module.kind === 'memory' ? [{ name: inner[0], path: inner[1], module, array: memoryArray }] : [];
    });
  };
  return below(circuit.top, '', '');
}
