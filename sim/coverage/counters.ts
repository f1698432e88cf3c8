import { changeLength, chunkWords, type Observation } from '../engine/index.ts';

/** Counts in how many cycles each bit of some words of a row is 1, and how often each bit rises and falls. */
export class BitCounters {
  /** Cycles in which a bit is 1 before the edge, 32 counts for each word. */
  readonly ones: Float64Array;
  readonly rises: Uint32Array;
  readonly falls: Uint32Array;
  /** Values as they were before the last sample that changed them, and since. */
  readonly #before: Int32Array;
  readonly #now: Int32Array;
  readonly #since: Float64Array;

  constructor(words: number) {
    this.ones = new Float64Array(words * 32);
    this.rises = new Uint32Array(words * 32);
    this.falls = new Uint32Array(words * 32);
    this.#before = new Int32Array(words);
    this.#now = new Int32Array(words);
    this.#since = new Float64Array(words);
  }

  /** Takes changes as `observe` hands them over. */
  take(changes: Int32Array): void {
    for (let start = 0; start < changes.length; start += changeLength) {
      const sample = changes[start]!;
      const place = changes[start + 1]!;
      for (let word = 0; word < chunkWords; word++) {
        const value = changes[start + changeLength - chunkWords + word]!;
        if (value !== this.#now[place + word]) this.#change(sample, place + word, value);
      }
    }
  }

  #change(sample: number, word: number, value: number): void {
    // Of several values for one sample only the last was there.
    if (sample !== this.#since[word]) this.#settle(sample, word);
    this.#now[word] = value;
  }

  #settle(sample: number, word: number): void {
    const now = this.#now[word]!;
    const since = this.#since[word]!;
    for (let bits = now; bits !== 0; bits &= bits - 1) this.ones[word * 32 + lowest(bits)]! += sample - since;
    // Nothing is known from before the first sample.
    const changed = since === 0 ? 0 : this.#before[word]! ^ now;
    for (let bits = changed; bits !== 0; bits &= bits - 1) {
      const place = lowest(bits);
      (now & (1 << place) ? this.rises : this.falls)[word * 32 + place]!++;
    }
    this.#before[word] = now;
    this.#since[word] = sample;
  }

  /** Counts up to now, of which the values are known by a flush. Goes on from there. */
  settle({ edges }: Pick<Observation, 'edges'>): void {
    for (const word of this.#now.keys()) this.#settle(edges, word);
  }
}

function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
