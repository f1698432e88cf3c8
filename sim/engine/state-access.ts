/**
 * Access to the state of a simulated circuit behind the design's back, between edges, as fault injection needs it. A
 * register goes by the name that `get` takes; the output word of a memory that reads at an edge is the register
 * `<memory>.readData`. Unknown names and values that do not fit are `SimulationError`s.
 */
export interface StateAccess {
  /** All that `writeRegister` takes, in hierarchical order. */
  readonly registers: readonly RegisterDescription[];
  /** Gives a register another value, any that its type holds. It keeps it until the design stores a new one. */
  writeRegister(register: string, value: number | bigint | boolean): void;
  /** Turns over the bits of a register or of a stored word at which `mask` is 1; bits that are held stay. */
  flipBits(place: RegisterPlace | WordPlace, mask: bigint): void;
  /**
   * Holds bits of registers and stored words at constant values: from now on, and behind every edge and every write. It
   * replaces what was held before; `[]` lets all go, and what was held then keeps its value until the design stores a new
   * one. At the edge at which a memory stores and shows a word together (`write-first`), it shows the word as written.
   */
  holdBits(held: readonly HeldBits[]): void;
  /** Keeps the values of all inputs, resets, registers and memories. */
  saveState(): SavedState;
  /**
   * Brings back what this simulator saved, any number of times. `cycle`, `covers` and observations go on; what is held
   * stays held.
   */
  restoreState(saved: SavedState): void;
}

/** What holds a value between edges. */
export interface RegisterDescription {
  readonly name: string;
  /** In bits. */
  readonly width: number;
  readonly signed: boolean;
}

/** The bits of a register or of a stored word at which `mask` is 1, and what they are held at: those bits of `value`. */
export type HeldBits = (RegisterPlace | WordPlace) & { readonly mask: bigint; readonly value: bigint };

/** A register by its name. */
export interface RegisterPlace {
  readonly register: string;
}

/** A stored word, by its memory's name and its address. */
export interface WordPlace {
  readonly memory: string;
  readonly address: number;
}

/** A state of one simulator, which alone can bring it back. */
export interface SavedState {
  /** Edges taken when it was saved. */
  readonly cycle: number;
}
