import type { BitType, Circuit, Module } from '../../../generators/circuit/types.ts';
import { SimulationError } from '../../engine/simulator.ts';
import type { SignalType } from './kinds.ts';

/** The type of a signal, and its binary point, by its name: instances joined with dots, then the signal or the port of an instance. */
export function signalType(circuit: Circuit, name: string): SignalType {
  const path = name.split('.');
  const last = path.pop()!;
  const module = moduleAt(circuit, path) ?? unknown(name);
  const own = module.kind === 'logic' ? module.signals.find((signal) => signal.name === last) : undefined;
  const found = own ?? module.ports.find((port) => port.name === last) ?? unknown(name);
  return found;
}

/** The type of a memory's words by its name: instances joined with dots. */
export function wordType(circuit: Circuit, name: string): BitType {
  const module = moduleAt(circuit, name.split('.'));
  return module?.kind === 'memory' ? module.wordType : unknown(name);
}

function moduleAt({ top }: Circuit, path: readonly string[]): Module | undefined {
  let module: Module | undefined = top;
  for (const step of path) {
    const inner: Module | undefined =
      module.kind === 'logic' ? module.instances.find((instance) => instance.name === step)?.module : undefined;
    module = inner?.kind === 'external' ? (inner.model ?? inner) : inner;
    if (!module) return undefined;
  }
  return module;
}

function unknown(name: string): never {
  throw new SimulationError(`nothing in the design is called ${name}`);
}
