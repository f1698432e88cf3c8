import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nestedMachine, type StateBody, stateMachine } from '../../generators/blocks/index.ts';
import {
  type Bool,
  bool,
  input,
  Module,
  type Output,
  output,
  type Registered,
  reg,
  uint,
  when,
} from '../../generators/language/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { circuitOf, engines, expectCleanVerilog } from './tools.ts';

/**
 * A machine as plain data: conditions are numbers of input bits, -1 for none; targets numbers of states, -1 for the end.
 */
interface MachineData {
  readonly states: readonly StateData[];
}
interface StateData {
  readonly next: readonly { readonly bit: number; readonly to: number }[];
  readonly end:
    | { readonly kind: 'never' }
    | { readonly kind: 'after'; readonly cycles: number; readonly to: number }
    | { readonly kind: 'run'; readonly machine: MachineData; readonly to: number };
}

const bits = 4;
/** Up to two transitions, of which the last may have no condition. */
const transitions = (to: fc.Arbitrary<number>, mayEnd: boolean): fc.Arbitrary<StateData['next']> =>
  fc
    .tuple(
      fc.array(fc.record({ bit: fc.nat(bits - 1), to }), { maxLength: 2 }),
      fc.constantFrom(mayEnd, false, false, false),
    )
    .map(([next, always]) =>
      next.map((one, index) => (always && index === next.length - 1 ? { ...one, bit: -1 } : one)),
    );
const machineData = (depth: number, lowest: number): fc.Arbitrary<MachineData> =>
  fc.integer({ min: 1, max: 4 }).chain((count) => {
    const to = fc.integer({ min: lowest, max: count - 1 });
    const never = fc.constant({ kind: 'never' as const });
    const after = fc.record({ kind: fc.constant('after' as const), cycles: fc.integer({ min: 1, max: 5 }), to });
    const run = fc.record({ kind: fc.constant('run' as const), machine: machineData(depth - 1, -1), to });
    const state = (first: boolean): fc.Arbitrary<StateData> =>
      (depth > 0 && !first ? fc.oneof(never, after, run, run) : fc.oneof(never, after)).chain((end) =>
        transitions(to, end.kind === 'never').map((next) => ({ next, end })),
      );
    const rest = fc.array(state(false), { minLength: count - 1, maxLength: count - 1 });
    return fc.tuple(state(lowest === 0), rest).map(([first, others]) => ({ states: [first, ...others] }));
  });

const stateName = (index: number): string => `S${index}`;
const target = (index: number): string => (index < 0 ? 'done' : stateName(index));

/** Every state of every machine under a path of its own, `0`, `1`, `1_0` …. */
function paths(machine: MachineData, prefix = ''): readonly string[] {
  return machine.states.flatMap(({ end }, index) => {
    const path = `${prefix}${index}`;
    return [path, ...(end.kind === 'run' ? paths(end.machine, `${path}_`) : [])];
  });
}

interface Marks {
  readonly active: Output<Bool>;
  readonly entered: Registered<Bool>;
  readonly left: Registered<Bool>;
}

/** The machine in hardware. Each state shows when it is active, and toggles a bit when it is entered and left. */
function build(data: MachineData) {
  return Module('Machines', () => {
    const conditions = Array.from({ length: bits }, () => input(bool()));
    const marks: Record<string, Marks> = {};
    for (const path of paths(data)) {
      const active = output(bool());
      active.value = false;
      const entered = reg(bool(), { reset: false });
      const left = reg(bool(), { reset: false });
      marks[path] = { active, entered, left };
    }
    const bodies = (machine: MachineData, prefix: string): Record<string, StateBody<string>> => {
      const entries = machine.states.map(({ next, end }, index): [string, StateBody<string>] => {
        const path = `${prefix}${index}`;
        const { active, entered, left } = marks[path]!;
        const toggle = (bit: Registered<Bool>) => (): void => {
          bit.next = bit.not();
        };
        const body: StateBody<string> = {
          entry: toggle(entered),
          exit: toggle(left),
          active: () => {
            active.value = true;
          },
          next: next.map(({ bit, to }) => ({ ...(bit < 0 ? {} : { when: conditions[bit]! }), to: target(to) })),
        };
        const { next: given, ...plain } = body;
        const base = given!.length > 0 ? body : plain;
        if (end.kind === 'after')
          return [stateName(index), { ...base, after: { cycles: end.cycles, to: target(end.to) } }];
        if (end.kind === 'never') return [stateName(index), base];
        const inner = nestedMachine(
          `Inner${path}`,
          end.machine.states.map((_state, number) => stateName(number)),
        );
        inner.define(bodies(end.machine, `${path}_`) as never);
        return [stateName(index), { ...base, run: { machine: inner, to: target(end.to) } }];
      });
      return Object.fromEntries(entries);
    };
    const names = data.states.map((_state, index) => stateName(index));
    const main = stateMachine('Main', names);
    main.define(bodies(data, ''));
    const shown = Object.entries(marks).flatMap(([path, { active, entered, left }]) => [
      [`active_${path}`, active],
      [`entered_${path}`, output(entered)],
      [`left_${path}`, output(left)],
    ]);
    return { ...Object.fromEntries(conditions.map((bit, index) => [`c${index}`, bit])), ...Object.fromEntries(shown) };
  });
}

