import type { Netlist, NetlistMemory } from '../flatten/netlist.ts';

/**
 * Places in the linear memory. A value of at most 32 bits takes four bytes and one of at most 64 eight, each holding
 * the number (sign-extended where signed); a wider one is packed from its lowest bit into whole words of eight bytes,
 * unsigned. State comes first: inputs, registers and read data, then what an edge is prepared in, then the memories.
 */
export interface Layout {
  /** Address of each state variable. */
  readonly states: readonly number[];
  /** Where the next value of a register, or the word to write of a memory, waits for the edge, by state number. */
  readonly shadows: ReadonlyMap<number, number>;
  readonly memories: ReadonlyMap<NetlistMemory, MemoryPlace>;
  /** First byte that is free. */
  readonly end: number;
}

export interface MemoryPlace {
  readonly base: number;
  /** Bytes from one word to the next. */
  readonly stride: number;
  /** Addresses of four-byte copies of the ports' values for the edge. */
  readonly enable: number;
  readonly write: number;
  readonly address: number;
  readonly writeData: number;
}

/** What a load may read beyond the last byte of a packed value. */
export const slack = 8;

export function sizeOf(width: number): number {
  return width <= 32 ? 4 : Math.ceil(width / 64) * 8;
}

export function layOut(netlist: Netlist): Layout {
  let end = 16;
  const place = (width: number) => {
    const size = sizeOf(width);
    if (size > 4) end = align(end, 8);
    const address = end;
    end += size;
    return address;
  };
  const states = netlist.states.map(({ width }) => place(width));
  end = align(end, 16);
  const shadows = new Map<number, number>();
  for (const { state } of netlist.registers) shadows.set(state, place(netlist.states[state]!.width));
  const memories = new Map<NetlistMemory, MemoryPlace>();
  for (const memory of netlist.memories) {
    const enable = place(32);
    const write = place(32);
    const address = place(32);
    const writeData = place(memory.wordType.width);
    const stride = sizeOf(memory.wordType.width);
    end = align(end, 16);
    memories.set(memory, { base: end, stride, enable, write, address, writeData });
    end += memory.depth * stride + slack;
  }
  return { states, shadows, memories, end: align(end, 16) };
}

export function align(address: number, to: number): number {
  return Math.ceil(address / to) * to;
}
