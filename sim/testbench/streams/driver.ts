import { BurinError } from '../../../generators/diagnostics.ts';
import type { RandomSource } from '../../fuzz/random-source.ts';
import type { Dut } from '../dut.ts';
import { Fifo } from '../fifo.ts';
import type { Port } from '../ports/port.ts';
import type { AnyPort, InputPort, OutputPort, PayloadPorts, WordToWrite } from '../ports/port-types.ts';
import type { Clock } from '../scheduler/clock.ts';
import type { Wait } from '../scheduler/process.ts';
import type { Agent } from '../scheduler/timeline.ts';
import { type PlainWord, scrambleWord, writeWord } from './payload.ts';

/** The ports of a stream into the design; without `ready` its words cannot be refused. */
export interface StreamIntoDesign<P> {
  readonly valid: InputPort<boolean>;
  readonly payload: P;
  readonly ready?: OutputPort<boolean>;
}

/** How a driver or receiver behaves. */
export interface AgentOptions {
  /** The clock of the stream; the design's first unless given. */
  readonly clock?: Clock;
  /** Seed of its random numbers; one that follows from the test's unless given. */
  readonly seed?: number;
}

/** How a driver offers words. */
export interface DriverOptions extends AgentOptions {
  /** Probability that a cycle passes without a word though one is there, 0 to less than 1; 0 unless given. */
  readonly pause?: number;
  /** Set the payload to random values while no word is offered: a design must not look at it then. */
  readonly scramble?: boolean;
}

interface Item {
  readonly word: PlainWord;
  wait?: Wait<void>;
}

/** Offers words to a stream of the design, one behind the other, and keeps each until it is taken. */
export class StreamDriver<Word> implements Agent {
  readonly name: string;
  readonly #dut: Dut<unknown>;
  readonly #clock: Clock;
  readonly #valid: Port;
  readonly #payload: PayloadPorts;
  readonly #ready: Port | undefined;
  readonly #random: RandomSource;
  readonly #pause: number;
  readonly #scramble: boolean;
  readonly #items = new Fifo<Item>();
  readonly #drained: Wait<void>[] = [];
  #offered: Item | undefined;
  #since = 0;
  #isTaken = false;
  #sent = 0;

  /** @ignore made by `driveStream` */
  constructor(dut: Dut<unknown>, stream: StreamIntoDesign<PayloadPorts>, options: DriverOptions) {
    this.#dut = dut;
    this.#clock = options.clock ?? dut.clock;
    this.#valid = stream.valid as unknown as Port;
    this.#payload = stream.payload;
    this.#ready = stream.ready as unknown as Port | undefined;
    this.#random = dut.random(options.seed);
    this.#pause = probability('pause', options.pause ?? 0);
    this.#scramble = options.scramble ?? false;
    this.name = `the driver of ${streamName(this.#valid)}`;
    this.#valid.value = false;
    this.#clock.attach(this);
  }

  /** Words that were taken so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Words that wait, with the one that is offered. */
  get pending(): number {
    return this.#items.length + (this.#offered ? 1 : 0);
  }

  /** Offers a word behind those that wait; goes on when it is taken. */
  send(word: Word): Promise<void> {
    const item = this.#add(word);
    return this.#dut.scheduler.park<void>(
      () => `${this.name} to be rid of a word`,
      (wait) => {
        item.wait = wait;
      },
    );
  }

  /** Offers words one behind the other; goes on when the last is taken. */
  async sendAll(words: Iterable<Word>): Promise<void> {
    for (const word of words) this.#add(word);
    await this.drained();
  }

  /** Adds words to those that wait, and goes on at once. */
  enqueue(...words: readonly Word[]): void {
    for (const word of words) this.#add(word);
  }

  /** Waits until every word is taken. */
  async drained(): Promise<void> {
    if (this.pending === 0) return;
    await this.#dut.scheduler.park<void>(
      () => `${this.name} to be rid of ${this.pending} words`,
      (wait) => this.#drained.push(wait),
    );
  }

  /** @ignore for the scheduler */
  before(): void {
    this.#isTaken = this.#offered !== undefined && !this.#dut.isInReset && (this.#ready?.raw() ?? 1) === 1;
    const waited = this.#clock.cycle - this.#since;
    if (this.#offered && !this.#isTaken && waited >= this.#dut.timeout) this.#refused(waited);
  }

  /** @ignore for the scheduler */
  after(): void {
    if (this.#isTaken) this.#finish();
    if (!this.#offered) this.#offer();
  }

  #add(word: Word): Item {
    const item: Item = { word: word as PlainWord };
    this.#items.push(item);
    // Right before an edge nothing may be set: it is offered behind it.
    if (!this.#offered && !this.#dut.scheduler.isSettled) this.#offer();
    return item;
  }

  #offer(): void {
    const idle = this.#items.length === 0 || (this.#pause > 0 && this.#random.chance(this.#pause));
    if (idle) {
      if (this.#scramble) scrambleWord(this.#payload, this.#random);
      return;
    }
    this.#offered = this.#items.shift()!;
    this.#since = this.#clock.cycle;
    writeWord(this.#payload, this.#offered.word);
    this.#valid.value = true;
  }

  #finish(): void {
    const { wait } = this.#offered!;
    this.#offered = undefined;
    this.#isTaken = false;
    this.#sent += 1;
    this.#valid.value = false;
    if (wait) this.#dut.scheduler.wake(wait, undefined);
    if (this.pending > 0) return;
    for (const drained of this.#drained.splice(0)) this.#dut.scheduler.wake(drained, undefined);
  }

  #refused(waited: number): never {
    const message = `${this.name} waits for ${this.#ready!.name} since cycle ${this.#since}, for ${waited} cycles: word ${this.#sent} is not taken`;
    throw new BurinError([{ code: 'B606', message, remedy: 'mend the design, or give simulate() a larger timeout' }]);
  }
}

/** The driver of a stream into the design, which has `payload` and `valid`, and `ready` where words can be refused. */
export function driveStream<P extends PayloadPorts>(
  dut: Dut<unknown>,
  stream: StreamIntoDesign<P>,
  options: DriverOptions = {},
): StreamDriver<WordToWrite<P>> {
  return new StreamDriver(dut, stream, options);
}

/** The name of a stream by that of its `valid`. */
export function streamName({ name }: AnyPort): string {
  return name.replace(/_?valid$/, '') || 'the stream';
}

/** @throws BurinError B608 for what is no probability below 1 */
export function probability(what: string, value: number): number {
  if (value >= 0 && value < 1) return value;
  throw new BurinError([
    { code: 'B608', message: `${what} is ${value}`, remedy: 'give a probability from 0 to less than 1' },
  ]);
}
