import { wordsOf } from './trace.ts';

/** The changes of one signal while they come in; at first it is 0 from sample 0 on. */
export class ChangeLog {
  readonly #words: number;
  readonly #topMask: number;
  #changes: Uint32Array = new Uint32Array(4);
  #values: Uint32Array;
  #count = 1;

  constructor(width: number) {
    this.#words = wordsOf(width);
    this.#topMask = 0xffffffff >>> (-width & 31);
    this.#values = new Uint32Array(4 * this.#words);
  }

  /**
   * Takes the value that lies in `row` from `place` on. Samples do not decrease; of several values for one sample the last
   * counts.
   */
  take(sample: number, row: Int32Array, place: number): void {
    const words = this.#words;
    const top = place + words - 1;
    if (words === 1) {
      this.#takeWord(sample, (row[place]! & this.#topMask) >>> 0);
      return;
    }
    row[top] = row[top]! & this.#topMask;
    const last = this.#count - 1;
    if (this.#equals(last, row, place)) return;
    const isNew = this.#changes[last] !== sample;
    if (!isNew && last > 0 && this.#equals(last - 1, row, place)) {
      this.#count--;
      return;
    }
    if (isNew) this.#begin(sample);
    const first = (this.#count - 1) * words;
    for (let word = 0; word < words; word++) this.#values[first + word] = row[place + word]!;
  }

  #takeWord(sample: number, value: number): void {
    const last = this.#count - 1;
    const values = this.#values;
    if (values[last] === value) return;
    if (this.#changes[last] !== sample) {
      this.#begin(sample);
      this.#values[last + 1] = value;
    } else if (last > 0 && values[last - 1] === value) this.#count--;
    else values[last] = value;
  }

  #begin(sample: number): void {
    if (this.#count === this.#changes.length) this.#grow();
    this.#changes[this.#count++] = sample;
  }

  #equals(change: number, row: Int32Array, place: number): boolean {
    const first = change * this.#words;
    for (let word = 0; word < this.#words; word++) {
      if (this.#values[first + word] !== row[place + word]! >>> 0) return false;
    }
    return true;
  }

  #grow(): void {
    const capacity = this.#changes.length * 2;
    const changes = new Uint32Array(capacity);
    changes.set(this.#changes);
    this.#changes = changes;
    const values = new Uint32Array(capacity * this.#words);
    values.set(this.#values);
    this.#values = values;
  }

  /** The changes so far; later ones do not show in it. */
  result(): { readonly changes: Uint32Array; readonly values: Uint32Array } {
    return { changes: this.#changes.slice(0, this.#count), values: this.#values.slice(0, this.#count * this.#words) };
  }
}
