import type { Graph } from './graph.ts';

/** The strongly connected components of a graph, one behind the other. */
export interface Components {
  /** All vertices; those of one component side by side, behind all that they reach in others. */
  readonly order: Int32Array;
  /** Where each component begins in `order`, and at last the number of vertices. */
  readonly starts: readonly number[];
}

/** Tarjan's algorithm, without recursion. Time and space are linear in the graph. */
export function stronglyConnected({ size, starts, targets }: Graph): Components {
  const unseen = -1;
  const done = size;
  // The order in which a vertex was met; `done` once its component is known.
  const met = new Int32Array(size).fill(unseen);
  // The lowest `met` of a pending vertex that is known to be reached.
  const lowest = new Int32Array(size);
  const position = starts.slice(0, size);
  const pending = new Int32Array(size);
  const path = new Int32Array(size);
  const order = new Int32Array(size);
  const begins: number[] = [];
  let [metCount, pendingCount, depth, orderCount] = [0, 0, 0, 0];

  const enter = (vertex: number): void => {
    met[vertex] = metCount;
    lowest[vertex] = metCount;
    metCount += 1;
    pending[pendingCount++] = vertex;
    path[depth++] = vertex;
  };
  const leave = (vertex: number): void => {
    depth -= 1;
    const low = lowest[vertex]!;
    if (depth > 0 && low < lowest[path[depth - 1]!]!) lowest[path[depth - 1]!] = low;
    if (low !== met[vertex]) return;
    begins.push(orderCount);
    for (let member = unseen; member !== vertex; ) {
      member = pending[--pendingCount]!;
      met[member] = done;
      order[orderCount++] = member;
    }
  };

  for (let root = 0; root < size; root += 1) {
    if (met[root] !== unseen) continue;
    enter(root);
    while (depth > 0) {
      const vertex = path[depth - 1]!;
      const edge = position[vertex]!;
      if (edge === starts[vertex + 1]) {
        leave(vertex);
        continue;
      }
      position[vertex] = edge + 1;
      const target = targets[edge]!;
      if (met[target] === unseen) enter(target);
      else if (met[target]! < lowest[vertex]!) lowest[vertex] = met[target]!;
    }
  }
  begins.push(orderCount);
  return { order, starts: begins };
}

/** The components in which something reaches itself: of several vertices, or of one that points to itself. */
export function loopsOf({ starts, targets }: Graph, components: Components): readonly (readonly number[])[] {
  const loops: number[][] = [];
  const { order, starts: begins } = components;
  const pointsToItself = (vertex: number): boolean => {
    for (let edge = starts[vertex]!; edge < starts[vertex + 1]!; edge += 1) if (targets[edge] === vertex) return true;
    return false;
  };
  for (let component = 0; component + 1 < begins.length; component += 1) {
    const [first, end] = [begins[component]!, begins[component + 1]!];
    if (end - first > 1 || pointsToItself(order[first]!)) loops.push([...order.subarray(first, end)]);
  }
  return loops;
}
