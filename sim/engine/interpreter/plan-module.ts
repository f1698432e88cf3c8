import type {
  Assignable,
  InstanceInput,
  LogicModule,
  MemoryModule,
  Module,
  Port,
} from '../../../generators/circuit/types.ts';
import { behaviourOf } from './behaviour.ts';
import { type Dependence, dependenceOf } from './dependence.ts';
import { Evaluators } from './evaluators.ts';
import { Layout } from './layout.ts';
import type { ChildPlan, LogicPlan, MemoryPlan, Plan, PortPlan } from './plan.ts';
import { processOf } from './processes.ts';
import { executor } from './statements.ts';
import { wordCount } from './words.ts';

/** @param plans those of all modules that are instantiated in this one */
export function planModule(module: Module, plans: ReadonlyMap<Module, Plan>): Plan {
  return module.kind === 'memory' ? planMemory(module) : planLogic(module, plans);
}

function planMemory(module: MemoryModule): MemoryPlan {
  const ports = new Map<string, PortPlan>();
  let place = 0;
  for (const { name, type } of valuePorts(module)) {
    const count = wordCount(type.width);
    // Inputs matter at the clock edge only.
    ports.set(name, { place, count, fanOut: [], passesThrough: false });
    place += count;
  }
  const placeOf = (name: string) => ports.get(name)!.place;
  const places = {
    enable: placeOf('enable'),
    write: placeOf('write'),
    address: placeOf('address'),
    writeData: placeOf('writeData'),
    readData: placeOf('readData'),
  };
  const addressType = module.ports.find(({ name }) => name === 'address')!.type;
  return { kind: 'memory', module, ports, places, addressType, wordsOfPorts: place, hasState: true };
}

/** The ports that have values: all but clock and reset. */
function valuePorts({ ports }: Module): readonly Port[] {
  return ports.filter((port) => port.kind === 'output' || !port.role);
}

function planLogic(module: LogicModule, plans: ReadonlyMap<Module, Plan>): LogicPlan {
  const passesThrough = ({ instance, name }: InstanceInput) =>
    plans.get(instance.module)!.ports.get(name)!.passesThrough;
  const behaviour = behaviourOf(module, passesThrough);
  const dependence = dependenceOf(module, behaviour);
  const { order, fanOut } = dependence;

  const layout = new Layout();
  const { registers, registerWords } = planRegisters(module, layout, dependence);
  addHolders(module, layout, dependence);

  const evaluators = new Evaluators(layout);
  const children = module.instances.map((instance): ChildPlan => {
    const process = order.findIndex((one) => one.kind === 'connection' && one.instance === instance && one.shows);
    return { instance, plan: plans.get(instance.module)!, process };
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
function planRegisters(module: LogicModule, layout: Layout, { fanOut }: Dependence) {
  const signals = module.signals.filter((signal) => signal.kind === 'register');
  const places = signals.map((signal) => layout.add(signal));
  const nexts = signals.map(({ type }) => layout.reserve(type.width));
  const registers = signals.map((signal, number) => ({
    signal,
    place: places[number]!,
    next: nexts[number]!,
    reset: signal.reset && layout.constant(signal.reset.value),
    count: wordCount(signal.type.width),
    fanOut: fanOut(signal),
  }));
  const from = places[0] ?? 0;
  const next = nexts[0] ?? 0;
  return { registers, registerWords: { from, to: from + (next - from), next } };
}
