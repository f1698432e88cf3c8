import { BurinError } from '../../../generators/diagnostics.ts';
import type { RandomSource } from '../../fuzz/random-source.ts';
import type { Dut } from '../dut.ts';
import { Mailbox } from '../mailbox.ts';
import type { Port } from '../ports/port.ts';
import type { InputPort, OutputPort, PayloadPorts, WordRead } from '../ports/port-types.ts';
import { portWave } from '../ports/port-wave.ts';
import type { Clock } from '../scheduler/clock.ts';
import type { Agent } from '../scheduler/timeline.ts';
import { type AgentOptions, probability, streamName } from './driver.ts';
import { portsOf, readWord, showRaw } from './payload.ts';

/** The ports of a stream of either direction; without `ready` each valid word is taken. */
export interface AnyStream<P> {
  readonly valid: InputPort<boolean> | OutputPort<boolean>;
  readonly payload: P;
  readonly ready?: InputPort<boolean> | OutputPort<boolean>;
}

/** The ports of a stream out of the design. */
export interface StreamOutOfDesign<P> {
  readonly valid: OutputPort<boolean>;
  readonly payload: P;
  readonly ready: InputPort<boolean>;
}

/** How a monitor looks. */
export interface MonitorOptions<Wide extends boolean = boolean> {
  /** The clock of the stream; the design's first unless given. */
  readonly clock?: Clock;
  /** Words may have integers of more than 53 bits, which are bigints then. */
  readonly wide?: Wide;
  /** Hold the producer to its promise: a valid word stays, unchanged, until it is taken. On unless given. */
  readonly checks?: boolean;
}

/** How a receiver takes words. */
export interface ReceiverOptions<Wide extends boolean = boolean> extends MonitorOptions<Wide>, AgentOptions {
  /** Probability that a cycle passes in which it is not ready, 0 to less than 1; 0 unless given. */
  readonly pause?: number;
}

/** A word that was transferred at the edge behind a cycle. */
export interface Transfer<Word> {
  readonly word: Word;
  readonly cycle: number;
}

/** Looks at a stream in front of each edge, keeps the words that are transferred, and checks the producer. */
export class StreamMonitor<Word> implements Agent {
  readonly name: string;
  /** All words so far, with their cycles. */
  readonly transfers: Transfer<Word>[] = [];
  /** The clock with which it goes. */
  readonly clock: Clock;
  protected readonly dut: Dut<unknown>;
  readonly #valid: Port;
  readonly #payload: PayloadPorts;
  readonly #payloadPorts: readonly Port[];
  readonly #ready: Port | undefined;
  readonly #options: MonitorOptions;
  readonly #mailbox: Mailbox<Word>;
  readonly #listeners: ((word: Word, cycle: number) => void)[] = [];
  /** The payload of a word that waits, and since when. */
  #held: { readonly values: readonly (number | bigint)[]; readonly since: number } | undefined;

  /** @ignore made by `monitorStream` */
  constructor(dut: Dut<unknown>, stream: AnyStream<PayloadPorts>, options: MonitorOptions, role = 'monitor') {
    this.dut = dut;
    this.clock = options.clock ?? dut.clock;
    this.#options = options;
    this.#valid = stream.valid as unknown as Port;
    this.#payload = stream.payload;
    this.#payloadPorts = portsOf(stream.payload);
    this.#ready = stream.ready as unknown as Port | undefined;
    this.name = `the ${role} of ${streamName(this.#valid)}`;
    this.#mailbox = new Mailbox(dut, this.name);
    this.clock.attach(this);
  }

  /** All words so far. */
  get words(): readonly Word[] {
    return this.transfers.map(({ word }) => word);
  }

  /** The next word that no `next` has given; waits for it, at most `timeout` edges (B606). */
  next(options: { readonly timeout?: number } = {}): Promise<Word> {
    return this.#mailbox.take(options);
  }

