import type { BitType, MemoryModule } from '../../../generators/circuit/types.ts';
import type { Bits } from './bits.ts';
import type { Lanes } from './lanes.ts';
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
  /** The value taken while the reset is active, of a register that has one. */
  readonly resetValue?: bigint;
}

export interface NetlistMemory {
  readonly name: string;
  readonly depth: number;
  readonly wordType: BitType;
  readonly readDuringWrite: MemoryModule['readDuringWrite'];
  readonly lanes: Lanes;
  /** Number of the first state variable that holds `readData`, one for each lane. */
  readonly state: number;
  readonly enable: Bits;
  readonly write: Bits;
  readonly address: Bits;
  readonly writeData: Bits;
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
  /** Input ports of the top module by name with the number of their state; the reset has none. */
  readonly inputs: ReadonlyMap<string, number>;
  /** Name of the top module's reset port. */
  readonly reset: string | undefined;
  readonly registers: readonly NetlistRegister[];
  readonly memories: readonly NetlistMemory[];
  /** In hierarchical order; the reset is not among them. */
  readonly signals: ReadonlyMap<string, NamedSignal>;
  /** Names of the top module's outputs. */
  readonly outputs: readonly string[];
}
