import { type Bits, muxBits, numberOf, sliceBits } from '../flatten/bits.ts';
import type { Netlist, NetlistMemory, NetlistRegister } from '../flatten/netlist.ts';
import type { KnownStates } from '../flatten/specialise.ts';
import type { Part, Word } from '../flatten/word.ts';
import type { WordGraph } from '../flatten/word-graph.ts';
import type { NumberType } from './encoder.ts';
import type { Layout } from './layout.ts';
import { isSimple } from './simple.ts';

/** Where, and as four or eight bytes, a word is to be stored. */
export interface Store {
  readonly word: Word;
  readonly address: number;
  readonly type: NumberType;
  /** The state variable that it belongs to, of a register. */
  readonly state?: number;
}

/** Stores that happen together: always, or only in cycles in which `guard` is 1. */
export interface StoreGroup {
  readonly guard?: Word;
  readonly stores: readonly Store[];
}

/** The word that a memory stores; the addresses of `stores` are distances from the start of the row. */
export interface MemoryWrite {
  readonly memory: NetlistMemory;
  readonly enable: Word;
  readonly address: Word;
  readonly stores: readonly Store[];
}

/** All that a clock edge changes. */
export interface Edge {
  readonly registers: readonly StoreGroup[];
  /** In the order of the memories. */
  readonly writes: readonly MemoryWrite[];
}

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

/** Words that are stored by fours side by side. */
export function quadsOf(stores: readonly Store[]): Word[][] {
  const sorted = stores.filter(({ type }) => type === 'i32').sort((one, other) => one.address - other.address);
  const quads: Word[][] = [];
  for (let first = 0; first + 4 <= sorted.length; first++) {
    const quad = sorted.slice(first, first + 4);
    const { address } = quad[0]!;
    if (address % 16 !== 0 || quad[3]!.address !== address + 12) continue;
    quads.push(quad.map(({ word }) => word));
    first += 3;
  }
  return quads;
}

/** What a clock edge does, in words; of a specialised netlist, where `known` is what it was specialised for. */
export function edgeOf(netlist: Netlist, layout: Layout, known: KnownStates = new Map()): Edge {
  const { graph } = netlist;
  const always: Store[] = [];
  const guarded = new Map<Word, Store[]>();
  for (const register of netlist.registers) {
    const { guard, value } = guardOf(netlist, register, known);
    const { state } = register;
    const stores = storesOf(graph, value, layout.states[state]!).map((store) => ({ ...store, state }));
    if (guard.operator === 'constant') {
      if (guard.value === 1n) always.push(...stores);
      continue;
    }
    const group = guarded.get(guard);
    if (group) group.push(...stores);
    else guarded.set(guard, stores);
  }
  const groups: StoreGroup[] = [...guarded].map(([guard, stores]) => ({ guard, stores }));
  return {
    registers: [...groups, { stores: always }],
    writes: netlist.memories.flatMap((memory) => writeOf(graph, memory) ?? []),
  };
}

function writeOf(graph: WordGraph, memory: NetlistMemory): MemoryWrite | undefined {
  const { lanes, write } = memory;
  if (!write) return undefined;
  const { enable, address, data } = write;
  const stores =
    lanes.count === 1
      ? storesOf(graph, data, 0)
      : Array.from({ length: lanes.count }, (_, lane): Store => {
          const bits = sliceBits(graph, data, lane * lanes.width, lanes.width);
          return { word: numberOf(bits), address: 4 * lane, type: 'i32' };
        });
  return { memory, enable, address, stores };
}

/** Choices by simple conditions in a row that decide whether a register is stored. */
const longestRow = 6;

/**
 * Splits the next value of a register into the condition under which it is another one, and this one. Beyond the first
 * choice only simple conditions count, so that many registers have the same.
 */
function guardOf(
  { graph, states }: Netlist,
  { state, next }: NetlistRegister,
  known: KnownStates,
): { guard: Word; value: Bits } {
  const { width, signed } = states[state]!;
  const constant = known.get(state);
  const isItself = (parts: readonly Part[]) => {
    if (constant !== undefined) return parts[0]!.word === graph.constant(constant);
    if (width <= 64) return parts[0]!.word === graph.state(state, width, signed);
    let low = 0;
    return parts.every((part) => {
      const own = part.word === graph.extract(state, low, part.width, false);
      low += part.width;
      return own;
    });
  };
  const split = (bits: Bits, depth: number): { guard: Word; value: Bits } => {
    if (isItself(bits.parts)) return { guard: graph.zero, value: bits };
    const choice = commonMux(bits);
    if (!choice || depth > longestRow || (depth > 0 && !isSimple(choice.condition))) {
      return { guard: graph.one, value: bits };
    }
    const { condition } = choice;
    const one = split(choice.whenTrue, depth + 1);
    const other = split(choice.whenFalse, depth + 1);
    if (other.guard === graph.zero) return { guard: graph.and(condition, one.guard), value: one.value };
    if (one.guard === graph.zero) return { guard: graph.and(graph.not(condition), other.guard), value: other.value };
    const value = muxBits(graph, condition, one.value, other.value);
    return { guard: choose(graph, condition, one.guard, other.guard), value };
  };
  return split(next, 0);
}

/** A choice between bits as conjunctions and disjunctions. */
function choose(graph: WordGraph, condition: Word, one: Word, other: Word): Word {
  if (one === graph.one) return graph.or(condition, other);
  if (other === graph.one) return graph.or(graph.not(condition), one);
  return graph.mux(condition, one, other);
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
