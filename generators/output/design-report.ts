import type { Circuit, MemoryModule, Module } from '../circuit/types.ts';
import type { UltraTrailProgram } from '../networks/mapping/program.ts';
import type { DialectName } from '../verilog/index.ts';

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
    /** Words that the network's program, weights, biases or widest feature map take; absent without a network. */
    readonly wordsUsed?: number;
  }[];
  readonly memoryBits: number;
  readonly network?: NetworkReport;
  readonly files: readonly string[];
}

export interface NetworkReport {
  readonly name: string;
  readonly layers: readonly {
    readonly name: string;
    readonly cycles: number;
    readonly multiplications: number;
    /** Share of the multipliers' cycles that do useful work, 0..1. */
    readonly utilisation: number;
  }[];
  readonly cycles: number;
  readonly startUpCycles: number;
  readonly multiplications: number;
  readonly utilisation: number;
}

export function designReport(options: {
  readonly accelerator: string;
  readonly circuit: Circuit;
  readonly dialect: DialectName;
  readonly parameters: object;
  readonly program?: UltraTrailProgram | undefined;
  readonly files: readonly string[];
}): DesignReport {
  const { accelerator, circuit, dialect, parameters, program, files } = options;
  const instances = countInstances(circuit);
  const memories = circuit.modules.filter((module) => module.kind === 'memory');
  const used = program ? wordsUsed(program) : undefined;
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
    ...(program ? { network: networkReport(program) } : {}),
    files,
  };
}

export function networkReport(program: UltraTrailProgram): NetworkReport {
  const layers = program.layers.map(({ name, cycles, multiplications, utilisation }) => ({
    name,
    cycles,
    multiplications,
    utilisation,
  }));
  const useful = layers.reduce((sum, { cycles, utilisation }) => sum + cycles * utilisation, 0);
  return {
    name: program.network,
    layers,
    cycles: program.cycles,
    startUpCycles: program.startUpCycles,
    multiplications: layers.reduce((sum, layer) => sum + layer.multiplications, 0),
    utilisation: useful / program.cycles,
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

function wordsUsed(program: UltraTrailProgram): ReadonlyMap<string, number> {
  const placements = [program.input, ...program.layers.flatMap(({ output, residual }) => [output, residual])].filter(
    (placement) => placement !== undefined,
  );
  const features = (memory: number): number =>
    Math.max(0, ...placements.filter((one) => one.memory === memory).map(({ words }) => words));
  return new Map([
    ['ProgramMemory', program.programWords.length],
    ['WeightMemory', program.weightWords.length],
    ['BiasMemory', program.biasWords.length],
    ['FeatureMemory0', features(0)],
    ['FeatureMemory1', features(1)],
    ['FeatureMemory2', features(2)],
  ]);
}
