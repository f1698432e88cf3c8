/**
 * The strongly connected components of the graph that `roots` reach, each behind those that it points to (Tarjan's
 * algorithm, without recursion). Time and space are linear in the graph.
 */
export function stronglyConnected<V>(roots: Iterable<V>, successors: (vertex: V) => readonly V[]): readonly V[][] {
  const order = new Map<V, number>();
  const lowest = new Map<V, number>();
  const pending: V[] = [];
  const isPending = new Set<V>();
  const components: V[][] = [];

  const enter = (vertex: V): Visit<V> => {
    lowest.set(vertex, order.size);
    order.set(vertex, order.size);
    pending.push(vertex);
    isPending.add(vertex);
    return { vertex, next: successors(vertex), position: 0 };
  };
  const lower = (vertex: V, to: number): void => {
    if (to < lowest.get(vertex)!) lowest.set(vertex, to);
  };
  const close = (vertex: V): void => {
    if (lowest.get(vertex) !== order.get(vertex)) return;
    const component = pending.splice(pending.lastIndexOf(vertex));
    for (const member of component) isPending.delete(member);
    components.push(component);
  };

  for (const root of roots) {
    if (order.has(root)) continue;
    const path = [enter(root)];
    for (let visit = path.at(-1); visit; visit = path.at(-1)) {
      const { vertex, next, position } = visit;
      if (position < next.length) {
        visit.position += 1;
        const target = next[position]!;
        if (!order.has(target)) path.push(enter(target));
        else if (isPending.has(target)) lower(vertex, order.get(target)!);
      } else {
        path.pop();
        close(vertex);
        const parent = path.at(-1);
        if (parent) lower(parent.vertex, lowest.get(vertex)!);
      }
    }
  }
  return components;
}

interface Visit<V> {
  readonly vertex: V;
  readonly next: readonly V[];
  position: number;
}
