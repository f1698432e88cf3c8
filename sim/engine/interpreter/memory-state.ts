import type { MemoryModule } from '../../../generators/circuit/types.ts';
import type { MemoryPlan } from './plan.ts';
import { loadNumber, storeNumber, transfer, wordCount } from './words.ts';

/** A memory with what it stores and the values of its ports. */
export class MemoryState {
  readonly plan: MemoryPlan;
  /** The values of the ports. */
  readonly words: Int32Array;
  readonly #module: MemoryModule;
  /** The stored words by address; those that are missing are 0. */
  readonly #stored = new Map<number, Int32Array>();
  readonly #zero: Int32Array;
  #shows = true;

  constructor(plan: MemoryPlan) {
    this.plan = plan;
    this.#module = plan.module;
    this.words = new Int32Array(plan.wordsOfPorts);
    this.#zero = new Int32Array(wordCount(plan.module.wordType.width));
  }

  touch(): void {}

  touchAll(): void {
    this.#shows = true;
  }

  /** Tells whether `readData` changed since it was asked last. */
  settle(): boolean {
    const shows = this.#shows;
    this.#shows = false;
    return shows;
  }

  /** Serves the access of this cycle; tells whether `readData` changed. */
  clockEdge(): boolean {
    const { words } = this;
    if (words[this.#place('enable')] === 0) return false;
    const { depth, readDuringWrite: policy } = this.#module;
    const address = this.#address();
    const inside = address < depth;
    const writes = words[this.#place('write')] !== 0;
    let shown = this.#stored.get(address) ?? this.#zero;
    if (writes && inside) {
      const from = this.#place('writeData');
      const written = words.slice(from, from + this.#zero.length);
      this.#stored.set(address, written);
      if (policy === 'write-first') shown = written;
    }
    if (writes && policy === 'no-change') return false;
    if (!transfer(shown, 0, words, this.#place('readData'), this.#zero.length)) return false;
    this.#shows = true;
    return true;
  }

  #place(port: string): number {
    return this.plan.ports.get(port)!.place;
  }

  #address(): number {
    const port = this.#module.ports.find(({ name }) => name === 'address')!;
    return Number(loadNumber(this.words, this.#place('address'), port.type));
  }

  readWord(address: number): bigint {
    return loadNumber(this.#stored.get(address) ?? this.#zero, 0, this.#module.wordType);
  }

  writeWord(address: number, word: bigint): void {
    const stored = new Int32Array(this.#zero.length);
    storeNumber(stored, 0, this.#module.wordType.width, word);
    this.#stored.set(address, stored);
  }
}
