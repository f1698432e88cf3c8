import type {
  Assignable,
  InputPort,
  Instance,
  InstanceInput,
  LogicModule,
  MemoryModule,
  Port,
  Signal,
} from '../../../generators/circuit/types.ts';
import type { Bits } from './bits.ts';
import type { Segment } from './drivers.ts';
import type { Timing } from './timing.ts';
import type { WordGraph } from './word-graph.ts';

/** A range of bits of a signal that is being worked out; to come upon it again is a loop. */
export interface Pending {
  readonly scope: LogicScope;
  readonly signal: Signal | InstanceInput;
  readonly key: number;
}

/** A signal that is being worked out as a whole although only some of its bits are asked for. */
export interface Attempt {
  readonly scope: LogicScope;
  readonly signal: Signal | InstanceInput;
}

/** What all scopes of a design build with. */
export interface Shared {
  readonly graph: WordGraph;
  readonly timing: Timing;
  readonly pending: Pending[];
  /** Things that are being built within each other. */
  depth: number;
  /** The attempts that go on, the innermost last. */
  attempts: Attempt[];
}

/** The top module's clock or reset port behind each one of an instance, by the name that it has there. */
export type Clocking = ReadonlyMap<string, InputPort>;

/** One instance of a logic module within the flat design. */
export interface LogicScope {
  readonly kind: 'logic';
  readonly module: LogicModule;
  /** Instance names from the top, each followed by a dot; empty for the top module. */
  readonly path: string;
  readonly parent: { readonly scope: LogicScope; readonly instance: Instance } | undefined;
  readonly clocking: Clocking;
  readonly shared: Shared;
  readonly drivers: ReadonlyMap<Assignable, readonly Segment[]>;
  /** The module's, by name. */
  readonly ports: ReadonlyMap<string, Port>;
  readonly children: Map<Instance, Scope>;
  /** Numbers of the state variables of registers and of the top module's inputs. */
  readonly states: Map<unknown, number>;
  /** What has been built for an expression, driver or signal, by range of bits. */
  readonly known: Map<object, Map<number, Bits>>;
  /** Signals that depend on themselves as a whole, so that their bits are worked out by themselves. */
  readonly cutSignals: Set<Signal | InstanceInput>;
}

export interface MemoryScope {
  readonly kind: 'memory';
  readonly module: MemoryModule;
  readonly name: string;
  readonly parent: { readonly scope: LogicScope; readonly instance: Instance };
  readonly clocking: Clocking;
  /** Its place among the memories. */
  readonly number: number;
  /** Number of the state variable that holds `readData`, which a combinational one has not. */
  readonly state: number | undefined;
}

export type Scope = LogicScope | MemoryScope;

/** Where a module's port has its value: in the module itself, or, for a memory, among the parent's instance ports. */
export function findSignal(
  scope: Scope,
  portName: string,
): { readonly scope: LogicScope; readonly signal: Signal | InstanceInput } {
  if (scope.kind === 'logic') {
    return { scope, signal: scope.ports.get(portName)! };
  }
  const { instance } = scope.parent;
  return { scope: scope.parent.scope, signal: instance.inputs.get(portName) ?? instance.outputs.get(portName)! };
}
