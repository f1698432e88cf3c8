import type {
  Assignable,
  BitType,
  Circuit,
  LogicModule,
  MemoryModule,
  Register,
} from '../../../generators/circuit/types.ts';
import { driversOf, type Segment } from './drivers.ts';
import { lanesOf } from './lanes.ts';
import { resolve } from './lower.ts';
import type { NamedSignal, Netlist, NetlistMemory, NetlistRegister, StateVariable } from './netlist.ts';
import { findSignal, type LogicScope, type MemoryScope, type Scope } from './scope.ts';
import { WordGraph } from './word-graph.ts';

/**
 * Flattens a circuit. Every wire and output is followed bit range by bit range, so only a true combinational loop is
 * one; such a loop throws a `BurinError` that names the signals on it, wherever in the circuit it lies.
 */
export function flatten(circuit: Circuit): Netlist {
  const states: StateVariable[] = [];
  const graph = new WordGraph();
  const shared = { graph, pending: [], depth: 0 };
  const prepared = new Map<LogicModule, ReadonlyMap<Assignable, readonly Segment[]>>();
  const drivers = (module: LogicModule) => {
    let found = prepared.get(module);
    if (!found) {
      found = driversOf(module);
      prepared.set(module, found);
    }
    return found;
  };
  const logicScopes: LogicScope[] = [];
  const memoryScopes: MemoryScope[] = [];
  const addState = (name: string, kind: StateVariable['kind'], type: BitType, origin?: Register) => {
    const { count, width } = lanesOf(type);
    if (count === 1) {
      return states.push({ name, kind, width: type.width, signed: type.signed, ...(origin ? { origin } : {}) }) - 1;
    }
    const first = states.length;
    for (let lane = 0; lane < count; lane++) states.push({ name, kind, width, signed: false, lane });
    return first;
  };

  const enter = (module: LogicModule, path: string, parent: LogicScope['parent']): LogicScope => {
    const children: LogicScope['children'] = new Map();
    const states = new Map<unknown, number>();
    const scope: LogicScope = {
      kind: 'logic',
      module,
      path,
      parent,
      shared,
      drivers: drivers(module),
      children,
      states,
      known: new Map(),
    };
    logicScopes.push(scope);
    for (const signal of module.signals) {
      if (signal.kind === 'register') {
        states.set(signal, addState(path + signal.name, 'register', signal.type, signal));
      }
    }
    for (const instance of module.instances) {
      const inner = `${path}${instance.name}.`;
      if (instance.module.kind === 'logic') {
        children.set(instance, enter(instance.module, inner, { scope, instance }));
      } else {
        const name = path + instance.name;
        const state = addState(`${inner}readData`, 'readData', instance.module.wordType);
        const memory: MemoryScope = {
          kind: 'memory',
          module: instance.module,
          name,
          parent: { scope, instance },
          state,
        };
        memoryScopes.push(memory);
        children.set(instance, memory);
      }
    }
    return scope;
  };

  const top = enter(circuit.top, '', undefined);
  const inputs = new Map<string, number>();
  for (const port of circuit.top.ports) {
    if (port.kind !== 'input' || port.role) continue;
    const number = states.push({ name: port.name, kind: 'input', ...port.type }) - 1;
    inputs.set(port.name, number);
    top.states.set(port, number);
  }
  const signals = new Map<string, NamedSignal>();
  listSignals(top, signals);
  // A loop that nothing observable depends on is an error all the same.
  for (const signal of signals.values()) signal.value();
  return {
    graph,
    states,
    inputs,
    reset: circuit.top.ports.find((port) => port.kind === 'input' && port.role === 'reset')?.name,
    registers: logicScopes.flatMap(registersOf),
    memories: memoryScopes.map(memoryOf),
    signals,
    outputs: circuit.top.ports.filter((port) => port.kind === 'output').map((port) => port.name),
  };
}

function registersOf(scope: LogicScope): NetlistRegister[] {
  const registers = scope.module.signals.filter((signal): signal is Register => signal.kind === 'register');
  return registers.flatMap((register) => {
    const { count, width } = lanesOf(register.type);
    const first = scope.states.get(register)!;
    const reset = register.reset?.value.value;
    return Array.from({ length: count }, (_, lane) => {
      const low = lane * width;
      const resetValue = count === 1 ? reset : reset && BigInt.asUintN(width, reset >> BigInt(low));
      const next = resolve(scope, register, 'next', low, width);
      return { state: first + lane, next, ...(resetValue === undefined ? {} : { resetValue }) };
    });
  });
}

function memoryOf(memory: MemoryScope): NetlistMemory {
  const { name, module, state } = memory;
  const port = (portName: string) => {
    const signal = memory.parent.instance.inputs.get(portName)!;
    return resolve(memory.parent.scope, signal, 'value', 0, signal.type.width);
  };
  return {
    name,
    depth: module.depth,
    wordType: module.wordType,
    readDuringWrite: module.readDuringWrite,
    lanes: lanesOf(module.wordType),
    state,
    enable: port('enable'),
    write: port('write'),
    address: port('address'),
    writeData: port('writeData'),
  };
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
