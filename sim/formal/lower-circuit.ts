import { clockingOf } from '../../generators/circuit/clocking.ts';
import type {
  Assignable,
  Circuit,
  Expression,
  InputPort,
  Instance,
  LogicModule,
  Module,
  Register,
  Signal,
  Statement,
} from '../../generators/circuit/types.ts';
import { elementsOf, expressionLowering, unassigned } from './lower-expressions.ts';
import { lowerMemory } from './lower-memory.ts';
import { type LoweredObserver, lowerObserver } from './lower-observer.ts';
import { lowerProperties, lowerStart } from './lower-properties.ts';
import { type RtlilBit, RtlilModule, type RtlilOptions, type RtlilSignal } from './rtlil.ts';

export interface LowerCircuitOptions extends RtlilOptions {
  /** Properties are lowered too, and the resets are active in the first step; `once`: and then no more. */
  readonly properties?: {
    readonly resets: 'once' | 'any';
    /** Assertions are shown in all steps, also where their clock does not rise. */
    readonly assertsAlways?: boolean;
  };
  /** The circuit is part of another one, which says how it starts. */
  readonly isPart?: boolean;
  /** What stands before the names of all modules. */
  readonly prefix?: string;
  /** A module that stands beside the top module's contents, with its ports connected by name. */
  readonly observer?: LoweredObserver;
  /** Names of a module's instances that are to differ from their own. */
  readonly instanceNames?: (module: LogicModule) => ReadonlyMap<Instance, string>;
  /** Registers that are to be registers for each word, `name[0]` for the lowest bits, with the number of words. */
  readonly wordRegisters?: (module: LogicModule) => ReadonlyMap<Register, number>;
}

/**
 * The circuit in RTLIL, the text of yosys's netlists: modules, ports, signals and instances under their names, one cell
 * for each operation. A second reading of `types.ts`, which knows nothing of the printer or of the simulators.
 * Properties are left out unless asked for; external modules are their models.
 */
export function lowerCircuit({ modules, top }: Circuit, options: LowerCircuitOptions = {}): string {
  return modules.flatMap((module) => lowerModule(module, options, module === top && !options.isPart)).join('\n');
}

function lowerModule(module: Module, options: LowerCircuitOptions, isTop = false): readonly string[] {
  if (module.kind === 'external') {
    if (!module.model) throw new TypeError(`external module ${module.name} has no model`);
    const inner = circuitBelow(module.model).flatMap((one) => lowerModule(one, options));
    return [...inner.slice(0, -1), lowerLogic(module.model, options, module.name)];
  }
  return [module.kind === 'memory' ? lowerMemory(module, options) : lowerLogic(module, options, module.name, isTop)];
}

function circuitBelow(top: LogicModule): readonly Module[] {
  const found = new Set<Module>();
  const visit = (module: Module): void => {
    if (module.kind === 'logic') for (const instance of module.instances) visit(instance.module);
    found.add(module);
  };
  visit(top);
  return [...found];
}

