import { execaSync } from 'execa';
import { describe, expect, test } from 'vitest';
import type { BitType, Circuit, MemoryModule } from '../../generators/circuit/types.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { createSimulator, type Simulator } from '../../sim/engine/index.ts';
import {
  addressWidthOf,
  binary,
  circuitOf,
  literal,
  ModuleBuilder,
  memory,
  memoryOf,
  readOnlyMemory,
  reference,
  signed,
  unsigned,
} from '../../sim/fuzz/circuit-builder.ts';
import { RandomSource } from '../../sim/fuzz/random-source.ts';
import { buildVerilator } from '../../sim/verilator/build.ts';
import { modelInterface } from '../../sim/verilator/model-interface.ts';
import { startVerilated } from '../../sim/verilator/verilated-simulator.ts';

const hasVerilator = execaSync('verilator', ['--version'], { reject: false }).exitCode === 0;
const engines = ['wasm', 'interpreter'] as const;

/** A memory between the ports of the top module, each under its own name. */
function around(module: MemoryModule): Circuit {
  const builder = new ModuleBuilder('Around');
  const instance = builder.instance('store', module);
  for (const [name, input] of instance.inputs) builder.assign(input, builder.input(name, input.type));
  const readData = reference(instance.outputs.get('readData')!);
  builder.assign(builder.output('shown', module.wordType), readData);
  return circuitOf(builder.build());
}

type Inputs = Readonly<Record<string, bigint>>;

/** What each organisation does, told by its definition: words in an array, and a word that is shown. */
class Model {
  readonly module: MemoryModule;
  readonly words: bigint[];
  #shown = 0n;

  constructor(module: MemoryModule) {
    this.module = module;
    this.words = Array.from({ length: module.depth }, (_, address) => module.initial?.[address] ?? 0n);
  }

  #read(address: bigint): bigint {
    return this.words[Number(address)] ?? 0n;
  }

  #write(address: bigint, word: bigint): void {
    if (address < this.words.length) this.words[Number(address)] = word;
  }

  shown(inputs: Inputs): bigint {
    return this.module.organisation === 'asynchronous-read' ? this.#read(inputs.readAddress!) : this.#shown;
  }

  edge(inputs: Inputs): void {
    const { module } = this;
    const { enable, write, address, writeData, writeEnable, writeAddress, readEnable, readAddress } = inputs;
    switch (module.organisation) {
      case 'single-port': {
        if (enable === 0n) return;
        const old = this.#read(address!);
        if (write === 1n) this.#write(address!, writeData!);
        if (write === 0n || module.readDuringWrite === 'read-first') this.#shown = old;
        else if (module.readDuringWrite === 'write-first') this.#shown = this.#read(address!);
        return;
      }
      case 'two-port':
        if (readEnable === 1n) this.#shown = this.#read(readAddress!);
        if (writeEnable === 1n) this.#write(writeAddress!, writeData!);
        return;
      case 'asynchronous-read':
        if (writeEnable === 1n) this.#write(writeAddress!, writeData!);
        return;
      case 'read-only':
        if (enable === 1n) this.#shown = this.#read(address!);
    }
  }
}

const types: readonly BitType[] = [
  unsigned(1),
  signed(1),
  signed(8),
  unsigned(32),
  signed(33),
  unsigned(64),
  unsigned(100),
  { width: 6 * 9, signed: false, lanes: 6 },
];

function variants(type: BitType, depth: number, random: RandomSource, spare: number): readonly MemoryModule[] {
  const words = (count: number) => Array.from({ length: count }, () => random.value(type));
  const width = addressWidthOf(depth) + spare;
  return [
    ...(['no-change', 'read-first', 'write-first'] as const).map((policy) =>
      memory(`Single_${policy.replace('-', '_')}`, depth, type, policy, width, words(depth - 1)),
    ),
    memoryOf('two-port', 'TwoPort', depth, type, width, words(1)),
    memoryOf('asynchronous-read', 'Asynchronous', depth, type, width, words(depth)),
    readOnlyMemory('Constant', type, words(depth), width),
  ];
}

