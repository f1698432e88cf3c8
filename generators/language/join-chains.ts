import { forEachReference, forEachRoot } from '../circuit/expressions.ts';
import type { Expression, Node, Signal, Statement } from '../circuit/types.ts';
import type { Draft } from './module-context.ts';
import { mapReferences } from './references.ts';

/**
 * A chain that a loop or a fold builds, `code = mux(a, 1, code)`, gives every link one name. Links that only the next
 * one reads become part of it, so that one node of that name remains with the whole chain.
 */
export function joinChains(
  nodes: readonly Draft<Node>[],
  statements: readonly Statement[],
  furtherRoots: readonly Expression[],
): void {
  const repeated = repeatedNames(nodes);
  const links = nodes.filter(({ name }) => repeated.has(name));
  if (links.length === 0) return;
  const readers = new Map<Signal, number>();
  const readByNode = new Map<Signal, Draft<Node>>();
  const count = (signal: Signal): void => {
    readers.set(signal, (readers.get(signal) ?? 0) + 1);
  };
  forEachRoot(statements, (expression) => forEachReference(expression, new Set(), count));
  for (const root of furtherRoots) forEachReference(root, new Set(), count);
  for (const node of nodes) {
    forEachReference(node.value, new Set(), (signal) => {
      count(signal);
      readByNode.set(signal, node);
    });
  }
  const joins = (signal: Signal, into: Node): signal is Node =>
    signal.kind === 'node' &&
    signal !== into &&
    !signal.keep &&
    !signal.attributes &&
    signal.name === into.name &&
    readers.get(signal) === 1 &&
    readByNode.get(signal) === into;
  for (const node of links) {
    node.value = mapReferences(
      node.value,
      (reference): Expression => (joins(reference.signal, node) ? reference.signal.value : reference),
    );
  }
}

function repeatedNames(nodes: readonly Node[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(nodes.filter(({ name }) => seen.size === seen.add(name).size).map(({ name }) => name));
}
