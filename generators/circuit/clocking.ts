import type { InputPort, Instance, LogicModule, Module } from './types.ts';

/** The clocks and resets among a module's ports, in their order. */
export function clockPorts({ ports }: Module): readonly InputPort[] {
  return ports.filter((port): port is InputPort => port.kind === 'input' && port.role !== undefined);
}

/**
 * The parent's clock or reset behind each one of an instance's module, by the name of the module's port; nothing for a
 * port to which none leads (an error, B012).
 */
export function clockingOf({ module, clocking }: Instance, parent: LogicModule): ReadonlyMap<string, InputPort> {
  const connected = new Map<string, InputPort>();
  for (const { name, role } of clockPorts(module)) {
    const port = clocking?.get(name) ?? clockPorts(parent).find((candidate) => candidate.role === role);
    if (port) connected.set(name, port);
  }
  return connected;
}