/** The same machine as an object that is stepped. */
class Model {
  private state = -1;
  private left = 0;
  private inner: Model | undefined;
  private readonly data: MachineData;
  private readonly prefix: string;
  private readonly toggles: Map<string, number>;

  constructor(data: MachineData, prefix: string, toggles: Map<string, number>) {
    this.data = data;
    this.prefix = prefix;
    this.toggles = toggles;
  }

  start({ byReset = false } = {}): void {
    this.enter(0, byReset);
  }

  active(): readonly string[] {
    return [`${this.prefix}${this.state}`, ...(this.inner?.active() ?? [])];
  }

  /** One clock edge; true where the machine ends with it. */
  step(conditions: readonly boolean[]): boolean {
    const { next, end } = this.data.states[this.state]!;
    const taken = next.find(({ bit }) => bit < 0 || conditions[bit]);
    if (taken) return this.go(taken.to);
    if (end.kind === 'run' && this.inner!.step(conditions)) {
      this.inner = undefined;
      return this.go(end.to);
    }
    if (end.kind !== 'after') return false;
    this.left -= 1;
    return this.left === 0 ? this.go(end.to) : false;
  }

  /** Leaves whatever state the machine is in. */
  leave(): void {
    this.inner?.leave();
    this.inner = undefined;
    this.toggle('left');
  }

  private go(to: number): boolean {
    this.leave();
    if (to < 0) return true;
    this.enter(to, false);
    return false;
  }

  private enter(state: number, byReset: boolean): void {
    this.state = state;
    if (!byReset) this.toggle('entered');
    const { end } = this.data.states[state]!;
    if (end.kind === 'after') this.left = end.cycles;
    if (end.kind !== 'run') return;
    this.inner = new Model(end.machine, `${this.prefix}${state}_`, this.toggles);
    this.inner.start();
  }

  private toggle(what: string): void {
    const key = `${what}_${this.prefix}${this.state}`;
    this.toggles.set(key, 1 - (this.toggles.get(key) ?? 0));
  }
}

