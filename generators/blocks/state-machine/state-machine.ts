import { languageError } from '../../language/errors.ts';
import {
  addressWidth,
  type Bool,
  composite,
  type Enum,
  type EnumShape,
  enumeration,
  type Registered,
  reg,
  type UInt,
  uint,
} from '../../language/index.ts';
import { atCaller, block } from '../caller.ts';
import { anyOf } from '../one-hot.ts';
import { done, lastCycle, off, runMachine } from './behaviour.ts';
import type { Machine, StateBody, SubMachine } from './states.ts';

/** A machine whose first state is the one after reset. */
export interface StateMachine<Name extends string> {
  /** The state register, an enumeration. */
  readonly state: Enum<Name>;
  /** Whether the machine is in one of the states. */
  readonly is: (...names: readonly Name[]) => Bool;
  /** What the states do, once for each machine. */
  readonly define: (states: { readonly [K in Name]: StateBody<Name> }) => void;
}

/** A machine that states of other machines run; `to: 'done'` ends it. It is in no state while it does not run. */
export interface NestedMachine<Name extends string> extends SubMachine {
  readonly state: Enum<Name | 'Off'>;
  readonly is: (...names: readonly Name[]) => Bool;
  /** What the states do; before the machine that runs it is defined. */
  readonly define: (states: { readonly [K in Name]: StateBody<Name | 'done'> }) => void;
}

/**
 * A state machine. The states are named first, so that what they do can ask for them:
 *
 *     const phase = stateMachine('Phase', ['Idle', 'Run']);
 *     phase.define({
 *       Idle: { next: [{ when: start, to: 'Run', action: () => { sum.next = 0; } }] },
 *       Run: { active: () => { sum.next = sum.addWrap(term); }, after: { cycles: 8, to: 'Idle' } },
 *     });
 *
 * In Verilog it is a register of an enumeration and a case for each state.
 */
export function stateMachine<const Name extends string>(name: string, names: readonly Name[]): StateMachine<Name> {
  const [first] = names;
  if (first === undefined) languageError('B020', `state machine ${name} has no states`, 'name at least one');
  const shape = enumeration(name, names as readonly string[]);
  const register = stateRegister(shape, shape[first]!);
  let defined = false;
  return {
    state: register as unknown as Enum<Name>,
    is: (...wanted) => isIn(shape, register, wanted),
    define: (states) => {
      if (defined) languageError('B024', `the states of ${name} are defined twice`, 'define them once');
      defined = true;
      const bodies = states as Machine['states'];
      requireStart(name, first, bodies[first]!);
      const machine = { name, names, shape, register, states: bodies, timer: timerFor(register, bodies, first) };
      atCaller(() => runMachine(machine, () => undefined));
    },
  };
}

/**
 * A machine that others run:
 *
 *     const burst = nestedMachine('Burst', ['Address', 'Data']);
 *     burst.define({ Address: { next: [{ when: ready, to: 'Data' }] }, Data: { next: [{ when: last, to: 'done' }] } });
 *     phase.define({ Transfer: { run: { machine: burst, to: 'Idle' } }, … });
 */
export function nestedMachine<const Name extends string>(name: string, names: readonly Name[]): NestedMachine<Name> {
  if (names.length === 0) languageError('B020', `state machine ${name} has no states`, 'name at least one');
  if ((names as readonly string[]).includes(done)) {
    languageError('B020', `a state of ${name} is called done, which is its end`, 'choose another name');
  }
  const shape = enumeration(name, [off, ...names] as readonly string[]);
  const register = stateRegister(shape, shape[off]!);
  let machine: Machine | undefined;
  return {
    state: register as unknown as Enum<Name | 'Off'>,
    is: (...wanted) => isIn(shape, register, wanted),
    define: (states) => {
      if (machine) languageError('B024', `the states of ${name} are defined twice`, 'define them once');
      const bodies = states as Machine['states'];
      machine = { name, names, shape, register, states: bodies, timer: timerFor(register, bodies, undefined) };
    },
    machine: () =>
      machine ?? languageError('B024', `${name} is run before its states are defined`, `call ${name}.define() before`),
  };
}

function stateRegister(shape: EnumShape<string>, initial: Enum<string>): Registered<Enum<string>> {
  return block('state', () => {
    const result = reg(shape, { reset: initial });
    return result;
  });
}

function isIn(shape: EnumShape<string>, register: Enum<string>, names: readonly string[]): Bool {
  return composite(() => anyOf(names.map((name) => register.is(shape[name]!))));
}

/** The first state is entered by the reset, which can set nothing but constants of the machine's own registers. */
function requireStart(name: string, first: string, { run, after }: StateBody<string>): void {
  if (!run && (after === undefined || typeof after.cycles === 'number')) return;
  const what = run ? 'runs another machine' : 'lasts as long as a value says';
  languageError(
    'B020',
    `${first}, the first state of ${name}, ${what}`,
    'put a state before it, which leads there at once',
  );
}

/** A state ends with its time or with the machine that it runs, and nothing may keep it from that. */
function requireOneEnd(states: Machine['states']): void {
  for (const [name, { run, after, next = [] }] of Object.entries(states)) {
    if (!run && !after) continue;
    if (run && after) {
      languageError(
        'B020',
        `state ${name} runs another machine and lasts a given time`,
        'end it early by a transition in next, on a counter of its own',
      );
    }
    if (next.some((transition) => !transition.when)) {
      languageError(
        'B020',
        `state ${name} is left at once, before its time or the machine that it runs is over`,
        'give the transition a condition, or drop the end that is never reached',
      );
    }
  }
}

/** One timer for all states of a machine that last a given time, as only one of them runs. */
function timerFor(register: Enum<string>, states: Machine['states'], first: string | undefined): Machine['timer'] {
  requireOneEnd(states);
  const durations = Object.values(states).flatMap(({ after }) => (after ? [after.cycles] : []));
  if (durations.length === 0) return undefined;
  for (const cycles of durations) {
    if (typeof cycles === 'number' && !(Number.isSafeInteger(cycles) && cycles >= 1)) {
      languageError('B020', `a state of ${cycles} cycles`, 'choose a whole number from 1 to 2^53 - 1');
    }
  }
  const width = Math.max(
    ...durations.map((cycles) => (typeof cycles === 'number' ? addressWidth(cycles) : cycles.last.width)),
  );
  const start = first === undefined ? undefined : states[first]!.after?.cycles;
  const { expression } = register;
  const name = expression.kind === 'reference' ? expression.signal.name : 'state';
  return block(name, () => {
    const timer: Registered<UInt> = reg(uint(width), start === undefined ? {} : { reset: lastCycle(start) as number });
    return timer;
  });
}
