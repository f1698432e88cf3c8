import type { BitType } from '../../../generators/circuit/types.ts';
import type { InstanceState, LogicState } from './logic-state.ts';
import { MemoryState } from './memory-state.ts';
import { loadNumber, storeNumber } from './words.ts';

/** A register or a stored word: its type, and its value between edges. */
export interface StateCell {
  readonly type: BitType;
  read(): bigint;
  write(value: bigint): void;
}

/** All registers and output words of memories by name, in hierarchical order. */
export function registerCells(top: LogicState): ReadonlyMap<string, StateCell> {
  const cells = new Map<string, StateCell>();
  const add = (name: string, words: Int32Array, place: number, type: BitType) => {
    cells.set(name, {
      type,
      read: () => loadNumber(words, place, type),
      write: (value) => storeNumber(words, place, type.width, value),
    });
  };
  const list = (state: InstanceState, path: string) => {
    if (state instanceof MemoryState) {
      const { module, ports } = state.plan;
      if (module.organisation === 'asynchronous-read') return;
      add(`${path}readData`, state.words, ports.get('readData')!.place, module.wordType);
      return;
    }
    for (const { signal, place } of state.plan.registers) add(path + signal.name, state.words, place, signal.type);
    for (const [number, child] of state.children.entries()) {
      list(child, `${path}${state.plan.children[number]!.instance.name}.`);
    }
  };
  list(top, '');
  return cells;
}

export function wordCell(memory: MemoryState, address: number): StateCell {
  return {
    type: memory.plan.module.wordType,
    read: () => memory.readWord(address),
    write: (value) => memory.writeWord(address, value),
  };
}

/** Bits of a cell that are held at those of `value`. */
export interface HeldCell {
  readonly cell: StateCell;
  readonly mask: bigint;
  readonly value: bigint;
}

/** Turns bits over. */
export function flip({ cell, mask }: Omit<HeldCell, 'value'>): void {
  cell.write(asTyped(cell.read() ^ mask, cell.type));
}

/** Puts the bits right; tells whether any was not. */
export function hold(held: readonly HeldCell[]): boolean {
  let changed = false;
  for (const { cell, mask, value } of held) {
    const before = cell.read();
    const after = asTyped((before & ~mask) | (value & mask), cell.type);
    if (after === before) continue;
    cell.write(after);
    changed = true;
  }
  return changed;
}

const asTyped = (bits: bigint, { width, signed }: BitType): bigint =>
  signed ? BigInt.asIntN(width, bits) : BigInt.asUintN(width, bits);

/** The words of an instance and of all below it. */
export interface SavedInstance {
  readonly words: Int32Array;
  readonly stored: ReadonlyMap<number, Int32Array> | undefined;
  readonly children: readonly SavedInstance[];
}

export function saveInstance(state: InstanceState): SavedInstance {
  const isMemory = state instanceof MemoryState;
  return {
    words: state.words.slice(),
    stored: isMemory ? state.stored() : undefined,
    children: isMemory ? [] : state.children.map(saveInstance),
  };
}

export function restoreInstance(state: InstanceState, { words, stored, children }: SavedInstance): void {
  state.words.set(words);
  if (state instanceof MemoryState) state.restore(stored!);
  else for (const [number, child] of state.children.entries()) restoreInstance(child, children[number]!);
}