  /** The next `count` words that no `next` has given; waits for each at most `timeout` edges (B606). */
  async take(count: number, options: { readonly timeout?: number } = {}): Promise<readonly Word[]> {
    const words: Word[] = [];
    while (words.length < count) words.push(await this.next(options));
    return words;
  }

  /** Calls `listen` with each word and its cycle, in front of the edge that transfers it: nothing may be set then. */
  onWord(listen: (word: Word, cycle: number) => void): this {
    this.#listeners.push(listen);
    return this;
  }

  /** @ignore for the scheduler */
  before(): void {
    if (this.dut.isInReset) {
      this.#held = undefined;
      return;
    }
    const isValid = this.#valid.raw() === 1;
    if (this.#held) this.#check(isValid, this.#held);
    if (!isValid) return;
    if (this.#ready && this.#ready.raw() !== 1) {
      if (this.#options.checks ?? true) this.#held ??= { values: this.#rawPayload(), since: this.clock.cycle };
      return;
    }
    this.#held = undefined;
    const word = readWord(this.#payload, this.#options.wide ?? false) as Word;
    const { cycle } = this.clock;
    this.transfers.push({ word, cycle });
    this.#mailbox.put(word);
    for (const listen of this.#listeners) listen(word, cycle);
  }

  #rawPayload(): readonly (number | bigint)[] {
    return this.#payloadPorts.map((port) => port.raw());
  }

  #check(isValid: boolean, held: { readonly values: readonly (number | bigint)[]; readonly since: number }): void {
    const now = this.#rawPayload();
    if (isValid && now.every((value, place) => value === held.values[place])) return;
    const [was, is] = [showRaw(this.#payloadPorts, held.values), showRaw(this.#payloadPorts, now)];
    const message = isValid
      ? `the word offered since cycle ${held.since} has changed before it was taken: ${was}, then ${is}`
      : `the word offered since cycle ${held.since} was taken back: ${this.#valid.name} fell without ${this.#ready!.name}`;
    const wave = portWave([this.#valid, this.#ready!, ...this.#payloadPorts]);
    this.#held = undefined;
    throw new BurinError([
      {
        code: 'B609',
        message: `${this.name}, cycle ${this.clock.cycle}: ${message}\n${wave}`,
        remedy: 'a producer keeps valid and payload until ready; { checks: false } looks away',
      },
    ]);
  }
}

/** A monitor that also takes the words: it drives `ready`, at random where `pause` says so. */
export class StreamReceiver<Word> extends StreamMonitor<Word> {
  readonly #readyPort: Port;
  readonly #random: RandomSource;
  readonly #pause: number;

  /** @ignore made by `receiveStream` */
  constructor(dut: Dut<unknown>, stream: StreamOutOfDesign<PayloadPorts>, options: ReceiverOptions) {
    super(dut, stream, options, 'receiver');
    this.#readyPort = stream.ready as unknown as Port;
    this.#random = dut.random(options.seed);
    this.#pause = probability('pause', options.pause ?? 0);
    this.after();
  }

  /** @ignore for the scheduler */
  after(): void {
    this.#readyPort.value = this.#pause === 0 || !this.#random.chance(this.#pause);
  }
}

/** Watches a stream of either direction, without driving anything. */
export function monitorStream<P extends PayloadPorts, Wide extends boolean = false>(
  dut: Dut<unknown>,
  stream: AnyStream<P>,
  options: MonitorOptions<Wide> = {},
): StreamMonitor<WordRead<P, Wide>> {
  return new StreamMonitor(dut, stream, options);
}

/** Takes the words of a stream out of the design. */
export function receiveStream<P extends PayloadPorts, Wide extends boolean = false>(
  dut: Dut<unknown>,
  stream: StreamOutOfDesign<P>,
  options: ReceiverOptions<Wide> = {},
): StreamReceiver<WordRead<P, Wide>> {
  return new StreamReceiver(dut, stream, options);
}
