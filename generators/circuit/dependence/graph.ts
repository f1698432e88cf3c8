/** A directed graph of vertices 0, 1, …: vertex v points to `targets[starts[v]]` up to before `targets[starts[v + 1]]`. */
export interface Graph {
  readonly size: number;
  readonly starts: Int32Array;
  readonly targets: Int32Array;
}

/** A graph whose vertices stand for things. */
export interface GraphOf<V> extends Graph {
  /** By number. */
  readonly vertices: readonly V[];
  readonly numbers: ReadonlyMap<V, number>;
}

/** The graph of `roots`, in this order, and all that they reach. `successors` names what a vertex points to, one by one. */
export function graphFrom<V>(
  roots: Iterable<V>,
  successors: (vertex: V, add: (successor: V) => void) => void,
): GraphOf<V> {
  const vertices: V[] = [];
  const numbers = new Map<V, number>();
  const numberOf = (vertex: V): number => {
    const known = numbers.get(vertex);
    if (known !== undefined) return known;
    const number = vertices.length;
    numbers.set(vertex, number);
    vertices.push(vertex);
    return number;
  };
  const starts: number[] = [];
  const targets: number[] = [];
  const add = (successor: V): void => {
    targets.push(numberOf(successor));
  };
  for (const root of roots) numberOf(root);
  // The list grows while it is walked.
  for (let number = 0; number < vertices.length; number += 1) {
    starts.push(targets.length);
    successors(vertices[number]!, add);
  }
  starts.push(targets.length);
  const arrays = { starts: Int32Array.from(starts), targets: Int32Array.from(targets) };
  return { vertices, numbers, size: vertices.length, ...arrays };
}

/** 1 for each vertex that those of `from` reach, themselves included. `further` adds what a vertex points to besides. */
export function reachable(
  { size, starts, targets }: Graph,
  from: Iterable<number>,
  further: (vertex: number, add: (target: number) => void) => void = () => {},
): Uint8Array {
  const reached = new Uint8Array(size);
  const open: number[] = [];
  const add = (vertex: number): void => {
    if (reached[vertex] === 1) return;
    reached[vertex] = 1;
    open.push(vertex);
  };
  for (const vertex of from) add(vertex);
  for (let vertex = open.pop(); vertex !== undefined; vertex = open.pop()) {
    for (let edge = starts[vertex]!; edge < starts[vertex + 1]!; edge += 1) add(targets[edge]!);
    further(vertex, add);
  }
  return reached;
}
