import type { BitType, Circuit, Module } from '../../../generators/circuit/types.ts';
import { SimulationError } from '../../engine/simulator.ts';

/** The type of a signal by its name: instances joined with dots, then the signal or the port of an instance. */
export function signalType({ top }: Circuit, name: string): BitType {
  const path = name.split('.');
  const last = path.pop()!;
  let module: Module = top;
  for (const step of path) {
    const inner: Module | undefined =
      module.kind === 'logic' ? module.instances.find((instance) => instance.name === step)?.module : undefined;
    if (!inner) throw new SimulationError(`no signal is called ${name}`);
    module = inner.kind === 'external' && inner.model ? inner.model : inner;
  }
  const own = module.kind === 'logic' ? module.signals.find((signal) => signal.name === last) : undefined;
  const found = own ?? module.ports.find((port) => port.name === last);
  if (!found) throw new SimulationError(`no signal is called ${name}`);
  return found.type;
}
