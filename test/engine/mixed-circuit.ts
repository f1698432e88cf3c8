import { clockPorts } from '../../generators/circuit/clocking.ts';
import type {
  Circuit,
  ExternalModule,
  InputPort,
  Instance,
  LogicModule,
  MemoryModule,
  PrintedValue,
  Property,
  Register,
  TwoPortMemory,
} from '../../generators/circuit/types.ts';
import { bit, circuitOf, reference } from '../../sim/fuzz/circuit-builder.ts';
import { randomCircuit } from '../../sim/fuzz/random-circuit.ts';
import { as, ExpressionSource } from '../../sim/fuzz/random-expressions.ts';
import { RandomSource } from '../../sim/fuzz/random-source.ts';

/** Lets a test change what was just built and is nobody else's. */
type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

const organisations: readonly MemoryModule['organisation'][] = [
  'single-port',
  'two-port',
  'asynchronous-read',
  'read-only',
];

/**
 * A random circuit with all organisations of memories, whose modules then get more clocks and resets, instances that
 * connect them at random or leave it to the rule, external modules with models, and properties of the given kinds.
 */
export function mixedCircuit(seed: number, kinds: readonly Property['kind'][]): Circuit {
  const circuit = randomCircuit(seed, { memories: organisations });
  const random = new RandomSource(seed + 12_345);
  const more = random.chance(0.8);
  for (const module of circuit.modules) if (module.kind === 'logic') enrich(module, random, more, kinds);
  for (const module of circuit.modules) if (module.kind === 'logic') connectClocks(module, random);
  return circuitOf(circuit.top);
}

function enrich(module: LogicModule, random: RandomSource, more: boolean, kinds: readonly Property['kind'][]): void {
  const { location } = module;
  const port = (name: string, role: 'clock' | 'reset'): InputPort => ({
    kind: 'input',
    name,
    type: bit,
    location,
    role,
  });
  if (more) {
    const added = [port('clockB', 'clock'), port('clockC', 'clock'), port('resetB', 'reset')];
    (module.ports as InputPort[]).splice(2, 0, ...added.slice(0, 1 + random.below(3)));
  }
  const pick = (role: 'clock' | 'reset') => random.pick(clockPorts(module).filter((one) => one.role === role));
  for (const signal of module.signals) {
    if (signal.kind !== 'register') continue;
    const register = signal as Mutable<Register>;
    register.clock = pick('clock');
    if (register.reset) register.reset = { ...register.reset, signal: pick('reset') };
  }
  const source = new ExpressionSource(random, []);
  source.readable.push(...module.signals.map((signal) => reference(signal)));
  const value = (): PrintedValue => ({
    value: random.chance(0.5) ? random.pick(source.readable) : source.next(2),
    radix: random.pick(['decimal', 'hexadecimal', 'binary'] as const),
  });
  const properties = Array.from(
    { length: source.readable.length > 0 ? random.below(4) : 0 },
    (_, place): Property => ({
      kind: random.pick(kinds),
      name: `watch${place}`,
      clock: pick('clock'),
      ...(random.chance(0.6) ? { reset: pick('reset') } : {}),
      enable: as(source.next(2), bit),
      condition: as(source.next(3), bit),
      message: ['first ', value(), ', second ', value()],
      location: { ...location, line: place + 1 },
    }),
  );
  (module as Mutable<LogicModule>).properties = properties;
}

function connectClocks(module: LogicModule, random: RandomSource): void {
  for (const one of module.instances) {
    const instance = one as Mutable<Instance>;
    if (instance.module.kind === 'logic' && random.chance(0.3)) instance.module = externalOf(instance);
    if (instance.module.kind === 'memory' && instance.module.organisation === 'two-port' && random.chance(0.5)) {
      instance.module = withTwoClocks(instance.module);
    }
    const clocking = new Map<string, InputPort>();
    for (const { name, role } of clockPorts(instance.module)) {
      if (random.chance(0.3)) continue;
      clocking.set(name, random.pick(clockPorts(module).filter((outer) => outer.role === role)));
    }
    if (random.chance(0.8)) instance.clocking = clocking;
  }
}

function externalOf({ module: model }: Instance): ExternalModule {
  if (model.kind !== 'logic') throw new TypeError('a model is made of statements');
  const { ports, location } = model;
  const name = `External${model.name}`;
  return { kind: 'external', name, moduleName: name, parameters: [], ports, model, location };
}

function withTwoClocks(memory: TwoPortMemory): TwoPortMemory {
  const [clock, ...others] = memory.ports as [InputPort, ...InputPort[]];
  const clocks = ['writeClock', 'readClock'].map((name) => ({ ...clock, name }));
  return { ...memory, readDuringWrite: 'undefined', ports: [...clocks, ...others] };
}
