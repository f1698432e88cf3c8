import type {
  Assignable,
  BitType,
  Circuit,
  Enumeration,
  Expression,
  ExternalModule,
  Instance,
  LogicModule,
  MemoryModule,
} from '../../generators/circuit/types.ts';
import {
  addressWidthOf,
  binary,
  circuitOf,
  convert,
  element,
  ModuleBuilder,
  memory,
  memoryOf,
  readOnlyMemory,
  reference,
  sideBySide,
  slice,
  unsigned,
} from './circuit-builder.ts';
import { as, ExpressionSource } from './random-expressions.ts';
import { RandomSource } from './random-source.ts';
import { driveAll, driveRegisters, withoutHidden } from './random-statements.ts';

export interface RandomCircuitOptions {
  /**
   * Nothing can happen that hardware leaves undefined: no memory is addressed beyond its depth, and no switch meets a
   * value that is no member of its enumeration without saying what then. Default false.
   */
  readonly defined?: boolean;
  /** Few and narrow things, which a solver can still reason about. Default false. */
  readonly small?: boolean;
  /** Some circuits have two clocks, and modules from elsewhere that run as their models. Default false. */
  readonly exotic?: boolean;
  /** The organisations of memories that may occur; default all. */
  readonly memories?: readonly MemoryModule['organisation'][];
}

const allMemories: readonly MemoryModule['organisation'][] = [
  'single-port',
  'two-port',
  'asynchronous-read',
  'read-only',
];

/**
 * A sound circuit that follows from the seed and the options alone: every kind of expression and statement over few
 * signals, memories, enumerations and lanes, in one to three levels of hierarchy with arrays of instances.
 */
export function randomCircuit(seed: number, options: RandomCircuitOptions = {}): Circuit {
  return circuitOf(randomTop(seed, options));
}

/** One circuit of `count` random ones side by side, whose ports have the name of their part in front; all is defined. */
export function randomCircuits(firstSeed: number, count: number, options: RandomCircuitOptions = {}): Circuit {
  const seeds = Array.from({ length: count }, (_, place) => firstSeed + place);
  return sideBySide(
    'Many',
    seeds.map((seed) => [`part${seed}`, randomTop(seed, { ...options, defined: true })]),
  );
}

function randomTop(seed: number, options: RandomCircuitOptions): LogicModule {
  const random = new RandomSource(seed);
  const enumerations = Array.from({ length: random.below(3) }, (_, number) =>
    randomEnumeration(random, `Kind${number}`),
  );
  const library: LogicModule[] = [];
  const levels = random.below(3);
  for (let level = 0; level < levels; level++) {
    library.push(new RandomModule(random, `Part${seed}_${level}`, library, enumerations, options).module);
  }
  const make = (name: string) => new RandomModule(random, name, library, enumerations, options).module;
  if (options.exotic && random.chance(0.2)) return twoClocks(random, `Top${seed}`, make);
  return make(`Top${seed}`);
}

/** Two random modules, each with a clock and a reset of its own, where the second sees the first through registers. */
function twoClocks(random: RandomSource, name: string, make: (name: string) => LogicModule): LogicModule {
  const builder = new ModuleBuilder(name, false);
  const clocks = ['clockA', 'clockB'].map((clock) => builder.timing(clock, 'clock'));
  const resets = ['resetA', 'resetB'].map((reset, side) => builder.timing(reset, 'reset', clocks[side]));
  const seen: Expression[] = [];
  for (const [side, clock] of clocks.entries()) {
    const clocking = new Map([
      ['clock', clock],
      ['reset', resets[side]!],
    ]);
    const part = builder.instance(`side${side}`, make(`${name}_side${side}`), undefined, clocking);
    for (const [port, input] of part.inputs) {
      const value =
        seen.length > 0 && random.chance(0.5)
          ? as(random.pick(seen), input.type)
          : builder.inputOf(clock, `side${side}_${port}`, input.type);
      builder.assign(input, value);
    }
    for (const [port, output] of part.outputs) {
      builder.assign(builder.output(`side${side}_${port}`, output.type), reference(output));
      if (side > 0) continue;
      // Only what is a register may cross.
      const leaving = builder.registerOf(clock, `leaving_${port}`, output.type);
      const stage = builder.registerOf(clocks[1]!, `crossing_${port}`, output.type, true);
      builder.assign(leaving, reference(output));
      builder.assign(stage, reference(leaving));
      seen.push(reference(stage));
    }
  }
  return builder.build();
}

