import {
  type HostAddressLayout,
  type HostMemory,
  hostAddressLayout,
  hostMemories,
  hostRegisters,
} from '../../generators/accelerators/ultratrail/memory-map.ts';
import type { UltraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import type { SteppedModel } from './accelerator-engine.ts';

/** Speaks the host port of a simulated accelerator: one read or write of 32 bits per cycle. */
export class HostDriver {
  private readonly model: SteppedModel;
  private readonly layout: HostAddressLayout;
  private readonly memories: readonly HostMemory[];

  constructor(model: SteppedModel, parameters: UltraTrailParameters) {
    this.model = model;
    this.layout = hostAddressLayout(parameters);
    this.memories = hostMemories(parameters);
  }

  reset(): void {
    this.model.set('hostEnable', 0);
    this.model.set('reset', 1);
    this.model.step();
    this.model.set('reset', 0);
  }

  /** Stores words from address 0 of a memory, lane by lane. */
  writeWords(memory: string, words: readonly bigint[]): void {
    const { model } = this;
    const { region, lanes } = this.memory(memory);
    model.set('hostEnable', 1);
    model.set('hostWrite', 1);
    words.forEach((word, address) => {
      for (let lane = 0; lane < lanes; lane++) {
        model.set('hostAddress', this.address(region, address, lane));
        model.set('hostWriteData', Number((word >> BigInt(32 * lane)) & 0xffffffffn));
        model.step();
      }
    });
    model.set('hostEnable', 0);
    model.set('hostWrite', 0);
  }

  /** Starts the program; afterwards the accelerator is in its first cycle. */
  start(): void {
    const { model } = this;
    model.set('hostEnable', 1);
    model.set('hostWrite', 1);
    model.set('hostAddress', this.address(0, hostRegisters.control, 0));
    model.set('hostWriteData', 1);
    model.step();
    model.set('hostEnable', 0);
    model.set('hostWrite', 0);
  }

  readCycles(): Promise<number> {
    return this.read(0, hostRegisters.cycles, 0);
  }

  /** The words of LMEM at the given addresses. */
  async readScores(addresses: readonly number[]): Promise<bigint[]> {
    const { region, lanes } = this.memory('lmem');
    const pieces = await Promise.all(
      addresses.flatMap((address) => Array.from({ length: lanes }, (_, lane) => this.read(region, address, lane))),
    );
    return addresses.map((_, word) => {
      const lanesOfWord = pieces.slice(word * lanes, (word + 1) * lanes);
      return lanesOfWord.reduceRight((value, piece) => (value << 32n) | BigInt(piece), 0n);
    });
  }

  private async read(region: number, word: number, lane: number): Promise<number> {
    const { model } = this;
    model.set('hostEnable', 1);
    model.set('hostAddress', this.address(region, word, lane));
    model.step();
    model.set('hostEnable', 0);
    return Number(await model.get('hostReadData'));
  }

  private address(region: number, word: number, lane: number): number {
    const { wordBits, laneBits } = this.layout;
    return (region * 2 ** wordBits + word) * 2 ** laneBits + lane;
  }

  private memory(name: string): HostMemory {
    return this.memories.find((memory) => memory.name === name)!;
  }
}
