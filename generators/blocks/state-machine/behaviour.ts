import { languageError } from '../../language/errors.ts';
import { drive, switchOn, type UInt, when } from '../../language/index.ts';
import type { Duration, Machine, StateBody, SubMachine, Transition } from './states.ts';

/** The name of a sub-machine's end, as the target of a transition, and of the state in which it does not run. */
export const done = 'done';
export const off = 'Off';

/** Where a machine goes besides its own states: what a sub-machine's end means to the machine that runs it. */
type Ends = () => void;

/** What a machine does in one cycle: a case for every state with something in it. `last`: assignments that win. */
export function runMachine(machine: Machine, ends: Ends): void {
  eachState(machine, (name, body) => {
    body.active?.();
    const sub = body.run?.machine.machine();
    const finish = (): void => leaveTo(machine, name, body.run!.to, ends, false);
    if (sub && !body.next) {
      runMachine(sub, finish);
      return;
    }
    if (sub) showActive(sub);
    takeFirst(body.next ?? [], {
      take: ({ to, action }) => leaveTo(machine, name, to, ends, true, action),
      otherwise: () => {
        if (sub) takeTransitions(sub, finish);
        else if (body.after) wait(machine, () => leaveTo(machine, name, body.after!.to, ends, true));
      },
    });
  });
}

/** The actions of the active state, of a sub-machine whose transitions stand behind those of the machine around it. */
function showActive(machine: Machine): void {
  eachState(machine, (_name, { active, run }) => {
    active?.();
    if (run) showActive(run.machine.machine());
  });
}

function takeTransitions(machine: Machine, ends: Ends): void {
  eachState(machine, (name, body) => {
    takeFirst(body.next ?? [], {
      take: ({ to, action }) => leaveTo(machine, name, to, ends, true, action),
      otherwise: () => {
        if (body.run) {
          takeTransitions(body.run.machine.machine(), () => leaveTo(machine, name, body.run!.to, ends, false));
        } else if (body.after) wait(machine, () => leaveTo(machine, name, body.after!.to, ends, true));
      },
    });
  });
}

function eachState(machine: Machine, use: (name: string, body: StateBody<string>) => void): void {
  let chain = switchOn(machine.register);
  for (const name of machine.names) {
    const body = machine.states[name]!;
    if (Object.values(body).some((part) => part !== undefined)) {
      chain = chain.is(machine.shape[name]!, () => use(name, body));
    }
  }
}

interface Choice {
  readonly take: (transition: Transition<string>) => void;
  readonly otherwise: () => void;
}

/** `if … else if … else`, as far as there are conditions. */
function takeFirst(transitions: readonly Transition<string>[], { take, otherwise }: Choice): void {
  const always = transitions.findIndex((transition) => !transition.when);
  const lost = always < 0 ? undefined : transitions[always + 1];
  if (lost)
    languageError('B020', `a transition to ${lost.to} behind one that is always taken`, 'put it before that one');
  const [first, ...rest] = transitions;
  if (!first) {
    otherwise();
    return;
  }
  if (!first.when) {
    take(first);
    return;
  }
  let chain = when(first.when, () => take(first));
  for (const transition of rest) {
    if (!transition.when) {
      chain.otherwise(() => take(transition));
      return;
    }
    chain = chain.elsewhen(transition.when, () => take(transition));
  }
  chain.otherwise(otherwise);
}

/** Counts the cycles of the state down. */
function wait({ timer }: Machine, leave: () => void): void {
  when(timer!.eq(0), leave).otherwise(() => {
    drive(timer!, timer!.subWrap(1));
  });
}

/** Leaves a state for another or for the machine's end. `early`: a machine that the state runs has not ended by itself. */
function leaveTo(machine: Machine, from: string, to: string, ends: Ends, early: boolean, action?: () => void): void {
  const body = machine.states[from]!;
  if (early && body.run) turnOff(body.run.machine);
  body.exit?.();
  action?.();
  if (to === done) {
    machine.register.next = machine.shape[off]!;
    ends();
  } else enter(machine, to);
}

function enter(machine: Machine, name: string): void {
  const { entry, after, run } = machine.states[name]!;
  entry?.();
  if (after) machine.timer!.next = lastCycle(after.cycles);
  if (run) {
    const sub = run.machine.machine();
    enter(sub, sub.names[0]!);
  }
  machine.register.next = machine.shape[name]!;
}

/** What the timer counts down from. */
export function lastCycle(cycles: Duration): number | UInt {
  return typeof cycles === 'number' ? cycles - 1 : cycles.last;
}

/** Ends a sub-machine in whatever state it is, the innermost first. */
function turnOff(sub: SubMachine): void {
  const machine = sub.machine();
  const leaving = machine.names.filter((name) => machine.states[name]!.exit || machine.states[name]!.run);
  if (leaving.length > 0) {
    let chain = switchOn(machine.register);
    for (const name of leaving) {
      const { exit, run } = machine.states[name]!;
      chain = chain.is(machine.shape[name]!, () => {
        if (run) turnOff(run.machine);
        exit?.();
      });
    }
  }
  machine.register.next = machine.shape[off]!;
}
