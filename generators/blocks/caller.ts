import type { SourceLocation } from '../circuit/types.ts';
import { currentContext } from '../language/module-context.ts';
import { captureErrorLocation } from '../language/source-location.ts';
import { callSiteAt } from '../language/source-names.ts';

/** The user's line that calls a block, and the name that it gives to the result. */
export interface Caller {
  readonly name: string;
  readonly location: SourceLocation;
}

/**
 * Who calls the block that runs right now: the innermost line outside the library. `fallback` names results that the
 * line gives no name.
 */
export function callerOf(fallback: string): Caller {
  const location = captureErrorLocation();
  const site = callSiteAt(location);
  return { name: site.kind === 'declared' ? site.name : fallback, location };
}

/** Runs `build`; the signals and instances that it declares are called as the caller calls its result. */
export function inNameOf<T>({ name, location }: Caller, build: () => T): T {
  const { signals, instances } = currentContext('a block');
  const first = { signal: signals.length, instance: instances.length };
  const result = build();
  for (const signal of signals.slice(first.signal)) {
    signal.name = `${name}_${signal.name}`;
    signal.location = location;
  }
  for (const instance of instances.slice(first.instance)) {
    instance.name = name;
    instance.location = location;
  }
  return result;
}
