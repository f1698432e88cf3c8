import type { BitType, Property } from '../../../generators/circuit/types.ts';
import type { Bits } from './bits.ts';
import type { Lanes } from './lanes.ts';
import type { Word } from './word.ts';
import type { WordGraph } from './word-graph.ts';

/**
 * What holds a value between clock edges, by its number: an input of the top module, a register, or the output word of
 * a memory. Words refer to it by that number.
 */
export interface StateVariable {
  readonly name: string;
  readonly kind: 'input' | 'register' | 'readData';
  readonly width: number;
  readonly signed: boolean;
  /** Which element of a vector it holds; the elements' numbers follow each other. */
  readonly lane?: number;
  /** Of a register: the same for the one register of all instances of a module. */
  readonly origin?: object;
}

export interface NetlistRegister {
  /** Number of its state variable. */
  readonly state: number;
  readonly next: Bits;
  /** The value taken while the plain reset is active. */
  readonly resetValue?: bigint;
}

export interface NetlistMemory {
  readonly name: string;
  /** Its place in the netlist's list, which words refer to. */
  readonly number: number;
  readonly depth: number;
  readonly wordType: BitType;
  readonly lanes: Lanes;
  readonly initial: readonly bigint[];
  /** Stores a word at edges at which `enable` is 1. */
  readonly write?: { readonly enable: Word; readonly address: Word; readonly data: Bits };
  /** Has a word shown from such edges on; `state` is the first state variable of those that show it, one for each lane. */
  readonly read?: { readonly enable: Word; readonly address: Word; readonly state: number };
  /** Whether a word that is stored and shown at one edge is shown as it is then stored. */
  readonly writesFirst: boolean;
}

/** A property of one instance. */
export interface NetlistProperty {
  /** Names of the instances and of the property, joined with dots. */
  readonly name: string;
  readonly property: Property;
  /** One bit, 1 before an edge at which the property is violated, printed or covered. */
  readonly fires: Word;
  /** The values of its message; their words are built when first asked for. */
  readonly values: readonly NamedSignal[];
}

/** A signal that can be read by name; its words are built when first asked for. */
export interface NamedSignal {
  readonly name: string;
  readonly width: number;
  readonly signed: boolean;
  value(): Bits;
}

/** A design without hierarchy, statements or loops: state, and words that say what it becomes at the next clock edge. */
export interface Netlist {
  readonly graph: WordGraph;
  readonly states: readonly StateVariable[];
  /** Input ports of the top module by name with the number of their state; the one reset of `plainReset` has none. */
  readonly inputs: ReadonlyMap<string, number>;
  /** Clock and reset ports of the top module. */
  readonly clocks: readonly string[];
  readonly resets: readonly string[];
  /**
   * The reset of a design that has one clock and one reset at most. All registers then take `next` at every edge, and
   * `resetValue` where they have one while the reset is active.
   */
  readonly plainReset: string | undefined;
  /** Numbers of state variables that say whether a clock rises at this edge; empty where there is but one. */
  readonly rises: ReadonlyMap<string, number>;
  /** Number of the state variable that says whether `plainReset` is active, where a property asks. */
  readonly resetState: number | undefined;
  readonly registers: readonly NetlistRegister[];
  readonly memories: readonly NetlistMemory[];
  readonly properties: readonly NetlistProperty[];
  /** In hierarchical order; `plainReset` is not among them. */
  readonly signals: ReadonlyMap<string, NamedSignal>;
  /** Names of the top module's outputs. */
  readonly outputs: readonly string[];
}
