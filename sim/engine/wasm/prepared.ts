import type { Netlist } from '../flatten/netlist.ts';
import type { Word } from '../flatten/word.ts';
import { inputsOf, isVector, type LaneMap, type Node } from './vector-node.ts';

/** Vectors and words that take fewer operations than this are not worth a place in memory. */
const fewestInVector = 5;
const fewestInWord = 3;

const nothing = -1;
const mixed = -2;

/**
 * What depends on the output word of one memory alone and is needed by something else, by the number of the word's
 * first state variable: vectors, and of words those of memories without lanes, which are seldom read in every cycle.
 * Roots are not among them.
 */
export function preparedNodes(
  netlist: Netlist,
  roots: readonly Word[],
  lanes: LaneMap,
): ReadonlyMap<number, readonly Node[]> {
  const memoryOfState = new Map<number, number>();
  const packed = new Set<number>();
  const rooted = new Set<Node>(roots.map((root) => lanes.get(root)?.vector ?? root));
  for (const { read, lanes: split } of netlist.memories) {
    if (!read) continue;
    const { state } = read;
    if (split.count === 1) packed.add(state);
    for (let lane = 0; lane < split.count; lane++) memoryOfState.set(state + lane, state);
  }
  const origins = new Map<Node, number>();
  const costs = new Map<Node, number>();
  const prepared = new Map<number, Set<Node>>();

  const visit = (node: Node, inputs: readonly Node[]) => {
    const states = isVector(node) ? node.states : node.state >= 0 ? [node.state] : [];
    let origin = nothing;
    const join = (other: number) => {
      if (other !== nothing) origin = origin === nothing || origin === other ? other : mixed;
    };
    for (const state of states) join(memoryOfState.get(state) ?? mixed);
    // What is stored may change at any edge.
    if (node.operator === 'fetch') join(mixed);
    for (const input of inputs) join(origins.get(input)!);
    origins.set(node, origin);
    let cost = costOf(node);
    for (const input of inputs) cost += costs.get(input)!;
    costs.set(node, Math.min(cost, 1000));
    if (origin !== mixed) return;
    for (const input of inputs) {
      const from = origins.get(input)!;
      if (from < 0 || rooted.has(input)) continue;
      const pays = isVector(input)
        ? costs.get(input)! >= fewestInVector
        : packed.has(from) && costs.get(input)! >= fewestInWord;
      if (!pays) continue;
      const known = prepared.get(from);
      if (known) known.add(input);
      else prepared.set(from, new Set([input]));
    }
  };

  const open: { node: Node; inputs: readonly Node[]; next: number }[] = [];
  const reached = new Set<Node>();
  const reach = (node: Node) => {
    if (reached.has(node)) return;
    reached.add(node);
    open.push({ node, inputs: inputsOf(node, lanes), next: 0 });
  };
  for (const root of roots) {
    reach(lanes.get(root)?.vector ?? root);
    for (let entry = open.at(-1); entry; entry = open.at(-1)) {
      const input = entry.inputs[entry.next++];
      if (input) reach(input);
      else {
        visit(entry.node, entry.inputs);
        open.pop();
      }
    }
  }
  return new Map([...prepared].map(([state, nodes]) => [state, [...nodes]]));
}

function costOf(node: Node): number {
  if (node.operator === 'constant') return 0;
  if (node.operator === 'gather') return 6;
  return node.operator === 'slice' || node.operator === 'extract' ? 3 : 1;
}
