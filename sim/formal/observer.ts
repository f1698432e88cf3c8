import type { BitType, Circuit, InputPort, LogicModule } from '../../generators/circuit/types.ts';
import { fail } from '../../generators/diagnostics.ts';
import {
  type Bool,
  bool,
  elaborate,
  input,
  Module,
  type Shape,
  type SInt,
  sint,
  type UInt,
  uint,
  type Value,
} from '../../generators/language/index.ts';
import { designSignals } from '../waves/design-signals.ts';

/**
 * Signals of a design by the names that simulators know them by, as values in the body of an observer: `queue.count`.
 * Each is an input of the observer in the domain in which it is asked for.
 * @throws BurinError B544 for a name that the design does not have, and for a value of another type
 */
export interface ObservedSignals {
  uint(name: string): UInt;
  sint(name: string): SInt;
  bool(name: string): Bool;
  /** A value that the proof chooses anew in each cycle. */
  any<V extends Value>(shape: Shape<V>): V;
}

/** The body of a module that looks at a design from outside, and may hold registers of its own. */
export type ObserverBody = (signals: ObservedSignals) => void;

/** An observer as a circuit of its own, with the design's signals behind its inputs, by the names of the ports. */
export interface Observer {
  /** A name that nothing in the design's top module has: what stands before those of the observer's properties. */
  readonly name: string;
  readonly circuit: Circuit;
  readonly observed: ReadonlyMap<string, string>;
  /** The inputs that the proof chooses. */
  readonly chosen: readonly InputPort[];
}

/** Elaborates the body of an observer for a design. */
export function elaborateObserver(design: Circuit, body: ObserverBody): Observer {
  const types = new Map(designSignals(design).map(({ name, type }) => [name, type]));
  const observed = new Map<string, string>();
  const Observing = Module('Observer', () => {
    const ports: Record<string, Value> = {};
    const known = new Map<string, UInt | SInt | Bool>();
    const take = <V extends UInt | SInt | Bool>(
      name: string,
      make: (type: BitType) => V | undefined,
      what: string,
    ): V => {
      const before = known.get(name);
      if (before) return before as V;
      const type =
        types.get(name) ?? fail('B544', `${design.top.name} has no signal ${name}`, signalRemedy(name, types));
      const value = make(type);
      if (!value) {
        const found = `${type.signed ? 'sint' : 'uint'}(${type.width})`;
        fail(
          'B544',
          `${name} is ${found}, and is observed as ${what}`,
          `observe it as ${type.signed ? 'sint' : 'uint'}`,
        );
      }
      const port = `observed_${known.size}`;
      known.set(name, value);
      ports[port] = value;
      observed.set(port, name);
      return value;
    };
    body({
      any: (shape) => {
        const value = input(shape);
        ports[`any_${Object.keys(ports).length - known.size}`] = value;
        return value;
      },
      uint: (name) => take(name, ({ width, signed }) => (signed ? undefined : input(uint(width))), 'uint'),
      sint: (name) => take(name, ({ width, signed }) => (signed ? input(sint(width)) : undefined), 'sint'),
      bool: (name) => take(name, ({ width, signed }) => (signed || width > 1 ? undefined : input(bool())), 'bool'),
    });
    return ports;
  });
  const circuit = elaborate(Observing, {});
  const inputs = circuit.top.ports.filter((port): port is InputPort => port.kind === 'input' && !port.role);
  const chosen = inputs.filter(({ name }) => !observed.has(name));
  return { name: freeName(design), circuit, observed, chosen };
}

function freeName({ top }: Circuit): string {
  const named = [...top.ports, ...top.signals, ...top.instances, ...(top.properties ?? [])];
  const taken = new Set(named.map(({ name }) => name));
  let name = 'observer';
  while (taken.has(name)) name += '_';
  return name;
}

function signalRemedy(name: string, types: ReadonlyMap<string, BitType>): string {
  const last = name.split('.').at(-1)!;
  const similar = [...types.keys()].filter((one) => one.includes(last)).slice(0, 5);
  const names = similar.length > 0 ? similar : [...types.keys()].slice(0, 5);
  return `names are those of simulators, such as ${names.join(', ')}`;
}

/** The design's clock or reset behind one of the observer's: the one of its name, else the first of its role. */
export function clockingPort(design: LogicModule, port: InputPort): InputPort | undefined {
  const candidates = design.ports.filter((one): one is InputPort => one.kind === 'input' && one.role === port.role);
  return candidates.find(({ name }) => name === port.name) ?? candidates[0];
}
