import type { Scheduler } from './scheduler.ts';

/** Something that a process waits for; resolved or rejected once. */
export interface Wait<Result = unknown> {
  readonly process: ProcessState;
  /** What is waited for, for messages: `done in 12 cycles`. */
  readonly description: () => string;
  resolve(result: Result): void;
  reject(error: unknown): void;
  /** The error of a wait that nobody has awaited so far. */
  readonly forgotten: () => Error | undefined;
  /** Set once the wait has ended or its process was stopped. */
  isOver: boolean;
}

/** A process within the scheduler. */
export interface ProcessState {
  /** Place in the order of creation; the test itself is 0. */
  readonly number: number;
  readonly name: string;
  /** Waits that have not ended. */
  readonly waits: Set<Wait>;
  isDone: boolean;
}

/** A process of a testbench, started with `fork`. */
export class Process<Result = unknown> {
  /** Name for messages. */
  readonly name: string;
  readonly #state: ProcessState;
  readonly #scheduler: Scheduler;
  readonly #joiners: { readonly wait: Wait<never>; readonly answer: (result: unknown) => unknown }[] = [];
  #outcome: { readonly result: Result } | { readonly error: unknown } | undefined;

  constructor(scheduler: Scheduler, state: ProcessState) {
    this.name = state.name;
    this.#scheduler = scheduler;
    this.#state = state;
  }

  /** Whether it has ended, failed or was stopped. */
  get isDone(): boolean {
    return this.#state.isDone;
  }

  /** Waits for the end of the process; gives its result, or throws what it threw. */
  join(): Promise<Result> {
    const outcome = this.#outcome;
    if (outcome && 'error' in outcome) return Promise.reject(outcome.error);
    if (outcome) return Promise.resolve(outcome.result);
    return this.#scheduler.park<Result>(
      () => `the end of ${this.name}`,
      (wait) => this.#joiners.push({ wait: wait as Wait<never>, answer: (result) => result }),
    );
  }

  /** Stops the process where it waits: it never goes on. Whoever joins it gets `undefined`. */
  stop(): void {
    if (this.isDone) return;
    this.#scheduler.abandon(this.#state);
    this.finish(undefined as Result);
  }

  /** For the scheduler: the wait ends with the process, and is given it. */
  whenDone(wait: Wait<Process>): void {
    this.#joiners.push({ wait: wait as Wait<never>, answer: () => this });
  }

  /** For the scheduler: the process has ended. */
  finish(result: Result): void {
    this.#state.isDone = true;
    this.#outcome = { result };
    for (const { wait, answer } of this.#joiners) this.#scheduler.wake(wait, answer(result) as never);
  }

  /** For the scheduler: the process has thrown. True where somebody waits for it and is told. */
  fail(error: unknown): boolean {
    this.#state.isDone = true;
    this.#outcome = { error };
    const joiners = this.#joiners.filter(({ wait }) => !wait.isOver);
    for (const { wait } of joiners) this.#scheduler.wakeWithError(wait, error);
    return joiners.length > 0;
  }
}
