import type { MemoryPlan } from './plan.ts';
import { loadNumber, storeNumber, transfer, wordCount } from './words.ts';

/** A memory with what it stores and the values of its ports. */
export class MemoryState {
  readonly plan: MemoryPlan;
  /** The values of the ports. */
  readonly words: Int32Array;
  /** The stored words by address; those that are missing are 0. */
  readonly #stored = new Map<number, Int32Array>();
  readonly #zero: Int32Array;
  #showsOther = true;

  constructor(plan: MemoryPlan) {
    this.plan = plan;
    this.words = new Int32Array(plan.wordsOfPorts);
    this.#zero = new Int32Array(wordCount(plan.module.wordType.width));
  }

  /** No input matters before the clock edge. */
  touch(): void {}

  touchAll(): void {
    this.#showsOther = true;
  }

  /** Tells whether `readData` changed since it was asked last. */
  settle(): boolean {
    const showsOther = this.#showsOther;
    this.#showsOther = false;
    return showsOther;
  }

  /** Serves the access of this cycle; tells whether `readData` changed. */
  clockEdge(): boolean {
    const { words } = this;
    const { module, places, addressType } = this.plan;
    if (words[places.enable] === 0) return false;
    const address = Number(loadNumber(words, places.address, addressType));
    const inside = address < module.depth;
    const writes = words[places.write] !== 0;
    let shown = this.#stored.get(address) ?? this.#zero;
    if (writes && inside) {
      const written = words.slice(places.writeData, places.writeData + this.#zero.length);
      this.#stored.set(address, written);
      if (module.readDuringWrite === 'write-first') shown = written;
    }
    if (writes && module.readDuringWrite === 'no-change') return false;
    if (!transfer(shown, 0, words, places.readData, this.#zero.length)) return false;
    this.#showsOther = true;
    return true;
  }

  readWord(address: number): bigint {
    return loadNumber(this.#stored.get(address) ?? this.#zero, 0, this.plan.module.wordType);
  }

  writeWord(address: number, word: bigint): void {
    const stored = new Int32Array(this.#zero.length);
    storeNumber(stored, 0, this.plan.module.wordType.width, word);
    this.#stored.set(address, stored);
  }
}
