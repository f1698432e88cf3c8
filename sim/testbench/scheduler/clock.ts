import { BurinError } from '../../../generators/diagnostics.ts';
import { encode, type PlainValue, showBoth } from '../ports/kinds.ts';
import { Port } from '../ports/port.ts';
import type { AnyPort } from '../ports/port-types.ts';
import { portWave } from '../ports/port-wave.ts';
import type { Scheduler } from './scheduler.ts';
import type { Agent, ClockState } from './timeline.ts';

/** What a process waits for: a port, which is to be true or not 0, or a function, which is asked at each edge. */
export type Condition = AnyPort | (() => boolean);

/** How long a process waits for a condition, and for which value of a port. */
export interface ConditionOptions {
  /** Edges of the clock behind which the wait throws a `BurinError` (B606); what `simulate` was given unless said. */
  readonly timeout?: number;
  /** The value that a port is to have. */
  readonly value?: PlainValue;
}

/** A clock, as the processes of a testbench wait for it. Each wait goes on behind an edge: registers have their new values. */
export class Clock {
  readonly #scheduler: Scheduler;
  readonly #state: ClockState;
  readonly #timeout: number;

  /** @ignore made by `simulate` */
  constructor(scheduler: Scheduler, state: ClockState, timeout: number) {
    this.#scheduler = scheduler;
    this.#state = state;
    this.#timeout = timeout;
  }

  /** Name of the clock's port. */
  get name(): string {
    return this.#state.name || 'the clock';
  }

  /** Units of time from edge to edge. */
  get period(): number {
    return this.#state.period;
  }

  /** Rising edges so far. */
  get cycle(): number {
    return this.#state.edges;
  }

  /** Waits for the next rising edge. */
  edge(): Promise<void> {
    return this.cycles(1);
  }

  /** Waits for `count` rising edges, 0 or more. */
  cycles(count: number): Promise<void> {
    if (!Number.isSafeInteger(count) || count < 0) return Promise.reject(refused(`${count} is not a number of cycles`));
    if (count === 0) return Promise.resolve();
    const target = this.#state.edges + count;
    return this.#scheduler.park<void>(
      () => `cycle ${target} of ${this.name}`,
      (wait) => this.#state.edgeWaits.push({ wait, target }),
    );
  }

  /**
   * Waits until the condition holds, 0 edges where it does already; gives the edges taken. It is looked at right behind
   * each edge, before any process has changed an input.
   * @throws BurinError B606 behind `timeout` edges
   */
  until(condition: Condition, options: ConditionOptions = {}): Promise<number> {
    return rejecting(() => {
      const holds = predicate(condition, options.value);
      return holds() ? Promise.resolve(0) : this.#wait(condition, holds, false, options);
    });
  }

  /**
   * Waits for the first edge in front of which the condition holds, with all inputs as they are set in that cycle: the
   * edge at which a word with `ready` is taken. Gives the edges taken, at least 1.
   * @throws BurinError B606 behind `timeout` edges
   */
  edgeWhen(condition: Condition, options: ConditionOptions = {}): Promise<number> {
    return rejecting(() => this.#wait(condition, predicate(condition, options.value), true, options));
  }

  /** Waits for the moment right before the next edge: every process has set its inputs. Only reading is allowed then. */
  settled(): Promise<void> {
    return this.#scheduler.park<void>(
      () => `the end of a cycle of ${this.name}`,
      (wait) => this.#state.settledWaits.push({ wait }),
    );
  }

  /** Lets an agent go along with the clock; gives what ends that. */
  attach(agent: Agent): () => void {
    const { agents } = this.#state;
    agents.push(agent);
    return () => {
      const place = agents.indexOf(agent);
      if (place >= 0) agents.splice(place, 1);
    };
  }

  #wait(condition: Condition, holds: () => boolean, before: boolean, options: ConditionOptions): Promise<number> {
    const { timeout = this.#timeout, value } = options;
    if (!Number.isSafeInteger(timeout) || timeout < 1) throw refused(`a timeout of ${timeout} cycles`);
    const start = this.#state.edges;
    const process = this.#scheduler.runningName;
    const what = describe(condition, value);
    const timeoutError = (): Error => {
      const end = this.#state.edges;
      const wave = condition instanceof Port ? `\n${portWave([condition])}` : '';
      const message = `${what} has not come within ${timeout} cycles of ${this.name}: ${process} waited from cycle ${start} to ${end}${wave}`;
      return new BurinError([
        { code: 'B606', message, remedy: 'mend the design, or give the wait a larger timeout where that is right' },
      ]);
    };
    return this.#scheduler.park<number>(
      () => `${what}, since cycle ${start}`,
      (wait) =>
        this.#state.conditionWaits.push({
          wait,
          holds,
          before,
          start,
          limit: start + timeout,
          timeoutError,
          port: before ? undefined : asPortValue(condition, value),
        }),
    );
  }
}

/** What is thrown at once is the promise's error, as of an async function, whose promise would hide who awaits. */
function rejecting<Result>(make: () => Promise<Result>): Promise<Result> {
  try {
    return make();
  } catch (error) {
    return Promise.reject(error);
  }
}

function predicate(condition: Condition, value: PlainValue | undefined): () => boolean {
  if (!(condition instanceof Port)) return condition as () => boolean;
  if (value === undefined) return () => Number(condition.raw()) !== 0;
  const wanted = encode(condition.name, condition.portKind, value);
  const narrow = Number(wanted);
  return () => {
    const raw = condition.raw();
    return typeof raw === 'number' ? raw === narrow : raw === wanted;
  };
}

/** What an engine can wait for by itself. */
function asPortValue(condition: Condition, value: PlainValue | undefined): { name: string; value: number } | undefined {
  if (!(condition instanceof Port) || condition.portKind.type.width > 32) return undefined;
  const { name, portKind } = condition;
  if (value !== undefined) return { name, value: Number(encode(name, portKind, value)) };
  return portKind.type.width === 1 ? { name, value: 1 } : undefined;
}

function describe(condition: Condition, value: PlainValue | undefined): string {
  if (!(condition instanceof Port)) return (condition as () => boolean).name || 'a condition';
  return value === undefined ? condition.name : `${condition.name} = ${showBoth(condition.portKind, value)}`;
}

function refused(message: string): BurinError {
  return new BurinError([{ code: 'B600', message, remedy: 'give a whole number of at least 1' }]);
}
