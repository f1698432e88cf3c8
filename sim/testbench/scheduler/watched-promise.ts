import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceLocation } from '../../../generators/circuit/types.ts';
import { BurinError } from '../../../generators/diagnostics.ts';
import { locationOf } from '../../../generators/language/source-location.ts';

/**
 * A promise that knows whether anybody awaits it. The language asks a promise for its `constructor` where it is awaited,
 * raced or given a `then`, and for its `then` where an async function returns it: both at once, so that awaiting takes
 * no longer than that of any promise.
 */
export class WatchedPromise<Result> extends Promise<Result> {
  isAwaited = false;
}

Object.defineProperties(WatchedPromise.prototype, {
  constructor: {
    get(this: { isAwaited: boolean }) {
      this.isAwaited = true;
      return Promise;
    },
  },
  then: {
    get(this: { isAwaited: boolean }) {
      this.isAwaited = true;
      return Promise.prototype.then;
    },
  },
});

// A stack takes several times as long as the wait itself.
const stacksOfSimulation = 1000;

/** Where the first waits of a simulation are; later ones go without. */
export class CallStacks {
  #left = stacksOfSimulation;

  /** The stack as it is now, which V8 makes text of only when it is read. */
  capture(): { readonly stack?: string } {
    const holder: { stack?: string } = {};
    if (this.#left === 0) return holder;
    this.#left -= 1;
    const outerLimit = Error.stackTraceLimit;
    Error.stackTraceLimit = 8;
    Error.captureStackTrace(holder, this.capture);
    Error.stackTraceLimit = outerLimit;
    return holder;
  }
}

const ownDirectory = dirname(dirname(fileURLToPath(import.meta.url)));

/** The innermost place in a stack outside of the testbench. */
function callSite(holder: { readonly stack?: string }): SourceLocation | undefined {
  const frames = (holder.stack ?? '').split('\n').filter((line) => !line.includes(ownDirectory));
  return locationOf({ name: '', message: '', stack: frames.join('\n') });
}

/** What `process` waits for, without anybody's awaiting it: the test went on as if there were no wait. */
export function notAwaited(process: string, description: string, stack: { readonly stack?: string }): BurinError {
  const location = callSite(stack);
  return new BurinError([
    {
      code: 'B611',
      message: `${process} waits for ${description} without await, and goes on at once`,
      remedy: 'write await in front of the call, or start it beside the test with dut.fork()',
      ...(location ? { location } : {}),
    },
  ]);
}
