import { fileURLToPath } from 'node:url';
import { forEachStatement } from '../circuit/expressions.ts';
import type { SourceLocation, Statement } from '../circuit/types.ts';
import { currentContext, type Draft } from '../language/module-context.ts';
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
  const { signals, instances, openStatements, openArms } = currentContext(fallback);
  const statements = openStatements[0]!;
  const [firstSignal, firstInstance, firstStatement] = [signals.length, instances.length, statements.length];
  const open = openStatements.splice(1);
  const arms = openArms.splice(0);
  depth += 1;
  try {
    return build();
  } finally {
    depth -= 1;
    openStatements.push(...open);
    openArms.push(...arms);
    for (const signal of signals.slice(firstSignal)) {
      // Of a record that is the result, each field is a signal: result_valid.
      const ownName = signal.name.replace(/^result(?:_|$)/, '');
      signal.name = ownName ? `${caller.name}_${ownName}` : caller.name;
      signal.location = caller.location;
    }
    for (const instance of instances.slice(firstInstance)) {
      instance.name = caller.name;
      instance.location = caller.location;
    }
    placeStatements(statements.slice(firstStatement), caller.location);
  }
}

/** Runs what assigns in the branch at hand; findings about it point at the line that calls the block. */
export function atCaller(build: () => void): void {
  const location = captureErrorLocation();
  const { statements } = currentContext('a block');
  const first = statements.length;
  build();
  placeStatements(statements.slice(first), location);
}

const blocksDirectory = fileURLToPath(new URL('.', import.meta.url));

function placeStatements(statements: readonly Statement[], location: SourceLocation): void {
  forEachStatement(statements, (statement: Draft<Statement>) => {
    // Functions that a block is given assign in lines of the user's.
    if (statement.location.file.startsWith(blocksDirectory)) statement.location = location;
  });
}

/** Blocks that run right now, one in the other. The innermost of them has a name of the library's. */
let depth = 0;

function callerOf(fallback: string, isInner: boolean): Caller {
  const location = captureErrorLocation();
  const site = callSiteAt(location);
  return { name: site.kind === 'declared' && !isInner ? site.name : fallback, location };
}
