import { forEachReference, forEachRoot } from '../circuit/expressions.ts';
import type { Expression, LogicModule, Node, Property, Signal } from '../circuit/types.ts';

/** A module as synthesis sees it, and the nodes that only its properties read, in order. */
export interface WatchedModule {
  readonly hardware: LogicModule;
  readonly watched: readonly Node[];
}

/** Nodes that neither hardware nor properties read stay where they are. */
export function separateWatched(module: LogicModule): WatchedModule {
  const properties = module.properties ?? [];
  if (properties.length === 0) return { hardware: module, watched: [] };
  const inProperties = reachedNodes(properties.flatMap(expressionsOf));
  const roots: Expression[] = [];
  forEachRoot(module.statements, (root) => roots.push(root));
  for (const signal of module.signals)
    if (signal.kind === 'node' && (!inProperties.has(signal) || signal.keep)) roots.push(signal.value);
  const inHardware = reachedNodes(roots);
  const isWatched = (signal: Signal): signal is Node =>
    signal.kind === 'node' && inProperties.has(signal) && !inHardware.has(signal) && !signal.keep;
  const watched = module.signals.filter(isWatched);
  if (watched.length === 0) return { hardware: module, watched };
  return { hardware: { ...module, signals: module.signals.filter((signal) => !isWatched(signal)) }, watched };
}

/** Everything that a property reads. */
export function expressionsOf({ enable, condition, message }: Property): readonly Expression[] {
  const values = message.flatMap((part) => (typeof part === 'string' ? [] : [part.value]));
  return [enable, condition, ...values];
}

function reachedNodes(roots: readonly Expression[]): ReadonlySet<Signal> {
  const reached = new Set<Signal>();
  const seen = new Set<Expression>();
  const visit = (root: Expression): void =>
    forEachReference(root, seen, (signal) => {
      if (signal.kind !== 'node' || reached.has(signal)) return;
      reached.add(signal);
      visit(signal.value);
    });
  for (const root of roots) visit(root);
  return reached;
}
