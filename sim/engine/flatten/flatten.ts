import { clockingOf, clockPorts } from '../../../generators/circuit/clocking.ts';
import type {
  BitType,
  Circuit,
  InputPort,
  Instance,
  LogicModule,
  MemoryModule,
  Register,
} from '../../../generators/circuit/types.ts';
import { runnable } from '../models.ts';
import { type Bits, muxBits, single } from './bits.ts';
import { driversOf } from './drivers.ts';
import { lanesOf } from './lanes.ts';
import { constantBits, resolve } from './lower.ts';
import { memoryOf } from './memories.ts';
import type { NamedSignal, Netlist, NetlistRegister, StateVariable } from './netlist.ts';
import { propertiesOf } from './properties.ts';
import { type Clocking, findSignal, type LogicScope, type MemoryScope, type Scope, type Shared } from './scope.ts';
import { timingOf } from './timing.ts';
import { WordGraph } from './word-graph.ts';

/**
 * Flattens a circuit. Every wire and output is followed bit range by bit range, so only a true combinational loop is
 * one; such a loop throws a `BurinError` that names the signals on it, wherever in the circuit it lies.
 */
export function flatten(circuit: Circuit, { withProperties }: { readonly withProperties: boolean }): Netlist {
  const states: StateVariable[] = [];
  const graph = new WordGraph();
  const addState = (name: string, kind: StateVariable['kind'], type: BitType, origin?: Register) => {
    const { count, width } = lanesOf(type);
    if (count === 1) {
      return states.push({ name, kind, width: type.width, signed: type.signed, ...(origin ? { origin } : {}) }) - 1;
    }
    const first = states.length;
    for (let lane = 0; lane < count; lane++) states.push({ name, kind, width, signed: false, lane });
    return first;
  };
  const inputs = new Map<string, number>();
  const addInput = (name: string, { width, signed }: BitType) =>
    states.push({ name, kind: 'input', width, signed }) - 1;
  const timing = timingOf(circuit.top, graph, addInput, inputs);
  const shared: Shared = { graph, timing, pending: [], depth: 0, attempts: [] };
  const prepared = new Map<LogicModule, Pick<LogicScope, 'drivers' | 'ports'>>();
  const preparedOf = (module: LogicModule) => {
    let found = prepared.get(module);
    if (!found) {
      found = { drivers: driversOf(module), ports: new Map(module.ports.map((port) => [port.name, port])) };
      prepared.set(module, found);
    }
    return found;
  };
  const logicScopes: LogicScope[] = [];
  const memoryScopes: MemoryScope[] = [];

  const enter = (module: LogicModule, path: string, parent: LogicScope['parent'], clocking: Clocking): LogicScope => {
    const children: LogicScope['children'] = new Map();
    const states = new Map<unknown, number>();
    const scope: LogicScope = {
      kind: 'logic',
      module,
      path,
      parent,
      clocking,
      shared,
      ...preparedOf(module),
      children,
      states,
      known: new Map(),
      cutSignals: new Set(),
    };
    logicScopes.push(scope);
    for (const signal of module.signals) {
      if (signal.kind === 'register') {
        states.set(signal, addState(path + signal.name, 'register', signal.type, signal));
      }
    }
    for (const instance of module.instances) {
      const inner = `${path}${instance.name}.`;
      const innerClocking = clockingBelow(scope, instance);
      const running = runnable(instance.module);
      if (running.kind === 'logic') {
        children.set(instance, enter(running, inner, { scope, instance }, innerClocking));
        continue;
      }
      const isShownByState = running.organisation !== 'asynchronous-read';
      const memory: MemoryScope = {
        kind: 'memory',
        module: running,
        name: path + instance.name,
        parent: { scope, instance },
        clocking: innerClocking,
        number: memoryScopes.length,
        state: isShownByState ? addState(`${inner}readData`, 'readData', running.wordType) : undefined,
      };
      memoryScopes.push(memory);
      children.set(instance, memory);
    }
    return scope;
  };

  const ports = clockPorts(circuit.top);
  const namesOf = (role: InputPort['role']) => ports.filter((port) => port.role === role).map(({ name }) => name);
  const resets = namesOf('reset');
  const top = enter(circuit.top, '', undefined, new Map(ports.map((port) => [port.name, port])));
  for (const port of circuit.top.ports) {
    if (port.kind !== 'input' || port.role === 'clock' || (port.role && timing.isPlain)) continue;
    const number = addInput(port.name, port.type);
    inputs.set(port.name, number);
    top.states.set(port, number);
  }
  const signals = new Map<string, NamedSignal>();
  if (!timing.isPlain) for (const name of resets) listReset(name, graph, inputs, signals);
  listSignals(top, signals);
  // A loop that nothing observable depends on is an error all the same.
  for (const signal of signals.values()) signal.value();
  return {
    graph,
    states,
    inputs,
    clocks: namesOf('clock'),
    resets,
    plainReset: timing.isPlain ? resets[0] : undefined,
    rises: timing.rises,
    registers: logicScopes.flatMap(registersOf),
    memories: memoryScopes.map((memory) => memoryOf(memory, graph, (name) => memoryInput(memory, name))),
    properties: withProperties ? logicScopes.flatMap(propertiesOf) : [],
    resetState: timing.resetState(),
    signals,
    outputs: circuit.top.ports.filter((port) => port.kind === 'output').map((port) => port.name),
  };
}

