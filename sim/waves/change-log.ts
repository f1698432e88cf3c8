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

  /** Takes the value that lies in `row` from `place` on; of several for one sample the last counts. Samples do not decrease. */
  take(sample: number, row: Int32Array, place: number): void {
    if (!this.#differs(this.#count - 1, row, place)) return;
    if (this.#changes[this.#count - 1] !== sample) {
      if (this.#count === this.#changes.length) this.#grow();
      this.#changes[this.#count++] = sample;
    } else if (this.#count > 1 && !this.#differs(this.#count - 2, row, place)) {
      this.#count--;
      return;
    }
    const last = (this.#count - 1) * this.#words;
    for (let word = 0; word < this.#words; word++) this.#values[last + word] = this.#masked(row, place, word);
  }

  #masked(row: Int32Array, place: number, word: number): number {
    const bits = row[place + word]!;
    return (word === this.#words - 1 ? bits & this.#topMask : bits) >>> 0;
  }

  #differs(change: number, row: Int32Array, place: number): boolean {
    const first = change * this.#words;
    for (let word = 0; word < this.#words; word++) {
      if (this.#values[first + word] !== this.#masked(row, place, word)) return true;
    }
    return false;
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