function lowerLogic(module: LogicModule, options: LowerCircuitOptions, name: string, isTop = false): string {
  const { instanceNames, wordRegisters, properties } = options;
  const names = instanceNames?.(module);
  const words: ReadonlyMap<Signal, number> = wordRegisters?.(module) ?? new Map();
  const prefix = options.prefix ?? '';
  const rtlil = new RtlilModule(prefix + name, options);
  const wires = new Map<Signal | Assignable, RtlilSignal>();
  for (const [place, port] of module.ports.entries()) {
    wires.set(port, rtlil.wire(port.name, port.type.width, { port: { direction: port.kind, number: place + 1 } }));
  }
  for (const signal of module.signals) {
    const { name: own, type } = signal;
    const count = words.get(signal);
    wires.set(signal, count === undefined ? rtlil.wire(own, type.width) : wordWires(rtlil, own, type.width, count));
  }
  for (const instance of module.instances) {
    const path = names?.get(instance) ?? instance.name;
    for (const port of [...instance.inputs.values(), ...instance.outputs.values()]) {
      wires.set(port, rtlil.wire(`${path}:${port.name}`, port.type.width));
    }
    const connections = new Map<string, RtlilSignal>();
    for (const [port, own] of [...instance.inputs, ...instance.outputs]) connections.set(port, wires.get(own)!);
    for (const [port, own] of clockingOf(instance, module)) connections.set(port, wires.get(own)!);
    rtlil.instance(path, prefix + instance.module.name, connections);
  }
  const lower = expressionLowering(rtlil, (signal) => wires.get(signal)!);
  for (const signal of module.signals)
    if (signal.kind === 'node') rtlil.connect(wires.get(signal)!, lower(signal.value));
  const values = new Map<Assignable, RtlilSignal>();
  const before = (signal: Assignable): RtlilSignal =>
    signal.kind === 'register' ? wires.get(signal)! : unassigned(signal.type.width);
  execute(module.statements, { rtlil, lower, before }, values);
  const assigned: readonly Assignable[] = [
    ...module.ports.filter((port) => port.kind === 'output'),
    ...module.signals.filter((signal) => signal.kind === 'wire' || signal.kind === 'register'),
    ...module.instances.flatMap((instance) => [...instance.inputs.values()]),
  ];
  for (const signal of assigned) {
    const value = values.get(signal) ?? before(signal);
    const target = wires.get(signal)!;
    if (signal.kind !== 'register') rtlil.connect(target, value);
    else {
      const { reset, clock } = signal;
      const next = reset ? rtlil.mux(wires.get(reset.signal)![0]!, lower(reset.value), value) : value;
      rtlil.flipFlop(wires.get(clock)![0]!, target, next);
    }
  }
  if (properties) {
    const bitOf = (port: InputPort): RtlilBit => wires.get(port)![0]!;
    const context = { rtlil, lower, bitOf, clocksAreInputs: options.clocksAreInputs ?? false };
    const { assertsAlways = false } = properties;
    lowerProperties(module, { ...context, assertsAlways });
    if (isTop) {
      const first = lowerStart(module, properties.resets, context);
      if (options.observer) lowerObserver(options.observer, module, { ...context, first });
    }
  }
  return rtlil.toString();
}

/** A wire for each word, the lowest first. */
function wordWires(rtlil: RtlilModule, name: string, width: number, count: number): RtlilSignal {
  return Array.from({ length: count }, (_, at) => rtlil.wire(`${name}[${at}]`, width / count)).flat();
}

interface Context {
  readonly rtlil: RtlilModule;
  readonly lower: (expression: Expression) => RtlilSignal;
  /** What a signal is before any statement. */
  readonly before: (signal: Assignable) => RtlilSignal;
}

type Values = Map<Assignable, RtlilSignal>;

/** Brings `values`, what the signals are behind the statements so far, to behind these ones. */
function execute(statements: readonly Statement[], context: Context, values: Values): void {
  for (const statement of statements) {
    if (statement.kind === 'when') {
      const [whenTrue, whenFalse] = [new Map(values), new Map(values)];
      execute(statement.then, context, whenTrue);
      execute(statement.otherwise, context, whenFalse);
      choose(context.lower(statement.condition)[0]!, whenTrue, whenFalse, context, values);
    } else if (statement.kind === 'switch') {
      const selector = context.lower(statement.selector);
      let rest: Values = new Map(values);
      execute(statement.fallback ?? [], context, rest);
      for (const one of statement.cases) {
        for (const { value } of one.values) {
          const taken = new Map(values);
          execute(one.body, context, taken);
          const merged: Values = new Map();
          choose(context.rtlil.isConstant(selector, value), taken, rest, context, merged);
          rest = merged;
        }
      }
      for (const [signal, value] of rest) values.set(signal, value);
    } else {
      const { signal } = statement.target;
      const old = values.get(signal) ?? context.before(signal);
      values.set(signal, assigned(statement, old, context));
    }
  }
}

function choose(
  condition: RtlilBit,
  whenTrue: Values,
  whenFalse: Values,
  { rtlil, before }: Context,
  into: Values,
): void {
  for (const signal of new Set([...whenTrue.keys(), ...whenFalse.keys()])) {
    const [one, other] = [whenTrue.get(signal) ?? before(signal), whenFalse.get(signal) ?? before(signal)];
    into.set(signal, one === other ? one : rtlil.mux(condition, one, other));
  }
}

/** The signal behind an assignment of a part of it. */
function assigned(
  { target: { range, element }, value }: Extract<Statement, { kind: 'connect' }>,
  old: RtlilSignal,
  { rtlil, lower }: Context,
): RtlilSignal {
  const bits = lower(value);
  if (range) return [...old.slice(0, range.low), ...bits, ...old.slice(range.high + 1)];
  if (!element) return bits;
  const index = lower(element.index);
  const elements = elementsOf(old, element.width);
  const rest = old.slice(elements.length * element.width);
  const changed = elements.map((part, place) =>
    place >= 2 ** index.length ? part : rtlil.mux(rtlil.isConstant(index, BigInt(place)), bits, part),
  );
  return [...changed.flat(), ...rest];
}
