/** State machines with entry and exit actions, timed states and machines within states. */
export { type NestedMachine, nestedMachine, type StateMachine, stateMachine } from './state-machine.ts';
export type { Duration, StateBody, SubMachine, Transition } from './states.ts';
