import { clockingOf, clockPorts } from '../../../generators/circuit/clocking.ts';
import type {
  Assignable,
  BitType,
  InstanceInput,
  LogicModule,
  MemoryModule,
  Module,
  Port,
} from '../../../generators/circuit/types.ts';
import { runnable } from '../models.ts';
import { behaviourOf } from './behaviour.ts';
import { type Dependence, dependenceOf } from './dependence.ts';
import { Evaluators } from './evaluators.ts';
import { Layout } from './layout.ts';
import type { ChildPlan, LogicPlan, MemoryPlan, Plan, PortPlan } from './plan.ts';
import { processOf } from './processes.ts';
import { planProperties } from './properties.ts';
import { executor } from './statements.ts';
import { wordCount } from './words.ts';

/** Plans of modules, each made once, those that it instantiates before it. */
export class Plans {
  readonly #plans = new Map<Module, Plan>();

  of(module: Module): Plan {
    const running = runnable(module);
    let plan = this.#plans.get(running);
    if (!plan) {
      plan = running.kind === 'memory' ? planMemory(running) : planLogic(running, this);
      this.#plans.set(running, plan);
    }
    return plan;
  }
}

/** Clocks and resets by name, each with its place among them. */
function clockPlaces(module: Module): ReadonlyMap<string, number> {
  return new Map(clockPorts(module).map(({ name }, place) => [name, place]));
}

function planMemory(module: MemoryModule): MemoryPlan {
  const ports = new Map<string, PortPlan>();
  const types = new Map<string, BitType>();
  let place = 0;
  for (const { name, type } of valuePorts(module)) {
    const count = wordCount(type.width);
    // Other inputs matter at the clock edge only.
    const passesThrough = module.organisation === 'asynchronous-read' && name === 'readAddress';
    ports.set(name, { place, count, fanOut: passesThrough ? [0] : [], passesThrough });
    types.set(name, type);
    place += count;
  }
  const clocks = clockPlaces(module);
  return { kind: 'memory', module, ports, types, wordsOfPorts: place, hasState: true, clockCount: clocks.size, clocks };
}

/** The ports that have values: all but clock and reset. */
function valuePorts({ ports }: Module): readonly Port[] {
  return ports.filter((port) => port.kind === 'output' || !port.role);
}

function planLogic(module: LogicModule, plans: Plans): LogicPlan {
  const passesThrough = ({ instance, name }: InstanceInput) => plans.of(instance.module).ports.get(name)!.passesThrough;
  const clocks = clockPlaces(module);
  const behaviour = behaviourOf(module, passesThrough);
  const dependence = dependenceOf(module, behaviour);
  const { order, fanOut } = dependence;

  const layout = new Layout();
  const { registers, registerWords } = planRegisters(module, layout, dependence, clocks);
  addHolders(module, layout, dependence);

  const evaluators = new Evaluators(layout);
  const children = module.instances.map((instance): ChildPlan => {
    const process = order.findIndex((one) => one.kind === 'connection' && one.instance === instance && one.shows);
    const outer = clockingOf(instance, module);
    const clocking = clockPorts(runnable(instance.module)).map(({ name }) => clocks.get(outer.get(name)?.name ?? ''));
    return { instance, plan: plans.of(instance.module), process, clocking };
  });
  const processes = order.map((activity) => processOf(activity, evaluators, fanOut, children));
  const nextOf = new Map(registers.map(({ signal, next }): [Assignable, number] => [signal, next]));
  const runRegisters = executor(behaviour.registerStatements, evaluators, (signal) => nextOf.get(signal)!);
  const clockedChildren = [...children.keys()].filter((number) => children[number]!.plan.hasState);
  return {
    kind: 'logic',
    module,
    layout,
    ports: planPorts(module, layout, dependence),
    processes,
    children,
    clockedChildren,
    registers,
    registerWords,
    runRegisters,
    hasState: registers.length > 0 || clockedChildren.length > 0,
    clockCount: clocks.size,
    clocks,
    registerClocks: [...new Set(registers.map(({ clockPlace }) => clockPlace))],
    properties: planProperties(module, evaluators, clocks),
  };
}

/** Lays out all that has a value of its own, but for the registers. */
function addHolders(module: LogicModule, layout: Layout, { order }: Dependence): void {
  const signals = module.signals.filter((signal) => signal.kind !== 'register');
  for (const holder of [...valuePorts(module), ...signals]) layout.add(holder);
  for (const { inputs, outputs } of module.instances) {
    for (const holder of [...inputs.values(), ...outputs.values()]) layout.add(holder);
  }
  for (const activity of order) {
    if (activity.kind === 'definition' && activity.holder === activity.expression) layout.add(activity.holder);
  }
}

function planPorts(module: LogicModule, layout: Layout, dependence: Dependence): LogicPlan['ports'] {
  return new Map(
    valuePorts(module).map((port): [string, PortPlan] => {
      const fanOut = port.kind === 'input' ? dependence.fanOut(port) : [];
      const passesThrough = dependence.passesThrough.has(port);
      return [port.name, { place: layout.place(port), count: wordCount(port.type.width), fanOut, passesThrough }];
    }),
  );
}

/** Lays out the registers side by side, and their next values likewise. */
function planRegisters(
  module: LogicModule,
  layout: Layout,
  { fanOut }: Dependence,
  clocks: ReadonlyMap<string, number>,
) {
  const signals = module.signals.filter((signal) => signal.kind === 'register');
  const places = signals.map((signal) => layout.add(signal));
  const nexts = signals.map(({ type }) => layout.reserve(type.width));
  const registers = signals.map((signal, number) => ({
    signal,
    place: places[number]!,
    next: nexts[number]!,
    reset: signal.reset && layout.constant(signal.reset.value),
    clockPlace: clocks.get(signal.clock.name)!,
    resetPlace: signal.reset && clocks.get(signal.reset.signal.name)!,
    count: wordCount(signal.type.width),
    fanOut: fanOut(signal),
  }));
  const from = places[0] ?? 0;
  const next = nexts[0] ?? 0;
  return { registers, registerWords: { from, to: from + (next - from), next } };
}