function randomEnumeration(random: RandomSource, name: string): Enumeration {
  const count = 2 + random.below(5);
  const sparse = random.chance(0.3);
  const members = Array.from({ length: count }, (_, place) => ({
    name: `member${place}`,
    value: BigInt(sparse ? place * 3 : place),
  }));
  return { name, members };
}

/** The making of one module, in the order in which things may read each other: so no true loop comes about. */
class RandomModule {
  readonly module: LogicModule;
  readonly #random: RandomSource;
  readonly #name: string;
  readonly #library: readonly LogicModule[];
  readonly #options: RandomCircuitOptions;
  readonly #builder: ModuleBuilder;
  readonly #source: ExpressionSource;
  readonly #external = new Map<LogicModule, ExternalModule>();

  constructor(
    random: RandomSource,
    name: string,
    library: readonly LogicModule[],
    enumerations: readonly Enumeration[],
    options: RandomCircuitOptions,
  ) {
    this.#random = random;
    this.#name = name;
    this.#library = library;
    this.#options = options;
    const builder = new ModuleBuilder(name);
    const source = new ExpressionSource(random, enumerations, options);
    this.#builder = builder;
    this.#source = source;
    for (let input = 0; input < 2 + random.below(3); input++) {
      source.readable.push(builder.input(`in${input}`, source.type()));
    }
    const registers = this.#registers();
    const writeWords = random.chance(0.4) ? this.#words() : () => {};
    const memories = Array.from({ length: random.below(options.small ? 2 : 3) }, (_, number) => this.#memory(number));
    // What a clock edge brings may be read before what it depends on is known.
    const atEdges = memories.filter((instance) => !showsAtOnce(instance));
    for (const instance of atEdges) this.#readOutputs(instance);
    for (let number = 0; number < 1 + random.below(4); number++) this.#logic(number);
    for (const instance of memories.filter(showsAtOnce)) {
      driveAll(builder, source, [...instance.inputs.values()]);
      this.#readOutputs(instance);
    }
    this.#ripple();
    for (const instance of atEdges) driveAll(builder, source, [...instance.inputs.values()]);
    for (let output = 0; output < 1 + random.below(3); output++) {
      driveAll(builder, source, [builder.output(`out${output}`, source.type())]);
    }
    writeWords();
    driveRegisters(builder, source, registers);
    this.module = builder.build(withoutHidden);
  }

  #registers(): readonly Assignable[] {
    const random = this.#random;
    return Array.from({ length: 1 + random.below(4) }, (_, number) => {
      const type = this.#source.type();
      const resetValue = random.chance(0.6) ? this.#source.value(type) : undefined;
      const register = this.#builder.register(`state${number}`, type, resetValue);
      this.#source.readable.push(reference(register));
      return register;
    });
  }

