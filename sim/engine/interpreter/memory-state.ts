import type { MemoryPlan } from './plan.ts';
import { loadNumber, storeNumber, transfer, wordCount } from './words.ts';

/** A memory with what it stores and the values of its ports. */
export class MemoryState {
  readonly plan: MemoryPlan;
  /** The values of the ports. */
  readonly words: Int32Array;
  /** 1 for each of its clocks that rises at the next edge. */
  readonly edge: Uint8Array;
  /** The stored words by address; those that are missing are 0. */
  #stored = new Map<number, Int32Array>();
  readonly #zero: Int32Array;
  /** `readData` has to be shown again, and for an asynchronous read to be looked up. */
  #showsOther = true;

  constructor(plan: MemoryPlan) {
    this.plan = plan;
    this.words = new Int32Array(plan.wordsOfPorts);
    this.edge = new Uint8Array(plan.clockCount);
    this.#zero = new Int32Array(wordCount(plan.module.wordType.width));
    for (const [address, word] of (plan.module.initial ?? []).entries()) this.writeWord(address, word);
  }

  /** An input changed that `readData` depends on at once. */
  touch(): void {
    this.#showsOther = true;
  }

  touchAll(): void {
    this.#showsOther = true;
  }

  /** Tells whether `readData` may have changed since it was asked last. */
  settle(): boolean {
    const showsOther = this.#showsOther;
    this.#showsOther = false;
    if (showsOther && this.plan.module.organisation === 'asynchronous-read') this.#show('readAddress');
    return showsOther;
  }

  setEdge(): void {}

  /** Serves the accesses of this cycle; tells whether there is anything to settle then. */
  clockEdge(): boolean {
    const { module } = this.plan;
    const { words } = this;
    const isSet = (port: string) => words[this.#place(port)] !== 0;
    switch (module.organisation) {
      case 'single-port': {
        if (!this.#rises('clock') || !isSet('enable')) break;
        const writes = isSet('write');
        const { readDuringWrite } = module;
        if (writes && readDuringWrite === 'write-first') this.#write('address');
        if (!writes || readDuringWrite !== 'no-change') this.#changes(this.#show('address'));
        if (writes && readDuringWrite !== 'write-first') this.#write('address');
        break;
      }
      case 'two-port':
        if (this.#rises('readClock') && isSet('readEnable')) this.#changes(this.#show('readAddress'));
        if (this.#rises('writeClock') && isSet('writeEnable')) this.#write('writeAddress');
        break;
      case 'asynchronous-read':
        if (!this.#rises('clock') || !isSet('writeEnable')) break;
        this.#write('writeAddress');
        this.#changes(true);
        break;
      case 'read-only':
        if (this.#rises('clock') && isSet('enable')) this.#changes(this.#show('address'));
        break;
    }
    return this.#showsOther;
  }

  #changes(isOther: boolean): void {
    if (isOther) this.#showsOther = true;
  }

  /** Of a memory with a single clock it is this one, whatever the access. */
  #rises(clock: string): boolean {
    const number = this.plan.clocks.get(clock) ?? this.plan.clocks.get('clock')!;
    return this.edge[number] === 1;
  }

  #place(port: string): number {
    return this.plan.ports.get(port)!.place;
  }

  #address(port: string): number {
    return Number(loadNumber(this.words, this.#place(port), this.plan.types.get(port)!));
  }

  /** Lays the stored word down at `readData`; tells whether that is another one. */
  #show(port: string): boolean {
    const shown = this.#stored.get(this.#address(port)) ?? this.#zero;
    return transfer(shown, 0, this.words, this.#place('readData'), this.#zero.length);
  }

  #write(port: string): void {
    const address = this.#address(port);
    const data = this.#place('writeData');
    if (address < this.plan.module.depth) this.#stored.set(address, this.words.slice(data, data + this.#zero.length));
  }

  /** What is stored, to be brought back by `restore`. */
  stored(): ReadonlyMap<number, Int32Array> {
    return new Map(this.#stored);
  }

  restore(stored: ReadonlyMap<number, Int32Array>): void {
    this.#stored = new Map(stored);
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
