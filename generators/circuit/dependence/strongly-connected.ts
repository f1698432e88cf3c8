/**
 * The strongly connected components of the graph that `roots` reach, each behind those that it points to (Tarjan's
 * algorithm, without recursion). Time and space are linear in the graph.
 */
export function stronglyConnected<V>(roots: Iterable<V>, successors: (vertex: V) => readonly V[]): readonly V[][] {
  const visits = new Map<V, Visit<V>>();
  const pending: Visit<V>[] = [];
  const path: Visit<V>[] = [];
  const components: V[][] = [];

  const enter = (vertex: V): void => {
    const order = visits.size;
    const visit: Visit<V> = { vertex, next: successors(vertex), position: 0, order, lowest: order, isPending: true };
    visits.set(vertex, visit);
    pending.push(visit);
    path.push(visit);
  };
  const close = (visit: Visit<V>): void => {
    path.pop();
    const parent = path.at(-1);
    if (parent && visit.lowest < parent.lowest) parent.lowest = visit.lowest;
    if (visit.lowest === visit.order) components.push(takeComponent(visit, pending));
  };

  for (const root of roots) {
    if (visits.has(root)) continue;
    enter(root);
    for (let visit = path.at(-1); visit; visit = path.at(-1)) {
      if (visit.position === visit.next.length) {
        close(visit);
        continue;
      }
      const target = visit.next[visit.position]!;
      visit.position += 1;
      const known = visits.get(target);
      if (!known) enter(target);
      else if (known.isPending && known.order < visit.lowest) visit.lowest = known.order;
    }
  }
  return components;
}

interface Visit<V> {
  readonly vertex: V;
  readonly next: readonly V[];
  position: number;
  readonly order: number;
  /** The lowest order of a pending vertex that is known to be reached from here. */
  lowest: number;
  isPending: boolean;
}

/** Removes from the pending vertices all from `first` on: they are one component. */
function takeComponent<V>(first: Visit<V>, pending: Visit<V>[]): V[] {
  const component: V[] = [];
  for (let member = pending.pop()!; ; member = pending.pop()!) {
    member.isPending = false;
    component.push(member.vertex);
    if (member === first) return component;
  }
}