  /** A register that is read and written word by word only, as an array of words is. Gives what writes it. */
  #words(): () => void {
    const random = this.#random;
    const source = this.#source;
    const most = this.#options.small ? 3 : 12;
    const [count, width] = [2 + random.below(most), 1 + random.below(most)];
    const register = this.#builder.register('words', { width: count * width, signed: false, lanes: count });
    const whole = reference(register);
    const index = () => source.index(source.next(1), 1 + random.below(5), count);
    const at = random.below(count);
    const read = element(whole, index(), width);
    source.readable.push(read, slice(whole, (at + 1) * width - 1, at * width));
    const write = () =>
      this.#builder.connect(
        { signal: register, element: { index: index(), width } },
        as(source.next(source.deepest), unsigned(width)),
      );
    return () => {
      if (random.chance(0.3)) write();
      this.#builder.when(as(source.next(2), unsigned(1)), write);
    };
  }

  #readOutputs(instance: Instance): void {
    for (const output of instance.outputs.values()) this.#source.readable.push(reference(output));
  }

  /** A node or a wire, and perhaps an instance or an array of them. */
  #logic(number: number): void {
    const random = this.#random;
    if (random.chance(0.5)) {
      this.#source.readable.push(this.#builder.node(`node${number}`, this.#source.next(this.#source.deepest)));
    } else {
      const wire = this.#builder.wire(`wire${number}`, this.#source.type());
      driveAll(this.#builder, this.#source, [wire]);
      this.#source.readable.push(reference(wire));
    }
    if (this.#library.length === 0 || !random.chance(0.6)) return;
    const own = random.pick(this.#library);
    const module = this.#options.exotic && random.chance(0.2) ? this.#fromElsewhere(own) : own;
    const size = random.chance(0.25) ? 2 + random.below(this.#options.small ? 2 : 4) : 1;
    for (let index = 0; index < size; index++) {
      const name = `part${number}`;
      const instance =
        size === 1
          ? this.#builder.instance(name, module)
          : this.#builder.instance(`${name}_${index}`, module, { name, index: [index], size: [size] });
      driveAll(this.#builder, this.#source, [...instance.inputs.values()]);
      this.#readOutputs(instance);
    }
  }

  /** A module that is known by its ports alone, and runs as the given one. */
  #fromElsewhere(model: LogicModule): ExternalModule {
    const { location, ports } = model;
    const name = `${this.#name}_${model.name}`;
    const made: ExternalModule = { kind: 'external', name, moduleName: name, parameters: [], ports, model, location };
    const known = this.#external.get(model) ?? made;
    this.#external.set(model, known);
    return known;
  }

  #memory(number: number): Instance {
    const random = this.#random;
    const { defined = false, memories = allMemories } = this.#options;
    const organisation = random.pick(memories);
    const most = this.#options.small ? 2 : 4;
    const depth = defined ? 2 ** (1 + random.below(most)) : 1 + random.below(10);
    const wordType = this.#source.type();
    const addressWidth = addressWidthOf(depth) + (defined ? 0 : random.below(2));
    const words = (count: number) => Array.from({ length: count }, () => this.#source.value(wordType));
    const initial = random.chance(0.4) ? words(1 + random.below(depth)) : undefined;
    const name = `${this.#name}_ram${number}`;
    const policy = random.pick(['no-change', 'read-first', 'write-first'] as const);
    const module =
      organisation === 'single-port'
        ? memory(name, depth, wordType, policy, addressWidth, initial)
        : organisation === 'read-only'
          ? readOnlyMemory(name, wordType, words(depth), addressWidth)
          : memoryOf(organisation, name, depth, wordType, addressWidth, initial);
    return this.#builder.instance(`ram${number}`, module);
  }

  /** A wire whose elements each depend on the one before: a loop only for who takes words as a whole. */
  #ripple(): void {
    const random = this.#random;
    const source = this.#source;
    const most = this.#options.small ? 3 : 12;
    const width = 1 + random.below(most);
    const type: BitType = unsigned(width);
    const count = 2 + random.below(Math.min(most, 8));
    const wire = this.#builder.wire('ripple', unsigned(width * count));
    const whole = reference(wire);
    for (let place = 0; place < count; place++) {
      const low = place * width;
      const before: Expression = place === 0 ? as(source.next(1), type) : slice(whole, low - 1, low - width);
      const sum = convert(binary('add', before, as(source.next(1), type)), type);
      this.#builder.connect({ signal: wire, range: { high: low + width - 1, low } }, sum);
    }
    source.readable.push(whole);
  }
}

function showsAtOnce({ module }: Instance): boolean {
  return module.kind === 'memory' && module.organisation === 'asynchronous-read';
}
