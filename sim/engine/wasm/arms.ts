import type { Word } from '../flatten/word.ts';
import { type NodeLookup, NodeMap } from './node-map.ts';
import type { Region } from './regions.ts';
import { isVector, type Node } from './vector-node.ts';

/** One arm of a mux that is worked out only where the mux takes it. */
export interface Arm {
  readonly mux: Word;
  /** Place of its value among the operands. */
  readonly operand: 1 | 2;
  /** Arms that it stands within. */
  readonly depth: number;
  /** Nodes of the arm that are used more than once in it, inputs before users. */
  readonly definitions: Node[];
}

/** The arms of each mux that has one, at its operand's place. */
export type Arms = ReadonlyMap<Word, readonly [undefined, Arm | undefined, Arm | undefined]>;

/** An arm that takes fewer operations is sooner worked out than jumped over. */
const smallestArm = 4;
/** Blocks within each other at most. */
const deepestArm = 60;

/**
 * The innermost arm that each node belongs to: everything that depends on it does so through that arm, so where the mux
 * takes its other arm nobody looks at the node. A node has the region of the muxes of its arms. `nodes` has inputs before
 * users; `roots` are needed for themselves.
 */
export function armsOf(
  nodes: readonly Node[],
  roots: ReadonlySet<Node>,
  regions: NodeLookup<Region>,
  inputs: (node: Node) => readonly Node[],
  weightOf: (node: Node) => number,
): { readonly arms: Arms; readonly armOf: NodeLookup<Arm> } {
  const places = new NodeMap<number>(nodes);
  for (const [place, node] of nodes.entries()) places.set(node, place);
  // Dominators: of 0, which stands for all that is needed from outside, of node n at n + 1, and of arms behind the nodes.
  const parents = [-1];
  const depths = [0];
  const muxOfArm = new Map<number, { readonly place: number; readonly operand: 1 | 2 }>();
  let next = nodes.length + 1;
  const common = (one: number, other: number): number => {
    let [left, right] = [one, other];
    while (left !== right) {
      if (depths[left]! >= depths[right]!) left = parents[left]!;
      else right = parents[right]!;
    }
    return left;
  };
  const found = new Int32Array(nodes.length).fill(-1);
  for (const [place, node] of nodes.entries()) if (roots.has(node)) found[place] = 0;
  for (let place = nodes.length - 1; place >= 0; place--) {
    const node = nodes[place]!;
    const parent = Math.max(found[place]!, 0);
    parents[place + 1] = parent;
    depths[place + 1] = depths[parent]! + 1;
    const region = regions.get(node)!;
    const isMux = !isVector(node) && node.operator === 'mux';
    for (const [operand, input] of inputs(node).entries()) {
      let source = place + 1;
      const inputPlace = places.get(input)!;
      if (regions.get(input) !== region) source = 0;
      else if (isMux && operand > 0) {
        source = next++;
        parents[source] = place + 1;
        depths[source] = depths[place + 1]! + 1;
        muxOfArm.set(source, { place, operand: operand as 1 | 2 });
      }
      found[inputPlace] = found[inputPlace]! < 0 ? source : common(found[inputPlace]!, source);
    }
  }

  const sizes = new Float64Array(next);
  const armsOfMux = new Map<number, number[]>();
  for (const [arm, { place }] of muxOfArm) {
    const known = armsOfMux.get(place);
    if (known) known.push(arm);
    else armsOfMux.set(place, [arm]);
  }
  for (const [place, node] of nodes.entries()) {
    let size = sizes[place + 1]! + weightOf(node);
    for (const arm of armsOfMux.get(place) ?? []) size += sizes[arm]!;
    sizes[place + 1] = size;
    const parent = parents[place + 1]!;
    sizes[parent] = sizes[parent]! + size;
  }

  const arms = new Map<Word, [undefined, Arm | undefined, Arm | undefined]>();
  const armOf = new NodeMap<Arm>(nodes);
  const made = new Map<number, Arm | undefined>();
  for (let place = nodes.length - 1; place >= 0; place--) {
    const node = nodes[place]!;
    let arm: Arm | undefined;
    const parent = parents[place + 1]!;
    if (parent > nodes.length) {
      if (!made.has(parent)) {
        const { place: muxPlace, operand } = muxOfArm.get(parent)!;
        const mux = nodes[muxPlace] as Word;
        const outer = armOf.get(mux);
        const depth = outer ? outer.depth + 1 : 1;
        if (sizes[parent]! >= smallestArm && depth <= deepestArm) {
          const one: Arm = { mux, operand, depth, definitions: [] };
          const both = arms.get(mux) ?? [undefined, undefined, undefined];
          both[operand] = one;
          arms.set(mux, both);
          made.set(parent, one);
        } else made.set(parent, outer);
      }
      arm = made.get(parent);
    } else if (parent > 0) arm = armOf.get(nodes[parent - 1]!);
    if (arm) armOf.set(node, arm);
  }
  return { arms, armOf };
}
