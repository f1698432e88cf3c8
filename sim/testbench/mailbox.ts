import { BurinError } from '../../generators/diagnostics.ts';
import type { Dut } from './dut.ts';
import { Fifo } from './fifo.ts';
import type { Wait } from './scheduler/process.ts';

/** Words between processes: one puts them in, others wait for them, each word for one of them, in order of asking. */
export class Mailbox<Word> {
  readonly #dut: Dut<unknown>;
  readonly #name: string;
  readonly #words = new Fifo<Word>();
  readonly #takers: Wait<Word>[] = [];

  /** An empty mailbox; its name is for messages. */
  constructor(dut: Dut<unknown>, name = 'a mailbox') {
    this.#dut = dut;
    this.#name = name;
  }

  /** Words that nobody has taken. */
  get size(): number {
    return this.#words.length;
  }

  /** Puts a word in; who waits for it goes on in this cycle. */
  put(word: Word): void {
    for (let taker = this.#takers.shift(); taker; taker = this.#takers.shift()) {
      if (taker.isOver) continue;
      this.#dut.scheduler.wake(taker, word);
      return;
    }
    this.#words.push(word);
  }

  /**
   * Takes the next word, and waits for it.
   * @throws BurinError B606 behind `timeout` edges of the first clock
   */
  take({ timeout = this.#dut.timeout }: { readonly timeout?: number } = {}): Promise<Word> {
    if (this.#words.length > 0) return Promise.resolve(this.#words.shift()!);
    const { scheduler, clock } = this.#dut;
    const [process, start] = [scheduler.runningName, clock.cycle];
    return scheduler.parkForEvent<Word>(
      () => `a word of ${this.#name}, since cycle ${start}`,
      timeout,
      () => {
        const message = `no word of ${this.#name} has come within ${timeout} cycles: ${process} waited from cycle ${start} to ${clock.cycle}`;
        return new BurinError([{ code: 'B606', message, remedy: 'see who should put it in, or allow more cycles' }]);
      },
      (wait) => this.#takers.push(wait),
    );
  }
}
