import { fail } from '../../../generators/diagnostics.ts';
import { waitFailed } from '../../engine/values.ts';
import type { EngineSimulator } from '../engines/engine.ts';
import { jumpAhead } from './jump.ts';
import { Process, type ProcessState, type Wait } from './process.ts';
import { type ClockState, type EventWait, isAwaited, nextTime, passed, sortByProcess, takeDue } from './timeline.ts';
import { CallStacks, notAwaited, WatchedPromise } from './watched-promise.ts';

/** A process that goes on when its turn comes. */
interface Turn {
  readonly process: ProcessState;
  readonly go: () => void;
}

export interface SchedulerOptions {
  /** Edges that a test may wait for in all. */
  readonly maximumCycles: number;
  /** Called in front of each edge that is taken alone, when inputs and outputs have settled. */
  readonly sample: () => void;
  /** Cycles in front of a wait's end that are taken alone, so that `sample` sees them. */
  readonly sampledCycles: number;
}

/**
 * Runs the processes of a testbench, one at a time, in an order that the design and the test alone decide. Between two
 * edges every process whose wait has ended goes on until it waits again, in order of creation. When all wait, inputs are
 * settled: those that want to look in front of the edge do, then the clocks rise.
 */
export class Scheduler {
  readonly clocks: readonly ClockState[];
  readonly simulator: EngineSimulator;
  readonly #options: SchedulerOptions;
  /** The test itself: time passes while it waits. */
  readonly #test: ProcessState = { number: 0, name: 'the test', waits: new Set(), isDone: false };
  readonly #processes = new Set<ProcessState>();
  readonly #events: EventWait[] = [];
  #nextLimit = Number.POSITIVE_INFINITY;
  #running: ProcessState | undefined = this.#test;
  #ready: Turn[] = [];
  #settled: Turn[] = [];
  #isSettled = false;
  /** No process has run since the last edge. */
  #isQuiet = false;
  #isPumpAhead = false;
  #turns = 0;
  #created = 0;
  readonly #stacks = new CallStacks();

  constructor(simulator: EngineSimulator, clocks: readonly ClockState[], options: SchedulerOptions) {
    this.simulator = simulator;
    this.clocks = clocks;
    this.#options = options;
  }

  /** Whether monitors look right now, in front of an edge: nothing may be set. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** The time of the last edge, 0 before the first. */
  get time(): number {
    return this.clocks.reduce((latest, { edges, nextTime: next, period }) => {
      return edges === 0 ? latest : Math.max(latest, next - period);
    }, 0);
  }

