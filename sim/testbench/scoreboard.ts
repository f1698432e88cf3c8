import { BurinError } from '../../generators/diagnostics.ts';
import type { Dut } from './dut.ts';
import type { Wait } from './scheduler/process.ts';
import type { StreamMonitor } from './streams/monitor.ts';
import { type PlainWord, sameWord, showWord } from './streams/payload.ts';

/** How a scoreboard compares. */
export interface ScoreboardOptions {
  /** For messages. */
  readonly name?: string;
  /** `in order` unless given; with `any` each word must come once, in whatever order. */
  readonly order?: 'in order' | 'any';
}

interface Entry<Word> {
  readonly word: Word;
  readonly index: number;
  readonly cycle: number;
}

/** Compares the words that a design gives with those that a model gives. Either may come first. */
export class Scoreboard<Word> {
  readonly #dut: Dut<unknown>;
  readonly #name: string;
  readonly #order: 'in order' | 'any';
  readonly #expected: Entry<Word>[] = [];
  readonly #got: Entry<Word>[] = [];
  readonly #settled: Wait<void>[] = [];
  #expectedCount = 0;
  #gotCount = 0;
  #compared = 0;

  /** An empty scoreboard. */
  constructor(dut: Dut<unknown>, { name = 'the scoreboard', order = 'in order' }: ScoreboardOptions = {}) {
    this.#dut = dut;
    this.#name = name;
    this.#order = order;
  }

  /** Words that were found equal. */
  get compared(): number {
    return this.#compared;
  }

  /** Takes every word of a monitor as one that the design gave. */
  watch(monitor: StreamMonitor<Word>): this {
    monitor.onWord((word, cycle) => this.got(word, cycle));
    return this;
  }

  /** Words that the design is to give. @throws BurinError B610 where it has given another one */
  expect(...words: readonly Word[]): void {
    for (const word of words) {
      this.#expected.push({ word, index: this.#expectedCount, cycle: this.#dut.cycle });
      this.#expectedCount += 1;
    }
    this.#match();
  }

  /** A word that the design has given, in the present cycle unless said. @throws BurinError B610 where another is expected */
  got(word: Word, cycle = this.#dut.cycle): void {
    this.#got.push({ word, index: this.#gotCount, cycle });
    this.#gotCount += 1;
    this.#match();
  }

  /**
   * Waits until all words that are expected have come.
   * @throws BurinError B610 behind `timeout` edges of the first clock
   */
  async complete({ timeout = this.#dut.timeout }: { readonly timeout?: number } = {}): Promise<void> {
    if (this.#expected.length > 0) {
      await this.#dut.scheduler.parkForEvent<void>(
        () => `${this.#expected.length} words of ${this.#name}`,
        timeout,
        () => this.#difference(`within ${timeout} cycles`),
        (wait) => this.#settled.push(wait),
      );
    }
    this.check();
  }

  /** Throws a `BurinError` (B610) where words are missing or too many. */
  check(): void {
    if (this.#expected.length + this.#got.length > 0) throw this.#difference(`at cycle ${this.#dut.cycle}`);
  }

  #match(): void {
    if (this.#order === 'in order') this.#matchInOrder();
    else this.#matchAny();
    if (this.#expected.length > 0) return;
    for (const wait of this.#settled.splice(0)) this.#dut.scheduler.wake(wait, undefined);
  }

  #matchInOrder(): void {
    while (this.#expected.length > 0 && this.#got.length > 0) {
      const expected = this.#expected.shift()!;
      const got = this.#got.shift()!;
      if (!sameWord(expected.word as PlainWord, got.word as PlainWord)) throw this.#mismatch(expected, got);
      this.#compared += 1;
    }
  }

  #matchAny(): void {
    // What was given before it was expected is few: the expected words are searched for each.
    for (let place = 0; place < this.#got.length; ) {
      const { word } = this.#got[place]!;
      const found = this.#expected.findIndex((entry) => sameWord(entry.word as PlainWord, word as PlainWord));
      if (found < 0) {
        place += 1;
        continue;
      }
      this.#expected.splice(found, 1);
      this.#got.splice(place, 1);
      this.#compared += 1;
    }
  }

  #mismatch(expected: Entry<Word>, got: Entry<Word>): BurinError {
    const message = [
      `${this.#name}: word ${got.index}, of cycle ${got.cycle}, is not the one expected`,
      `  expected ${showWord(expected.word as PlainWord)}`,
      `  received ${showWord(got.word as PlainWord)}`,
    ].join('\n');
    return this.#error(message);
  }

  #difference(when: string): BurinError {
    const list = (entries: readonly Entry<Word>[]): string => {
      const shown = entries.slice(0, 3).map(({ word, index }) => `word ${index} ${showWord(word as PlainWord)}`);
      return shown.join(', ') + (entries.length > shown.length ? ` and ${entries.length - shown.length} more` : '');
    };
    const parts = [
      ...(this.#expected.length > 0 ? [`  missing ${list(this.#expected)}`] : []),
      ...(this.#got.length > 0 ? [`  not expected ${list(this.#got)}`] : []),
    ];
    const head = `${this.#name}: ${this.#compared} words equal, ${this.#expected.length} missing, ${this.#got.length} not expected, ${when}`;
    return this.#error([head, ...parts].join('\n'));
  }

  #error(message: string): BurinError {
    const remedy = `compare design and model; the test's seed is ${this.#dut.seed}`;
    return new BurinError([{ code: 'B610', message, remedy }]);
  }
}
