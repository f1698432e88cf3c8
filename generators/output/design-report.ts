import type { Circuit, MemoryModule, Module } from '../circuit/types.ts';
import type { DialectName } from '../verilog/index.ts';
import type { NetworkFiles, NetworkReport } from './network-files.ts';

/** What a generated design consists of and, with a network, what running it costs. */
export interface DesignReport {
  readonly generator: 'burin';
  readonly accelerator: string;
  readonly top: string;
  readonly dialect: DialectName;
  readonly parameters: object;
  readonly modules: readonly { readonly name: string; readonly kind: Module['kind']; readonly instances: number }[];
  readonly memories: readonly {
    readonly name: string;
    readonly words: number;
    readonly wordBits: number;
    readonly bits: number;
    /** Words that the network takes, of one instance; absent without a network. */
    readonly wordsUsed?: number;
  }[];
  readonly memoryBits: number;
  readonly network?: NetworkReport;
  readonly files: readonly string[];
}

export function designReport(options: {
  readonly accelerator: string;
  readonly circuit: Circuit;
  readonly dialect: DialectName;
  readonly parameters: object;
  readonly network?: NetworkFiles | undefined;
  readonly files: readonly string[];
}): DesignReport {
  const { accelerator, circuit, dialect, parameters, network, files } = options;
  const instances = countInstances(circuit);
  const memories = circuit.modules.filter((module) => module.kind === 'memory');
  const used = network?.wordsUsed;
  const described = memories.map((memory: MemoryModule) => ({
    name: memory.name,
    words: memory.depth,
    wordBits: memory.wordType.width,
    bits: memory.depth * memory.wordType.width * (instances.get(memory.name) ?? 1),
    ...(used?.has(memory.name) ? { wordsUsed: used.get(memory.name)! } : {}),
  }));
  return {
    generator: 'burin',
    accelerator,
    top: circuit.top.name,
    dialect,
    parameters,
    modules: circuit.modules.map(({ name, kind }) => ({ name, kind, instances: instances.get(name) ?? 1 })),
    memories: described,
    memoryBits: described.reduce((sum, { bits }) => sum + bits, 0),
    ...(network ? { network: network.report } : {}),
    files,
  };
}

/** How often each module stands in the design, all levels counted. */
function countInstances(circuit: Circuit): ReadonlyMap<string, number> {
  const count = new Map<string, number>([[circuit.top.name, 1]]);
  for (const module of circuit.modules.toReversed()) {
    if (module.kind !== 'logic') continue;
    for (const instance of module.instances) {
      const { name } = instance.module;
      count.set(name, (count.get(name) ?? 0) + (count.get(module.name) ?? 0));
    }
  }
  return count;
}
