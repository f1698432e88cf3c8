import type { Module, Port } from '../circuit/types.ts';
import { requireLegalName } from './names.ts';
import type { Style } from './options.ts';

/** The reset's name tells its level, which the option changes; every other port keeps its name, and so does text of others. */
export function portName(port: Port, module: Module, style: Style): string {
  const name = requireLegalName(port.name, `port of ${module.name}`, port.location);
  return isActiveLow(port, module, style) ? `${name}_n` : name;
}

/** Whether the printed port is 0 where the circuit's reset is active. */
export function isActiveLow(port: Port, module: Module, { reset }: Style): boolean {
  return port.kind === 'input' && port.role === 'reset' && module.kind !== 'external' && reset === 'asynchronous-low';
}