/** The top's ports behind the clocks and resets of an instance. */
function clockingBelow({ module, clocking }: LogicScope, instance: Instance): Clocking {
  const below = new Map<string, InputPort>();
  for (const [name, { name: outer }] of clockingOf(instance, module)) {
    const port = clocking.get(outer);
    if (port) below.set(name, port);
  }
  return below;
}

function registersOf(scope: LogicScope): NetlistRegister[] {
  const { module, clocking, shared } = scope;
  const { graph, timing } = shared;
  const registers = module.signals.filter((signal): signal is Register => signal.kind === 'register');
  return registers.flatMap((register) => {
    const { count, width } = lanesOf(register.type);
    const { signed } = register.type;
    const first = scope.states.get(register)!;
    const rises = timing.risesAt(clocking.get(register.clock.name));
    const reset = register.reset && clocking.get(register.reset.signal.name);
    const resetValue = reset && register.reset?.value.value;
    return Array.from({ length: count }, (_, lane): NetlistRegister => {
      const state = first + lane;
      const low = lane * width;
      const value = count === 1 ? resetValue : resetValue && BigInt.asUintN(width, resetValue >> BigInt(low));
      const next = resolve(scope, register, 'next', low, width);
      const taken = (bits: Bits) =>
        rises === graph.one ? bits : muxBits(graph, rises, bits, resolve(scope, register, 'value', low, width));
      if (value === undefined || rises === graph.zero) return { state, next: taken(next) };
      if (timing.isPlain) return { state, next, resetValue: value };
      const constant = constantBits(scope, value, width, count === 1 && signed);
      return { state, next: taken(muxBits(graph, timing.isActive(reset), constant, next)) };
    });
  });
}

function memoryInput({ parent }: MemoryScope, name: string): Bits {
  const signal = parent.instance.inputs.get(name)!;
  return resolve(parent.scope, signal, 'value', 0, signal.type.width);
}

function listReset(
  name: string,
  graph: WordGraph,
  inputs: ReadonlyMap<string, number>,
  into: Map<string, NamedSignal>,
): void {
  const value = () => single(graph.state(inputs.get(name)!, 1, false), 1, false);
  into.set(name, { name, width: 1, signed: false, value });
}

function listSignals(scope: Scope, into: Map<string, NamedSignal>): void {
  if (scope.kind === 'memory') {
    listPorts(scope, `${scope.name}.`, scope.module, into);
    return;
  }
  listPorts(scope, scope.path, scope.module, into);
  for (const signal of scope.module.signals) {
    const name = scope.path + signal.name;
    const value = () => resolve(scope, signal, 'value', 0, signal.type.width);
    into.set(name, { name, width: signal.type.width, signed: signal.type.signed, value });
  }
  for (const instance of scope.module.instances) listSignals(scope.children.get(instance)!, into);
}

function listPorts(
  scope: Scope,
  path: string,
  module: LogicModule | MemoryModule,
  into: Map<string, NamedSignal>,
): void {
  for (const port of module.ports) {
    if (port.kind === 'input' && port.role) continue;
    const name = path + port.name;
    const value = () => {
      const place = findSignal(scope, port.name);
      return resolve(place.scope, place.signal, 'value', 0, port.type.width);
    };
    into.set(name, { name, width: port.type.width, signed: port.type.signed, value });
  }
}
