import type { Simulator } from '../engine/simulator.ts';
import type { DrivenDesign } from './drive-host.ts';

/** A simulated accelerator whose memories are reached behind the host's back: fast, and in the middle of a run. */
export interface OpenDesign extends DrivenDesign {
  readMemory(memory: string, address: number, count: number): Promise<bigint[]>;
  writeMemory(memory: string, address: number, words: readonly bigint[]): void;
  close(): Promise<void>;
}

/** A simulator of this process as an `OpenDesign`; one under Verilator is one already. */
export function openDesign(simulator: Simulator): OpenDesign {
  return {
    set: (port, value) => simulator.set(port, value),
    step: (cycles) => simulator.step(cycles),
    get: (port) => simulator.get(port),
    runUntil: (port, options) => simulator.runUntil(port, options),
    readMemory: async (memory, address, count) =>
      Array.from({ length: count }, (_, offset) => simulator.readMemory(memory, address + offset)),
    writeMemory(memory, address, words) {
      for (const [offset, word] of words.entries()) simulator.writeMemory(memory, address + offset, word);
    },
    close: async () => {},
  };
}