  /** The name of the process that runs, for messages. */
  get runningName(): string {
    return (this.#running ?? this.#test).name;
  }

  /** Creates a process. It starts at the present time, when the one that runs waits. */
  fork<Result>(name: string | undefined, body: () => Promise<Result>): Process<Result> {
    this.#created += 1;
    const number = this.#created;
    const state: ProcessState = { number, name: name || `process ${number}`, waits: new Set(), isDone: false };
    const process = new Process<Result>(this, state);
    this.#processes.add(state);
    const failed = (error: unknown): void =>
      this.#end(state, () => {
        if (!process.fail(error)) this.#failTest(error);
      });
    const start = (): void => {
      body().then((result) => {
        const forgotten = [...state.waits].map((wait) => wait.forgotten()).find((error) => error !== undefined);
        if (forgotten) failed(forgotten);
        else this.#end(state, () => process.finish(result));
      }, failed);
    };
    this.#ready.push({ process: state, go: start });
    return process;
  }

  /** The process that runs waits: `register` files the wait where something will end it. */
  park<Result>(description: () => string, register: (wait: Wait<Result>) => void): Promise<Result> {
    const process = this.#running ?? this.#test;
    const stack = this.#stacks.capture();
    const promise = new WatchedPromise<Result>((resolve, reject) => {
      const forgotten = (): Error | undefined =>
        promise.isAwaited ? undefined : notAwaited(process.name, description(), stack);
      const end = (result: Result): void => {
        const error = forgotten();
        if (!error) resolve(result);
        else if (!this.#failSoon(error)) reject(error);
      };
      const wait: Wait<Result> = { process, description, resolve: end, reject, forgotten, isOver: false };
      process.waits.add(wait as Wait);
      register(wait);
    });
    this.#pumpSoon();
    return promise;
  }

  /** As `park`, for what another process does: fails when the first clock has risen `cycles` more times. */
  parkForEvent<Result>(
    description: () => string,
    cycles: number,
    timeoutError: () => Error,
    register: (wait: Wait<Result>) => void,
  ): Promise<Result> {
    return this.park<Result>(description, (wait) => {
      register(wait);
      const limit = this.clocks[0]!.edges + cycles;
      this.#events.push({ wait: wait as Wait, limit, timeoutError });
      this.#nextLimit = Math.min(this.#nextLimit, limit);
    });
  }

  /** Ends a wait: its process goes on in this turn, or behind the edge where monitors look right now. */
  wake<Result>(wait: Wait<Result>, result: Result): void {
    if (!this.#leave(wait as Wait)) return;
    this.#ready.push({ process: wait.process, go: () => wait.resolve(result) });
  }

  wakeWithError<Result>(wait: Wait<Result>, error: unknown): void {
    if (!this.#leave(wait as Wait)) return;
    this.#ready.push({ process: wait.process, go: () => wait.reject(error) });
  }

  /** Forgets a process that is stopped. */
  abandon(state: ProcessState): void {
    state.isDone = true;
    for (const wait of state.waits) wait.isOver = true;
    state.waits.clear();
    this.#processes.delete(state);
  }

  /** Throws a `BurinError` (B603) where processes wait for clocks: edges that are taken now would pass over them. */
  requireNobodyWaits(what: string): void {
    if (this.#ready.length === 0 && !this.clocks.some(isAwaited) && !this.#hasAgents()) {
      this.#isSettled = false;
      return;
    }
    const agents = this.clocks.flatMap((clock) => clock.agents.map(({ name }) => name));
    const waiting = [this.#waiting(), ...agents].filter((text) => text !== '').join(', ');
    fail(
      'B603',
      `${what} would pass over what goes along with the clock: ${waiting}`,
      'await dut.clock.cycles() instead',
    );
  }

  /** Takes the next `edges` edges at the engine's speed, without a turn for any process. */
  step(edges: number): void {
    this.requireNobodyWaits('step()');
    const [clock] = this.clocks;
    if (this.clocks.length > 1) {
      for (let taken = 0; taken < edges; taken += 1) this.#stepTimeline();
      return;
    }
    const before = this.simulator.cycle;
    try {
      this.simulator.step(edges);
    } finally {
      passed(clock!, this.simulator.cycle - before);
    }
  }

  /** Takes edges until a signal has the value; gives how many. Throws what `Simulator.runUntil` throws. */
  runUntil(signal: string, options: { readonly value?: number; readonly maximumCycles: number }): number {
    this.requireNobodyWaits('runUntil()');
    const [clock] = this.clocks;
    const before = this.simulator.cycle;
    if (this.clocks.length === 1) {
      try {
        return this.simulator.runUntil(signal, options);
      } finally {
        passed(clock!, this.simulator.cycle - before);
      }
    }
    const { value = 1, maximumCycles } = options;
    while (this.simulator.getNumber(signal) !== value) {
      const taken = this.simulator.cycle - before;
      if (taken === maximumCycles) throw waitFailed(signal, value, maximumCycles, this.simulator.cycle);
      this.#stepTimeline();
    }
    return this.simulator.cycle - before;
  }

  /** Waits until one of the processes has ended. */
  async joinAny(processes: readonly Process[]): Promise<Process> {
    const ended = processes.find(({ isDone }) => isDone);
    if (ended) {
      await ended.join();
      return ended;
    }
    return this.park<Process>(
      () => `the end of ${processes.map(({ name }) => name).join(' or ') || 'nothing'}`,
      (wait) => {
        for (const process of processes) process.whenDone(wait);
      },
    );
  }

  #stepTimeline(): void {
    const time = nextTime(this.clocks);
    const rising = this.clocks.filter((clock) => clock.nextTime === time);
    this.simulator.step(
      1,
      rising.map(({ name }) => name),
    );
    for (const clock of rising) passed(clock, 1);
  }

  /** Whether the wait was still open; it is over now. */
  #leave(wait: Wait): boolean {
    if (wait.isOver) return false;
    wait.isOver = true;
    wait.process.waits.delete(wait);
    return true;
  }

  #end(state: ProcessState, tell: () => void): void {
    if (!state.isDone) {
      this.abandon(state);
      tell();
    } else if (this.#running !== state) return;
    this.#pump();
  }

  /** What the test waits for fails, for an error that nobody else takes. */
  #failTest(error: unknown): void {
    for (const wait of [...this.#test.waits]) this.wakeWithError(wait, error);
  }

  /** Fails what the test waits for in a turn of its own; false where it waits for nothing. */
  #failSoon(error: unknown): boolean {
    if (this.#test.waits.size === 0) return false;
    this.#failTest(error);
    this.#pumpSoon();
    return true;
  }

  #pumpSoon(): void {
    if (this.#isPumpAhead) return;
    this.#isPumpAhead = true;
    queueMicrotask(this.#pump);
  }

  /** Gives turns until a process runs. */
  #pump = (): void => {
    this.#isPumpAhead = false;
    this.#running = undefined;
    try {
      while (!this.#giveTurn()) this.#passTime();
    } catch (error) {
      this.#isSettled = false;
      this.#failTest(error);
      this.#giveTurn();
    }
  };

  /** Whether a process runs now; false where all wait and time has to pass. */
  #giveTurn(): boolean {
    for (;;) {
      const turn = this.#isSettled ? this.#settled.shift() : this.#ready.shift();
      if (turn) {
        if (turn.process.isDone) continue;
        this.#resume(turn);
        return true;
      }
      if (this.#isSettled || this.#test.waits.size > 0) return false;
      this.#running = this.#test;
      return true;
    }
  }

  #resume({ process, go }: Turn): void {
    this.#running = process;
    this.#isQuiet = false;
    this.#turns += 1;
    const turn = this.#turns;
    go();
    // A part of the process that waits for something else may have ended without waiting again.
    if (process.waits.size > 0) {
      setImmediate(() => {
        if (this.#turns === turn && !this.#isPumpAhead && process.waits.size > 0) this.#pump();
      });
    }
  }

  /** All processes wait: monitors get their turns in front of the next edge, or it is taken. */
  #passTime(): void {
    if (this.#isSettled) {
      this.#takeEdge();
      return;
    }
    if (!this.clocks.some(isAwaited) && !this.#hasAgents()) {
      fail('B604', `the testbench is at a deadlock: ${this.#waiting()}`, 'let one of them be ended by a clock');
    }
    if (this.#isQuiet && jumpAhead(this, this.#nextLimit, this.#options.sampledCycles)) {
      this.#wakeBehindEdge(this.clocks[0]!);
      return;
    }
    const time = nextTime(this.clocks);
    for (const clock of this.clocks) {
      if (clock.nextTime !== time) continue;
      for (const { wait } of takeDue(clock.settledWaits, () => true)) {
        this.#leave(wait as Wait);
        this.#settled.push({ process: wait.process, go: () => wait.resolve() });
      }
    }
    sortByProcess(this.#settled);
    this.#isSettled = true;
    for (const clock of this.clocks) {
      if (clock.nextTime === time) for (const agent of clock.agents) agent.before();
    }
  }

  #takeEdge(): void {
    const time = nextTime(this.clocks);
    const rising = this.clocks.length === 1 ? this.clocks : this.clocks.filter((clock) => clock.nextTime === time);
    if (this.simulator.cycle >= this.#options.maximumCycles) {
      fail(
        'B605',
        `the test has gone on for ${this.simulator.cycle} cycles: ${this.#waiting()}`,
        'mend what never comes, or give simulate() a larger maximumCycles',
      );
    }
    for (const clock of rising) this.#lookAtConditions(clock, true);
    this.#options.sample();
    if (this.clocks.length === 1) this.simulator.step(1);
    else
      this.simulator.step(
        1,
        rising.map(({ name }) => name),
      );
    this.#isSettled = false;
    this.#isQuiet = true;
    for (const clock of rising) passed(clock, 1);
    for (const { agents } of rising) for (const agent of agents) agent.after?.();
    for (const clock of rising) this.#wakeBehindEdge(clock);
    if (this.clocks[0]!.edges >= this.#nextLimit) this.#endLateEvents();
    sortByProcess(this.#ready);
  }

  #wakeBehindEdge(clock: ClockState): void {
    const { edges } = clock;
    for (const { wait } of takeDue(clock.edgeWaits, ({ target }) => target <= edges)) this.wake(wait, undefined);
    this.#lookAtConditions(clock, false);
    for (const { wait, timeoutError } of takeDue(clock.conditionWaits, ({ limit }) => limit <= edges)) {
      this.wakeWithError(wait, timeoutError());
    }
  }

  /** In front of the edge, `taken` counts the coming one: the process goes on behind it. */
  #lookAtConditions(clock: ClockState, before: boolean): void {
    for (const { wait, start } of takeDue(
      clock.conditionWaits,
      (entry) => entry.before === before && this.#holds(entry),
    )) {
      this.wake(wait, clock.edges - start + (before ? 1 : 0));
    }
  }

  /** An error of the condition is one of the process that waits for it. */
  #holds({ wait, holds }: { readonly wait: Wait<number>; readonly holds: () => boolean }): boolean {
    try {
      return holds();
    } catch (error) {
      this.wakeWithError(wait, error);
      return false;
    }
  }

  #endLateEvents(): void {
    const { edges } = this.clocks[0]!;
    for (const { wait, timeoutError } of takeDue(this.#events, ({ limit }) => limit <= edges)) {
      this.wakeWithError(wait, timeoutError());
    }
    this.#nextLimit = this.#events.reduce((least, { limit }) => Math.min(least, limit), Number.POSITIVE_INFINITY);
  }

  #hasAgents(): boolean {
    return this.clocks.some(({ agents }) => agents.length > 0);
  }

  #waiting(): string {
    const all = [this.#test, ...this.#processes].flatMap(({ name, waits }) =>
      [...waits].map((wait) => `${name} waits for ${wait.description()}`),
    );
    return all.join(', ');
  }
}
