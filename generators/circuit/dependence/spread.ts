import type { Graph } from './graph.ts';
import type { Components } from './strongly-connected.ts';

/** For each vertex a set of small whole numbers, as `words` words of 32 bits. */
export interface Sets {
  readonly words: number;
  readonly bits: Uint32Array;
}

/** Sets of numbers below `count`, empty. */
export function emptySets({ size }: Graph, count: number): Sets {
  const words = Math.max(1, Math.ceil(count / 32));
  return { words, bits: new Uint32Array(size * words) };
}

export function put({ words, bits }: Sets, vertex: number, member: number): void {
  bits[vertex * words + (member >>> 5)]! |= 1 << (member & 31);
}

export function has({ words, bits }: Sets, vertex: number, member: number): boolean {
  return ((bits[vertex * words + (member >>> 5)]! >>> (member & 31)) & 1) === 1;
}

/** Gives each vertex all that the vertices which it reaches have. */
export function spread({ starts, targets }: Graph, components: Components, { words, bits }: Sets): void {
  const { order, starts: begins } = components;
  const join = (into: number, from: number): void => {
    for (let word = 0; word < words; word += 1) bits[into * words + word]! |= bits[from * words + word]!;
  };
  for (let component = 0; component + 1 < begins.length; component += 1) {
    const [first, end] = [begins[component]!, begins[component + 1]!];
    const leader = order[first]!;
    for (let position = first; position < end; position += 1) {
      const vertex = order[position]!;
      for (let edge = starts[vertex]!; edge < starts[vertex + 1]!; edge += 1) join(vertex, targets[edge]!);
      if (vertex !== leader) join(leader, vertex);
    }
    for (let position = first + 1; position < end; position += 1) join(order[position]!, leader);
  }
}
