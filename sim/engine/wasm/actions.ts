import type { NetlistMemory } from '../flatten/netlist.ts';
import type { Word } from '../flatten/word.ts';
import { emptyBlock, type FunctionCode, numeric, op, type ValueType, vector } from './encoder.ts';
import { pushWord, typeOf, type WordSource } from './expression.ts';
import { everyEdge } from './gating/clusters.ts';
import { ChangeMarker, type Marks } from './gating/marks.ts';
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
  /** State variables that it stores. */
  readonly states: readonly number[];
  emit(code: FunctionCode, source: WordSource): void;
}

/** Takes stores of four neighbouring lanes of one vector together. */
function pieces(unordered: readonly Store[], lanes: LaneMap): Piece[] {
  const stores = [...unordered].sort((one, other) => one.address - other.address);
  const result: Piece[] = [];
  for (let first = 0; first < stores.length; first++) {
    const { word, address, type, state } = stores[first]!;
    const held = lanes.get(word)?.vector;
    const isWhole = [0, 1, 2, 3].every((lane) => {
      const store = stores[first + lane];
      const place = store && lanes.get(store.word);
      return place?.vector === held && place?.lane === lane && store?.address === address + 4 * lane;
    });
    if (held && isWhole && !held.isMask) {
      const states = stores.slice(first, first + 4).flatMap((store) => store.state ?? []);
      const emit: Piece['emit'] = (code, source) => pushVector(code, held, source);
      result.push({ node: held, type: 'v128', address, states, emit });
      first += 3;
    } else {
      const states = state === undefined ? [] : [state];
      result.push({ node: word, type, address, states, emit: (code, source) => pushWord(code, word, type, source) });
    }
  }
  return result;
}

/** Stores at fixed addresses. */
export function storeAction({ guard, stores }: StoreGroup, lanes: LaneMap, marks?: Marks): Action {
  const parts = pieces(stores, lanes);
  return {
    ...(guard ? { guard } : {}),
    needs: parts.map(({ node }) => node),
    weight: parts.length,
    emit(code, source) {
      const marker = new ChangeMarker(code, marks);
      const place = () => code.byte(op.i32Const, 0);
      for (const { type, address, states, emit } of parts) {
        marker.store(marker.gateOf(states), type, place, address, () => emit(code, source));
      }
      marker.mark();
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
  marks?: Marks,
): readonly Action[] {
  const shows = showActions(memory, layout, marks);
  const writes = write ? writeActions(write, layout, lanes, marks) : [];
  const actions = memory.writesFirst ? [...writes, ...shows] : [...shows, ...writes];
  return actions.map((action) => ({ ...action, memory }));
}

/** What decides about the word that a memory shows. */
export function showDependsOn(memory: NetlistMemory, marks: Marks | undefined): NonNullable<Action['dependsOn']> {
  const { read, write, number, writesFirst } = memory;
  const nodes = [read!.enable, read!.address];
  // At this very edge another word may be stored, and shown.
  if (write && writesFirst) nodes.push(write.enable, write.address, ...write.data.parts.map(({ word }) => word));
  return { nodes, changes: marks?.clusters.memories[number] ?? everyEdge };
}

function showActions(memory: NetlistMemory, layout: Layout, marks: Marks | undefined): readonly Action[] {
  const { read, lanes } = memory;
  if (!read) return [];
  const { base, stride } = layout.memories.get(memory)!;
  const { enable, address, state } = read;
  const readData = layout.states[state]!;
  const shown = Array.from({ length: lanes.count }, (_, lane) => state + lane);
  return actionWhere(
    enable,
    [address],
    weightOf(stride),
    (code, source) => {
      const marker = new ChangeMarker(code, marks);
      const gate = marker.gateOf(shown);
      const place = () => code.byte(op.i32Const, 0);
      const inside = (row: number) => {
        for (const { type, offset } of chunksOf(stride)) {
          marker.store(gate, type, place, readData + offset, () => {
            code.get(row);
            code.load(type, base + offset);
          });
        }
        marker.mark();
      };
      const beyond = () => {
        for (const { type, offset } of chunksOf(stride)) {
          marker.store(gate, type, place, readData + offset, () => {
            if (type === 'v128') pushZeros(code);
            else code.constant(type, 0n);
          });
        }
        marker.mark();
      };
      withRow(code, source, address, memory.depth, stride, inside, beyond);
    },
    showDependsOn(memory, marks),
  );
}

function writeActions(
  { memory, enable, address, stores }: MemoryWrite,
  layout: Layout,
  lanes: LaneMap,
  marks: Marks | undefined,
) {
  const { base, stride } = layout.memories.get(memory)!;
  const parts = pieces(stores, lanes);
  const needs = [address, ...parts.map(({ node }) => node)];
  return actionWhere(enable, needs, weightOf(stride), (code, source) => {
    const marker = new ChangeMarker(code, marks);
    const gate = marker.gateOfMemory(memory.number);
    const inside = (row: number) => {
      const place = () => code.get(row);
      for (const { type, address: offset, emit } of parts) {
        marker.store(gate, type, place, base + offset, () => emit(code, source));
      }
      marker.mark();
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
  dependsOn?: NonNullable<Action['dependsOn']>,
): readonly Action[] {
  const action: Action = { needs, weight, emit, ...(dependsOn ? { dependsOn } : {}) };
  if (guard.operator !== 'constant') return [{ ...action, guard }];
  return guard.value === 0n ? [] : [action];
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
