import type { BitType } from '../../../generators/circuit/types.ts';
import { changeLength, chunkWords, type Observation, type TakeChanges } from '../observation.ts';
import { storeNumber, wordCount } from './words.ts';

/** A signal that can be read once all is settled. */
interface Readable {
  readonly type: BitType;
  read(): bigint;
}

/** Lays the signals down as a row before every edge, and hands over what differs from the row before. */
export class RowWatcher implements Observation {
  readonly places: readonly number[];
  readonly rising: ReadonlyMap<string, number>;
  readonly words: number;
  edges = 0;
  readonly #signals: readonly Readable[];
  readonly #take: TakeChanges;
  readonly #row: Int32Array;
  readonly #before: Int32Array;
  readonly #host: { settle(): void; end(): void };

  constructor(
    signals: readonly Readable[],
    clocks: readonly string[],
    take: TakeChanges,
    host: { settle(): void; end(): void },
  ) {
    let end = 0;
    const place = (words: number) => {
      end += words;
      return end - words;
    };
    this.places = signals.map(({ type }) => place(wordCount(type.width)));
    this.rising = new Map(clocks.map((clock) => [clock, place(1)]));
    this.words = Math.ceil(end / chunkWords) * chunkWords;
    this.#signals = signals;
    this.#take = take;
    this.#row = new Int32Array(this.words);
    this.#before = new Int32Array(this.words);
    this.#host = host;
  }

  /** Looks at settled signals. */
  look(rising: readonly string[]): void {
    for (const [position, signal] of this.#signals.entries()) {
      storeNumber(this.#row, this.places[position]!, signal.type.width, signal.read());
    }
    for (const [clock, place] of this.rising) this.#row[place] = rising.includes(clock) ? 1 : 0;
    for (let first = 0; first < this.words; first += chunkWords) {
      const chunk = this.#row.subarray(first, first + chunkWords);
      if (chunk.every((word, position) => word === this.#before[first + position])) continue;
      this.#before.set(chunk, first);
      const change = new Int32Array(changeLength);
      change[0] = this.edges;
      change[1] = first;
      change.set(chunk, changeLength - chunkWords);
      this.#take(change);
    }
  }

  flush(): void {
    this.#host.settle();
    const rising = [...this.rising].filter(([, place]) => this.#before[place] === 1).map(([clock]) => clock);
    this.look(rising);
  }

  end(): void {
    this.#host.end();
  }
}
