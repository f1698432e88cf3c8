import type { NetlistMemory } from '../flatten/netlist.ts';
import type { Word } from '../flatten/word.ts';
import { emptyBlock, type FunctionCode, numeric, op, type ValueType, vector } from './encoder.ts';
import { pushWord, typeOf, type WordSource } from './expression.ts';
import type { Layout } from './layout.ts';
import type { Action } from './schedule.ts';
import type { MemoryWrite, Store, StoreGroup } from './stores.ts';
import { pushVector } from './vector-code.ts';
import { isVector, type LaneMap, type Node, type VectorNode } from './vector-node.ts';

/** A store of one word, or of the four of a vector. */
interface Piece {
  readonly node: Word | VectorNode;
  readonly type: ValueType;
  readonly address: number;
  emit(code: FunctionCode, source: WordSource): void;
}

/** Takes stores of four neighbouring lanes of one vector together. */
function pieces(unordered: readonly Store[], lanes: LaneMap): Piece[] {
  const stores = [...unordered].sort((one, other) => one.address - other.address);
  const result: Piece[] = [];
  for (let first = 0; first < stores.length; first++) {
    const { word, address, type } = stores[first]!;
    const held = lanes.get(word)?.vector;
    const isWhole = [0, 1, 2, 3].every((lane) => {
      const store = stores[first + lane];
      const place = store && lanes.get(store.word);
      return place?.vector === held && place?.lane === lane && store?.address === address + 4 * lane;
    });
    if (held && isWhole && !held.isMask) {
      result.push({ node: held, type: 'v128', address, emit: (code, source) => pushVector(code, held, source) });
      first += 3;
    } else {
      result.push({ node: word, type, address, emit: (code, source) => pushWord(code, word, type, source) });
    }
  }
  return result;
}

/** Stores at fixed addresses. */
export function storeAction({ guard, stores }: StoreGroup, lanes: LaneMap): Action {
  const parts = pieces(stores, lanes);
  return {
    ...(guard ? { guard } : {}),
    needs: parts.map(({ node }) => node),
    weight: parts.length,
    emit(code, source) {
      for (const { type, address, emit } of parts) code.storeAt(type, address, () => emit(code, source));
    },
  };
}

/** A store of one node, as its own type. */
export function nodeAction(node: Node, address: number): Action {
  return {
    needs: [node],
    weight: 1,
    emit(code, source) {
      if (isVector(node)) code.storeAt('v128', address, () => pushVector(code, node, source));
      else code.storeAt(typeOf(node), address, () => pushWord(code, node, typeOf(node), source));
    },
  };
}

/** What a memory does at the edge, in order. */
export function memoryActions(
  memory: NetlistMemory,
  write: MemoryWrite | undefined,
  layout: Layout,
  lanes: LaneMap,
): readonly Action[] {
  const shows = showActions(memory, layout);
  const writes = write ? writeActions(write, layout, lanes) : [];
  return memory.writesFirst ? [...writes, ...shows] : [...shows, ...writes];
}

function showActions(memory: NetlistMemory, layout: Layout): readonly Action[] {
  const { read } = memory;
  if (!read) return [];
  const { base, stride } = layout.memories.get(memory)!;
  const { enable, address, state } = read;
  const readData = layout.states[state]!;
  return actionWhere(enable, [address], weightOf(stride), (code, source) => {
    const inside = (row: number) => {
      for (const { type, offset } of chunksOf(stride)) {
        code.byte(op.i32Const, 0);
        code.get(row);
        code.load(type, base + offset);
        code.store(type, readData + offset);
      }
    };
    const beyond = () => {
      for (const { type, offset } of chunksOf(stride)) {
        if (type === 'v128') code.storeAt(type, readData + offset, () => pushZeros(code));
        else code.storeAt(type, readData + offset, () => code.constant(type, 0n));
      }
    };
    withRow(code, source, address, memory.depth, stride, inside, beyond);
  });
}

function writeActions({ memory, enable, address, stores }: MemoryWrite, layout: Layout, lanes: LaneMap) {
  const { base, stride } = layout.memories.get(memory)!;
  const parts = pieces(stores, lanes);
  const needs = [address, ...parts.map(({ node }) => node)];
  return actionWhere(enable, needs, weightOf(stride), (code, source) => {
    const inside = (row: number) => {
      for (const { type, address: offset, emit } of parts) {
        code.get(row);
        emit(code, source);
        code.store(type, base + offset);
      }
    };
    withRow(code, source, address, memory.depth, stride, inside, undefined);
  });
}

function weightOf(stride: number): number {
  return 4 + stride / 8;
}

/** An action in cycles in which the word is 1; none if it never is. */
export function actionWhere(
  guard: Word,
  needs: Action['needs'],
  weight: number,
  emit: Action['emit'],
): readonly Action[] {
  if (guard.operator !== 'constant') return [{ guard, needs, weight, emit }];
  return guard.value === 0n ? [] : [{ needs, weight, emit }];
}

/** Runs `inside` with the row's distance from the base in a local, or `beyond` for an address beyond the depth. */
function withRow(
  code: FunctionCode,
  source: WordSource,
  address: Word,
  depth: number,
  stride: number,
  inside: (row: number) => void,
  beyond: (() => void) | undefined,
): void {
  const isChecked = 2 ** address.width > depth;
  if (isChecked) {
    pushWord(code, address, 'i32', source);
    code.constant('i32', BigInt(depth));
    code.byte(numeric.i32.lessUnsigned, op.if, emptyBlock);
  }
  const row = code.local('i32');
  pushWord(code, address, 'i32', source);
  code.constant('i32', BigInt(stride));
  code.byte(numeric.i32.multiply);
  code.set(row);
  inside(row);
  if (!isChecked) return;
  if (beyond) {
    code.byte(op.else);
    beyond();
  }
  code.byte(op.end);
}

/** Copies in the largest pieces that there are. */
function chunksOf(bytes: number): { readonly type: ValueType; readonly offset: number }[] {
  const chunks: { type: ValueType; offset: number }[] = [];
  for (let offset = 0; offset < bytes; ) {
    const left = bytes - offset;
    const type = left >= 16 ? 'v128' : left >= 8 ? 'i64' : 'i32';
    chunks.push({ type, offset });
    offset += type === 'v128' ? 16 : type === 'i64' ? 8 : 4;
  }
  return chunks;
}

function pushZeros(code: FunctionCode): void {
  code.constant('i32', 0n);
  code.vector(vector.splat);
}
