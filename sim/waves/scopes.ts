import type { TraceSignal } from './trace.ts';

/** The hierarchy of names: scopes within scopes, with the signals that stand in each. */
export interface Scope {
  readonly name: string;
  readonly signals: readonly { readonly name: string; readonly number: number }[];
  readonly scopes: readonly Scope[];
}

interface OpenScope {
  readonly name: string;
  readonly signals: { name: string; number: number }[];
  readonly scopes: OpenScope[];
  readonly inner: Map<string, OpenScope>;
}

/** The scopes of signals, by their paths; numbers are the signals' places in the list. */
export function scopesOf(top: string, signals: readonly Pick<TraceSignal, 'name'>[]): Scope {
  const open = (name: string): OpenScope => ({ name, signals: [], scopes: [], inner: new Map() });
  const root = open(top);
  for (const [number, { name }] of signals.entries()) {
    const path = name.split('.');
    const own = path.pop()!;
    let scope = root;
    for (const step of path) {
      let next = scope.inner.get(step);
      if (!next) {
        next = open(step);
        scope.inner.set(step, next);
        scope.scopes.push(next);
      }
      scope = next;
    }
    scope.signals.push({ name: own, number });
  }
  return root;
}
