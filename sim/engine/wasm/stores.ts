import { type Bits, muxBits, numberOf, sliceBits } from '../flatten/bits.ts';
import type { Netlist, NetlistMemory, NetlistRegister } from '../flatten/netlist.ts';
import type { Part, Word } from '../flatten/word.ts';
import type { WordGraph } from '../flatten/word-graph.ts';
import type { Layout } from './layout.ts';
import type { Store, StoreGroup } from './schedule.ts';

/** The stores that lay a value down at an address as the layout wants it. */
export function storesOf(graph: WordGraph, bits: Bits, address: number): Store[] {
  if (bits.width <= 64) return [{ word: numberOf(bits), address, type: bits.width <= 32 ? 'i32' : 'i64' }];
  const stores: Store[] = [];
  for (let low = 0; low < bits.width; low += 64) {
    const width = Math.min(64, bits.width - low);
    stores.push({ word: numberOf(sliceBits(graph, bits, low, width)), address: address + low / 8, type: 'i64' });
  }
  return stores;
}

/** What prepares a clock edge: next values of registers and the ports of memories, grouped by what they wait for. */
export function edgeStores(netlist: Netlist, layout: Layout): StoreGroup[] {
  const { graph } = netlist;
  const always: Store[] = [];
  const guarded = new Map<Word, Store[]>();
  const add = (guard: Word, stores: readonly Store[]) => {
    if (guard.operator === 'constant') {
      if (guard.value === 1n) always.push(...stores);
      return;
    }
    const group = guarded.get(guard);
    if (group) group.push(...stores);
    else guarded.set(guard, [...stores]);
  };
  for (const register of netlist.registers) {
    const address = layout.shadows.get(register.state)!;
    const { guard, value } = guardOf(netlist, register);
    add(guard, storesOf(graph, value, address));
  }
  for (const memory of netlist.memories) {
    const place = layout.memories.get(memory)!;
    always.push(...portStores(graph, memory, place));
    const writes = graph.and(numberOf(memory.enable), numberOf(memory.write));
    add(writes, storesOf(graph, memory.writeData, place.writeData));
  }
  const groups: StoreGroup[] = [...guarded].map(([guard, stores]) => ({ guard, stores }));
  // Ungated stores one by one, so that a function may end behind any of them.
  return [...groups, ...always.map((store) => ({ stores: [store] }))];
}

function portStores(
  graph: WordGraph,
  { enable, write, address, depth }: NetlistMemory,
  place: { readonly enable: number; readonly write: number; readonly address: number },
): Store[] {
  // Addresses beyond 32 bits are all beyond the depth.
  const low = numberOf(sliceBits(graph, address, 0, Math.min(address.width, 32)));
  const tooWide = address.width > 32 ? sliceBits(graph, address, 32, address.width - 32).parts : [];
  const beyond = tooWide
    .map(({ word }) => graph.compare('notEqual', word, graph.zero))
    .reduce((any, one) => graph.or(any, one), graph.zero);
  const number = graph.mux(beyond, graph.constant(BigInt(depth)), low);
  return [
    { word: numberOf(enable), address: place.enable, type: 'i32' },
    { word: numberOf(write), address: place.write, type: 'i32' },
    { word: number, address: place.address, type: 'i32' },
  ];
}

/** Splits `condition ? value : itself`, the next value of a register with an enable. */
function guardOf({ graph, states }: Netlist, { state, next }: NetlistRegister): { guard: Word; value: Bits } {
  const { width, signed } = states[state]!;
  const mux = commonMux(next);
  if (!mux) return { guard: graph.one, value: next };
  const isItself = (parts: readonly Part[]) => {
    if (width <= 64) return parts[0]!.word === graph.state(state, width, signed);
    let low = 0;
    return parts.every((part) => {
      const own = part.word === graph.extract(state, low, part.width, false);
      low += part.width;
      return own;
    });
  };
  if (isItself(mux.whenFalse.parts)) return { guard: mux.condition, value: mux.whenTrue };
  if (isItself(mux.whenTrue.parts)) return { guard: graph.not(mux.condition), value: mux.whenFalse };
  return { guard: graph.one, value: muxBits(graph, mux.condition, mux.whenTrue, mux.whenFalse) };
}

/** A value whose parts are all muxes of one condition, as one mux. */
function commonMux(bits: Bits): { condition: Word; whenTrue: Bits; whenFalse: Bits } | undefined {
  const condition = bits.parts[0]!.word.operands[0];
  if (!bits.parts.every(({ word }) => word.operator === 'mux' && word.operands[0] === condition)) return undefined;
  const arm = (operand: 1 | 2): Bits => ({
    ...bits,
    parts: bits.parts.map(({ word, width }) => ({ word: word.operands[operand]!, width })),
  });
  return { condition: condition!, whenTrue: arm(1), whenFalse: arm(2) };
}
