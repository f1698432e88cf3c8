import type { BitType, Instance, LogicModule, MemoryModule, Register } from '../../../generators/circuit/types.ts';
import type { Layout } from './layout.ts';
import type { LogicState } from './logic-state.ts';
import type { PropertyPlan } from './properties.ts';
import type { Executor } from './statements.ts';

/** What all instances of a module have in common: made once, before any instance. */
export type Plan = LogicPlan | MemoryPlan;

/** Where the value of a port lies among the words of an instance. */
export interface PortPlan {
  readonly place: number;
  readonly count: number;
  /** The processes to run when the port changes; of inputs only. */
  readonly fanOut: readonly number[];
  /** Whether an output may depend on this input within a cycle. It speeds settling up, and need not be exact. */
  readonly passesThrough: boolean;
}

export interface LogicPlan {
  readonly kind: 'logic';
  readonly module: LogicModule;
  readonly layout: Layout;
  /** By name, without clock and reset. */
  readonly ports: ReadonlyMap<string, PortPlan>;
  /** In the order in which they settle soonest. A number beyond the last in a fan-out stands for `runRegisters`. */
  readonly processes: readonly Process[];
  readonly children: readonly ChildPlan[];
  /** Numbers of the children in which anything may change at a clock edge. */
  readonly clockedChildren: readonly number[];
  readonly registers: readonly RegisterPlan[];
  /** The words of all registers lie side by side, and those of their next values likewise from `next` on. */
  readonly registerWords: { readonly from: number; readonly to: number; readonly next: number };
  /** Assigns next values of registers. */
  readonly runRegisters: Executor;
  /** Whether anything in an instance may change at a clock edge. */
  readonly hasState: boolean;
  /** Number of its clocks and resets; each has its place among them. */
  readonly clockCount: number;
  readonly clocks: ReadonlyMap<string, number>;
  /** Places of the clocks that registers have. */
  readonly registerClocks: readonly number[];
  readonly properties: readonly PropertyPlan[];
}

/** Brings something in one instance of a module up to date with what it reads. */
export type Process = (state: LogicState) => void;

export interface ChildPlan {
  readonly instance: Instance;
  readonly plan: Plan;
  /** The process to run when the child may show something else. */
  readonly process: number;
  /** For each clock and reset of the child the place of the parent's one that is connected, if one is. */
  readonly clocking: readonly (number | undefined)[];
}

export interface RegisterPlan {
  readonly signal: Register;
  /** Where its value lies, the next one, and the one to take in reset if it takes any. */
  readonly place: number;
  readonly next: number;
  readonly reset: number | undefined;
  /** Places of its clock and reset among the module's. */
  readonly clockPlace: number;
  readonly resetPlace: number | undefined;
  readonly count: number;
  readonly fanOut: readonly number[];
}

export interface MemoryPlan {
  readonly kind: 'memory';
  readonly module: MemoryModule;
  /** By name, without the clock. */
  readonly ports: ReadonlyMap<string, PortPlan>;
  readonly types: ReadonlyMap<string, BitType>;
  readonly wordsOfPorts: number;
  readonly hasState: true;
  readonly clockCount: number;
  /** Places of its clocks by name. */
  readonly clocks: ReadonlyMap<string, number>;
}