describe.each<Simulator['engine']>(engines)('%s', (engine) => {
  test.each(types.map((type) => [type.width, type] as const))('memories of %d bits do what they are', (_, type) => {
    const random = new RandomSource(type.width);
    for (const [depth, spare] of [
      [5, 1],
      [8, 0],
      [3, 38],
    ] as const) {
      for (const module of variants(type, depth, random, spare)) {
        const circuit = around(module);
        const simulator = createSimulator(circuit, { engine });
        const model = new Model(module);
        const inputs: Record<string, bigint> = {};
        for (let cycle = 0; cycle < 40; cycle++) {
          for (const port of circuit.top.ports) {
            if (port.kind !== 'input' || port.role) continue;
            const isAddress = port.name.toLowerCase().endsWith('address');
            inputs[port.name] =
              isAddress && !random.chance(0.1) ? BigInt(random.below(depth)) : random.value(port.type);
            simulator.set(port.name, inputs[port.name]!);
          }
          const place = `${module.name}, cycle ${cycle}`;
          expect(simulator.get('shown'), place).toBe(model.shown(inputs));
          if (random.chance(0.1)) {
            const word = random.value(type);
            simulator.writeMemory('store', 1, word);
            model.words[1] = word;
            expect(simulator.get('shown'), place).toBe(model.shown(inputs));
          }
          simulator.step();
          model.edge(inputs);
        }
        const stored = model.words.map((_, address) => simulator.readMemory('store', address));
        expect(stored, module.name).toEqual(model.words);
      }
    }
  });

  test('a word that is read at once may decide its own address at the next edge, but not in the same cycle', () => {
    const builder = new ModuleBuilder('Chain');
    const type = unsigned(3);
    const at = builder.register('at', type);
    const follow = (name: string) => {
      const store = builder.instance(name, memoryOf('asynchronous-read', 'Next', 8, type, 3, [3n, 4n, 7n, 5n, 2n, 1n]));
      for (const port of ['writeEnable', 'writeAddress', 'writeData']) {
        const input = store.inputs.get(port)!;
        builder.assign(input, literal(0, input.type));
      }
      return store;
    };
    const store = follow('store');
    builder.assign(store.inputs.get('readAddress')!, reference(at));
    builder.assign(at, reference(store.outputs.get('readData')!));
    const simulator = createSimulator(circuitOf(builder.build()), { engine });
    const path = Array.from({ length: 6 }, () => {
      simulator.step();
      return simulator.getNumber('at');
    });
    expect(path).toEqual([3, 5, 1, 4, 2, 7]);
  });
});

test('a loop through a word that is read at once is a loop', () => {
  const builder = new ModuleBuilder('Looped');
  const store = builder.instance('store', memoryOf('asynchronous-read', 'Words', 8, unsigned(3), 3));
  for (const [name, input] of store.inputs) {
    const value = name === 'readAddress' ? reference(store.outputs.get('readData')!) : literal(0, input.type);
    builder.assign(input, value);
  }
  expect(() => createSimulator(circuitOf(builder.build()))).toThrow(
    /B006: combinational loop: store\.readAddress <- store\.readData <- store\.readAddress/,
  );
});

test.skipIf(!hasVerilator)(
  'all organisations do what their SystemVerilog does in Verilator',
  { timeout: 600_000 },
  async () => {
    const random = new RandomSource(9);
    const builder = new ModuleBuilder('Many');
    for (const module of variants(signed(11), 8, random, 0)) {
      const instance = builder.instance(`is${module.name}`, module);
      for (const [name, input] of instance.inputs) {
        const outer = builder.input(`${instance.name}_${name}`, input.type);
        // Words that nobody wrote are undefined in the language, so the first cycles write them all.
        builder.assign(input, outer);
      }
      const readData = reference(instance.outputs.get('readData')!);
      const sum = binary('add', readData, literal(1, module.wordType));
      builder.assign(builder.output(`${instance.name}_out`, sum.type), sum);
    }
    const circuit = circuitOf(builder.build());
    const built = await buildVerilator({
      files: emitVerilog(circuit),
      model: { ...modelInterface(circuit), memories: [] },
    });
    const verilated = startVerilated(built);
    const simulator = createSimulator(circuit);
    const seen: { place: string; ours: bigint; theirs: Promise<bigint> }[] = [];
    for (let cycle = 0; cycle < 300; cycle++) {
      for (const port of circuit.top.ports) {
        if (port.kind !== 'input' || port.role) continue;
        const isFirst = cycle < 8;
        const isAddress = port.name.toLowerCase().endsWith('address');
        const value = isFirst ? (isAddress ? BigInt(cycle) : 1n) : random.value(port.type);
        simulator.set(port.name, value);
        verilated.set(port.name, value);
      }
      for (const { name, kind } of circuit.top.ports) {
        if (kind !== 'output' || cycle < 10) continue;
        seen.push({ place: `cycle ${cycle}, ${name}`, ours: simulator.get(name), theirs: verilated.get(name) });
      }
      simulator.step();
      verilated.step();
    }
    for (const { place, ours, theirs } of seen) expect(ours, place).toBe(await theirs);
    expect(new Set(seen.map(({ ours }) => ours)).size).toBeGreaterThan(50);
    await verilated.close();
  },
);
