import type { SourceLocation } from '../circuit/types.ts';
import { currentContext } from '../language/module-context.ts';
import { captureErrorLocation } from '../language/source-location.ts';
import { callSiteAt } from '../language/source-names.ts';

/** The user's line that calls a block, and the name that it gives to the result. */
interface Caller {
  readonly name: string;
  readonly location: SourceLocation;
}

/**
 * Runs the body of a block that declares signals or instances in the user's module. They belong to the line that calls
 * the block: what the body calls `result`, and an instance, has the name that this line gives (`fallback` where it
 * gives none), and everything else that name in front. Assignments hold on every path, whatever `when` is open.
 */
export function block<T>(fallback: string, build: () => T): T {
  const caller = callerOf(fallback, depth > 0);
  const { signals, instances, openStatements } = currentContext(fallback);
  const [firstSignal, firstInstance] = [signals.length, instances.length];
  const open = openStatements.splice(1);
  depth += 1;
  try {
    return build();
  } finally {
    depth -= 1;
    openStatements.push(...open);
    for (const signal of signals.slice(firstSignal)) {
      signal.name = signal.name === 'result' ? caller.name : `${caller.name}_${signal.name}`;
      signal.location = caller.location;
    }
    for (const instance of instances.slice(firstInstance)) {
      instance.name = caller.name;
      instance.location = caller.location;
    }
  }
}

/** Blocks that run right now, one in the other. The innermost of them has a name of the library's. */
let depth = 0;

function callerOf(fallback: string, isInner: boolean): Caller {
  const location = captureErrorLocation();
  const site = callSiteAt(location);
  return { name: site.kind === 'declared' && !isInner ? site.name : fallback, location };
}
