import type { Bool, Enum, EnumShape, Registered, UInt } from '../../language/index.ts';

/** How a state is left. */
export interface Transition<Name extends string> {
  readonly to: Name;
  /** Taken where this holds; always where it is absent. */
  readonly when?: Bool;
  /** Assignments in the cycle in which it is taken, between the exit and the entry actions. */
  readonly action?: () => void;
}

/** Cycles that a state lasts: a number of at least 1, or one less than that as a value. */
export type Duration = number | { readonly last: UInt };

/** What belongs to one state. `Next` names the states that it may lead to. */
export interface StateBody<Next extends string> {
  /** Assignments in the cycle before the state, whose clock edge leads into it; not run by the reset. */
  readonly entry?: () => void;
  /** Assignments in every cycle of the state. */
  readonly active?: () => void;
  /** Assignments in the last cycle of the state. */
  readonly exit?: () => void;
  /** Tried in order in every cycle; the first that holds is taken. One to the state itself leaves and enters it. */
  readonly next?: readonly Transition<Next>[];
  /** Leaves the state after so many cycles, unless a transition does before. */
  readonly after?: { readonly cycles: Duration; readonly to: Next };
  /** Runs another machine from its first state on, and goes to `to` with its end. A transition in `next` ends it early. */
  readonly run?: { readonly machine: SubMachine; readonly to: Next };
}

/** A machine while its states are known; `names` are those of the source, the first is where it starts. */
export interface Machine {
  readonly name: string;
  readonly names: readonly string[];
  readonly shape: EnumShape<string>;
  readonly register: Registered<Enum<string>>;
  readonly states: Readonly<Record<string, StateBody<string>>>;
  readonly timer: Registered<UInt> | undefined;
}

/** A machine that a state of another runs. */
export interface SubMachine {
  /** The machine with its states; an error before they are defined. */
  readonly machine: () => Machine;
}
