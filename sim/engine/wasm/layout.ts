import type { Netlist, NetlistMemory } from '../flatten/netlist.ts';

/**
 * Places in the linear memory. A value of at most 32 bits takes four bytes and one of at most 64 eight, each holding
 * the number (sign-extended where signed); a wider one is packed from its lowest bit into whole words of eight bytes,
 * unsigned. Lanes lie side by side, four bytes each. State comes first: inputs, registers and read data, then memories.
 */
export interface Layout {
  /** Address of each state variable. */
  readonly states: readonly number[];
  readonly memories: ReadonlyMap<NetlistMemory, MemoryPlace>;
  /** First byte that is free. */
  readonly end: number;
}

export interface MemoryPlace {
  readonly base: number;
  /** Bytes from one word to the next. */
  readonly stride: number;
}

/** What a load may read beyond the last byte of a packed value. */
export const slack = 16;
/** Bytes of a vector of four numbers. */
export const vectorSize = 16;

export function sizeOf(width: number): number {
  return width <= 32 ? 4 : Math.ceil(width / 64) * 8;
}

export function layOut(netlist: Netlist): Layout {
  let end = 16;
  const states: number[] = [];
  for (const group of groupsOf(netlist)) {
    if (group.length >= 4) end = align(end, vectorSize);
    for (const state of group) {
      const { width, lane } = netlist.states[state]!;
      const size = sizeOf(width);
      if (lane === 0 || size > 8) end = align(end, vectorSize);
      else if (size > 4) end = align(end, 8);
      states[state] = end;
      end += size;
    }
  }
  end = align(end + slack, 16);
  const memories = new Map<NetlistMemory, MemoryPlace>();
  for (const memory of netlist.memories) {
    const { count, width } = memory.lanes;
    const stride = count > 1 ? 4 * count : sizeOf(width);
    memories.set(memory, { base: end, stride });
    end = align(end + memory.depth * stride + slack, 16);
  }
  return { states, memories, end };
}

/** Numbers of state variables; the same register of several instances stands together. */
function groupsOf({ states }: Netlist): Iterable<readonly number[]> {
  const groups = new Map<object | number, number[]>();
  for (const [state, { origin, width }] of states.entries()) {
    const key = origin && width <= 32 ? origin : state;
    const group = groups.get(key);
    if (group) group.push(state);
    else groups.set(key, [state]);
  }
  return groups.values();
}

export function align(address: number, to: number): number {
  return Math.ceil(address / to) * to;
}
