import type { Word } from '../flatten/word.ts';
import type { Layout } from './layout.ts';
import { isLeafLike, Shapes } from './shapes.ts';
import { VectorGraph } from './vector-graph.ts';
import type { LaneMap } from './vector-node.ts';

/** Above the state, words are looked at no higher than this: logic so deep is rarely repeated. */
const highest = 150;

/**
 * Finds words that do the same in four places, as identical instances do, and builds vectors for those for which that
 * takes fewer operations. `roots` are what is to be stored; `quads` those stored by fours side by side. Words to which
 * `kindOf` gives different kinds never share a vector.
 */
export function vectorise(
  roots: readonly Word[],
  quads: readonly (readonly Word[])[],
  layout: Layout,
  kindOf: (word: Word) => unknown = () => 0,
): LaneMap {
  const words = reachable(roots);
  const shapes = new Shapes(words);
  const users = new Map<Word, Word[]>();
  for (const word of words) {
    for (const operand of word.operands) {
      const known = users.get(operand);
      if (known) known.push(word);
      else users.set(operand, [word]);
    }
  }
  const rooted = new Set(roots);
  const graph = new VectorGraph(layout, shapes, (word) => rooted.has(word) || users.get(word)!.length > 1);
  const inRow = new Set(quads.flat());

  const attempt = (group: readonly Word[], isRow: boolean) => {
    if (group.some((word) => graph.lanes.has(word))) return;
    graph.begin();
    graph.build(group);
    if (isRow) graph.gain += 3;
    for (const word of graph.covered) {
      const isLive = (user: Word) => !graph.lanes.has(user);
      if ((rooted.has(word) && !inRow.has(word)) || users.get(word)?.some(isLive)) graph.gain--;
    }
    if (graph.gain <= 0) graph.undo();
  };

  const isOfOneKind = (group: readonly Word[]) => group.every((word) => kindOf(word) === kindOf(group[0]!));
  for (const quad of quads) if (isUniformShape(quad, shapes) && isOfOneKind(quad)) attempt(quad, true);
  for (const members of classes(words, shapes)) {
    const free = members.filter((word) => !graph.lanes.has(word));
    for (const alike of ofOneKind(free, kindOf)) {
      for (let first = 0; first + 4 <= alike.length; first += 4) attempt(alike.slice(first, first + 4), false);
    }
  }
  return graph.lanes;
}

function ofOneKind(words: readonly Word[], kindOf: (word: Word) => unknown): Iterable<readonly Word[]> {
  const kinds = new Map<unknown, Word[]>();
  for (const word of words) {
    const kind = kindOf(word);
    const known = kinds.get(kind);
    if (known) known.push(word);
    else kinds.set(kind, [word]);
  }
  return kinds.values();
}

function isUniformShape(group: readonly Word[], shapes: Shapes): boolean {
  const [first] = group;
  const shape = shapes.shape(first!);
  if (shapes.height(first!) > highest || isLeafLike(first!) || first!.operator === 'constant') return false;
  return new Set(group).size === 4 && group.every((word) => shapes.shape(word) === shape);
}

/** Words of one shape each, of at least four, the highest above the state first. */
function classes(words: readonly Word[], shapes: Shapes): readonly (readonly Word[])[] {
  const byShape = new Map<number, Word[]>();
  for (const word of words) {
    if (word.width > 32 || isLeafLike(word) || word.operator === 'constant' || shapes.height(word) > highest) continue;
    const members = byShape.get(shapes.shape(word));
    if (members) members.push(word);
    else byShape.set(shapes.shape(word), [word]);
  }
  return [...byShape.values()]
    .filter(({ length }) => length >= 4)
    .sort((first, second) => shapes.height(second[0]!) - shapes.height(first[0]!));
}

/** All that the roots depend on, in ascending order. */
function reachable(roots: readonly Word[]): Word[] {
  const count = 1 + roots.reduce((newest, { id }) => Math.max(newest, id), -1);
  const reached = new Array<Word | undefined>(count);
  const open: Word[] = [];
  const reach = (word: Word) => {
    if (reached[word.id] !== undefined) return;
    reached[word.id] = word;
    open.push(word);
  };
  for (const root of roots) reach(root);
  for (let word = open.pop(); word; word = open.pop()) for (const operand of word.operands) reach(operand);
  return reached.filter((word) => word !== undefined);
}
