import type { Circuit, InputPort, LogicModule, Property, Register } from '../../generators/circuit/types.ts';
import { bit, circuitOf, ModuleBuilder, reference, unsigned } from '../support/circuit-builder.ts';
import { withPlaces } from './places.ts';

const location = { file: 'circuit.ts', line: 1, column: 1 };

/** A clock or reset port. */
export function port(name: string, role: 'clock' | 'reset'): InputPort {
  return { kind: 'input', name, role, type: bit, location };
}

/** Changes the clock of a register or the domain of an input, in place. */
export function inStepWith<T extends Register | { readonly kind: 'reference' }>(clock: InputPort, signal: T): T {
  if (signal.kind === 'register') Object.assign(signal, { clock });
  else Object.assign((signal as unknown as { signal: InputPort }).signal, { domain: clock });
  return signal;
}

export function crossing(register: Register): Register {
  return Object.assign(register, { crossing: true });
}

/** The module with further clock or reset ports behind the first clock, and properties, all with places. */
export function finished(
  builder: ModuleBuilder,
  extra: { readonly ports?: readonly InputPort[]; readonly properties?: readonly Property[] } = {},
): LogicModule {
  const module = builder.build();
  const { ports = [], properties = [] } = extra;
  return withPlaces({
    ...module,
    ports: [module.ports[0]!, ...ports, ...module.ports.slice(1)],
    ...(properties.length > 0 ? { properties } : {}),
  });
}

/** A module `Top` with the clocks `clock` and `other`; `fill` gets a register of `other` to read. */
export function twoClocks(fill: (builder: ModuleBuilder, other: InputPort, source: Register) => void): Circuit {
  const builder = new ModuleBuilder('Top');
  const other = port('other', 'clock');
  const source = inStepWith(other, builder.register('source', unsigned(4)));
  builder.assign(source, reference(source));
  fill(builder, other, source);
  return circuitOf(finished(builder, { ports: [other] }));
}