describe('state machines', () => {
  it.each(engines)('do what a model of objects does, machines in machines too (%s)', (engine) => {
    const inputs = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: bits, maxLength: bits }), {
      minLength: 40,
      maxLength: 40,
    });
    fc.assert(
      fc.property(machineData(2, 0), inputs, (data, stimuli) => {
        const simulator = createSimulator(circuitOf(build(data)), { engine });
        const toggles = new Map<string, number>();
        const model = new Model(data, '', toggles);
        model.start({ byReset: true });
        simulator.set('reset', 1);
        simulator.step();
        simulator.set('reset', 0);
        for (const stimulus of stimuli) {
          // A quarter of the bits are set, so that states last a while.
          const conditions = stimulus.map((value) => value === 0);
          conditions.forEach((condition, index) => void simulator.set(`c${index}`, condition));
          const active = new Set(model.active());
          for (const path of paths(data)) {
            expect(simulator.getNumber(`active_${path}`), `active_${path}`).toBe(Number(active.has(path)));
            for (const what of [`entered_${path}`, `left_${path}`]) {
              expect(simulator.getNumber(what), what).toBe(toggles.get(what) ?? 0);
            }
          }
          model.step(conditions);
          simulator.step();
        }
      }),
      { numRuns: engine === 'wasm' ? 50 : 20 },
    );
  });

  const Transfer = Module('Transfer', () => {
    const start = input(bool());
    const cancel = input(bool());
    const last = input(uint(4));
    const strobe = output(bool());
    const words = reg(uint(8), { reset: 0 });
    strobe.value = false;
    const burst = nestedMachine('Burst', ['Address', 'Data']);
    const phase = stateMachine('Phase', ['Idle', 'Move', 'Pause']);
    burst.define({
      Address: { next: [{ to: 'Data' }] },
      Data: {
        active: () => {
          strobe.value = true;
        },
        after: { cycles: { last }, to: 'done' },
      },
    });
    phase.define({
      Idle: {
        next: [
          {
            when: start,
            to: 'Move',
            action: () => {
              words.next = words.addWrap(1);
            },
          },
        ],
      },
      Move: { next: [{ when: cancel, to: 'Pause' }], run: { machine: burst, to: 'Idle' } },
      Pause: { after: { cycles: 3, to: 'Idle' } },
    });
    return {
      start,
      cancel,
      last,
      strobe,
      words: output(words),
      moves: output(phase.is('Move')),
      rests: output(phase.is('Idle', 'Pause')),
      data: output(burst.is('Data')),
    };
  });

  it('last as long as a value says, and are in no state while they do not run', () => {
    const simulator = createSimulator(circuitOf(Transfer));
    simulator.set('reset', 1);
    simulator.step();
    simulator.set('reset', 0);
    simulator.set('last', 4);
    simulator.set('start', 1);
    const seen: string[] = [];
    for (let cycle = 0; cycle < 20; cycle += 1) {
      simulator.set('start', cycle === 0 || cycle === 9);
      simulator.set('cancel', cycle === 12);
      seen.push(['moves', 'data', 'rests'].map((name) => simulator.getNumber(name)).join(''));
      expect(simulator.getNumber('strobe')).toBe(simulator.getNumber('data'));
      simulator.step();
    }
    expect(seen.join(' ')).toBe('001 100 110 110 110 110 110 001 001 001 100 110 110 001 001 001 001 001 001 001');
    expect(simulator.getNumber('words')).toBe(2);
  });

  it('print a register of an enumeration and clean Verilog', () => {
    const circuit = circuitOf(Transfer);
    const registers = circuit.top.signals.filter(({ kind }) => kind === 'register').map(({ name }) => name);
    expect(registers).toEqual(['words_register', 'burst', 'phase', 'burst_timer', 'phase_timer']);
    expectCleanVerilog(circuit);
  });

  it('refuse what has no meaning', () => {
    const of = (body: (go: Bool) => void) => () =>
      circuitOf(
        Module('Wrong', () => {
          const go = input(bool());
          body(go);
          return { go };
        }),
      );
    const message = /error (B\d+: [^\n]+)\n/;
    const textOf = (run: () => unknown): string => {
      try {
        run();
      } catch (error) {
        return message.exec((error as Error).message)?.[1] ?? String(error);
      }
      return 'no error';
    };
    const unfinished = of(() => {
      const inner = nestedMachine('Inner', ['A']);
      stateMachine('Outer', ['Idle', 'Run']).define({ Idle: {}, Run: { run: { machine: inner, to: 'Idle' } } });
    });
    expect(textOf(unfinished)).toBe('B024: Inner is run before its states are defined');
    const twice = of(() => {
      const machine = stateMachine('Outer', ['Idle']);
      machine.define({ Idle: {} });
      machine.define({ Idle: {} });
    });
    expect(textOf(twice)).toBe('B024: the states of Outer are defined twice');
    const early = of(() => {
      const inner = nestedMachine('Inner', ['A']);
      inner.define({ A: {} });
      stateMachine('Outer', ['Run']).define({ Run: { run: { machine: inner, to: 'Run' } } });
    });
    expect(textOf(early)).toBe('B020: Run, the first state of Outer, runs another machine');
    const short = of(() => {
      stateMachine('Outer', ['A', 'B']).define({ A: {}, B: { after: { cycles: 0, to: 'A' } } });
    });
    expect(textOf(short)).toBe('B020: a state of 0 cycles');
    const behind = of((go) => {
      stateMachine('Outer', ['A', 'B']).define({ A: { next: [{ to: 'B' }, { when: go, to: 'A' }] }, B: {} });
    });
    expect(textOf(behind)).toBe('B020: a transition to A behind one that is always taken');
    const dead = of(() => {
      stateMachine('Outer', ['A', 'B']).define({ A: {}, B: { next: [{ to: 'A' }], after: { cycles: 2, to: 'A' } } });
    });
    expect(textOf(dead)).toBe('B020: state B is left at once, before its time or the machine that it runs is over');
    const ends = of((go) => {
      when(go, () => undefined);
      nestedMachine('Inner', ['done', 'A']);
    });
    expect(textOf(ends)).toBe('B020: a state of Inner is called done, which is its end');
  });
});
