import type { InstanceInput, Signal } from '../../../generators/circuit/types.ts';
import { fail } from '../../../generators/diagnostics.ts';
import type { Bits } from './bits.ts';
import type { Attempt, LogicScope, Pending, Shared } from './scope.ts';

/** Things that are built within each other at most. */
const deepest = 100;

/** Work that was met too deep in other work. Thrown to get to the ground, and not an error. */
class Postponed {
  readonly scope: LogicScope;
  readonly of: object;
  readonly key: number;
  readonly build: () => Bits;
  /** Signals that wait for it: they stay pending, so that a loop through them is seen. */
  readonly pendingBefore: number;
  readonly attempts: readonly Attempt[];

  constructor(scope: LogicScope, of: object, key: number, build: () => Bits) {
    this.scope = scope;
    this.of = of;
    this.key = key;
    this.build = build;
    this.pendingBefore = scope.shared.pending.length;
    this.attempts = [...scope.shared.attempts];
  }
}

/**
 * Builds something and all it needs. However long the chains of logic are, the stack stays short: work that lies too
 * deep is done first, from the ground, and what needed it is begun anew and then finds it done.
 */
export function buildFromGround(shared: Shared, build: () => Bits): Bits {
  const postponed: Postponed[] = [];
  for (;;) {
    const last = postponed.at(-1);
    shared.depth = 0;
    shared.pending.length = last?.pendingBefore ?? 0;
    shared.attempts = [...(last?.attempts ?? [])];
    try {
      if (!last) return build();
      buildOnce(last.scope, last.of, last.key, last.build);
      postponed.pop();
    } catch (reason) {
      if (reason instanceof LoopInAttempt) {
        // The attempt has left the stack with what it postponed: all is begun anew, without it.
        giveUp(reason.attempt);
        postponed.length = 0;
      } else if (reason instanceof Postponed) postponed.push(reason);
      else throw reason;
    }
  }
}

/** Builds the bits of an expression, driver or signal once; too deep in other work, it leaves them for later. */
export function buildOnce(scope: LogicScope, of: object, key: number, build: () => Bits): Bits {
  let ranges = scope.known.get(of);
  if (!ranges) {
    ranges = new Map();
    scope.known.set(of, ranges);
  }
  let bits = ranges.get(key);
  if (!bits) {
    const { shared } = scope;
    if (shared.depth > deepest) throw new Postponed(scope, of, key, build);
    shared.depth++;
    bits = build();
    shared.depth--;
    ranges.set(key, bits);
  }
  return bits;
}

/** Works a range of a signal out; to come upon it again meanwhile is a loop, which throws a `BurinError`. */
export function withPending(entry: Pending, build: () => Bits): Bits {
  const { scope, signal, key } = entry;
  const { pending } = scope.shared;
  for (let place = pending.length - 1; place >= 0; place--) {
    const other = pending[place]!;
    if (other.signal !== signal || other.scope !== scope || other.key !== key) continue;
    const innermost = scope.shared.attempts.at(-1);
    if (innermost) throw new LoopInAttempt(innermost);
    failLoop(pending.slice(place), signal);
  }
  pending.push(entry);
  const bits = build();
  pending.pop();
  return bits;
}

/** A loop that was met in an attempt. Thrown to get back there, and not an error. */
class LoopInAttempt {
  readonly attempt: Attempt;

  constructor(attempt: Attempt) {
    this.attempt = attempt;
  }
}

function giveUp({ scope, signal }: Attempt): void {
  scope.cutSignals.add(signal);
}

/**
 * What is built for the whole of a signal, or nothing where that comes upon itself: then there may still be no loop in
 * single bits of it. From then on the signal is among `cutSignals`.
 */
export function attempt(entry: Attempt, build: () => Bits): Bits | undefined {
  const { shared } = entry.scope;
  const { depth } = shared;
  const pendingBefore = shared.pending.length;
  shared.attempts.push(entry);
  const bits = withoutLoop(entry, build);
  shared.attempts.pop();
  if (bits) return bits;
  shared.depth = depth;
  shared.pending.length = pendingBefore;
  giveUp(entry);
  return undefined;
}

function withoutLoop(entry: Attempt, build: () => Bits): Bits | undefined {
  try {
    return build();
  } catch (reason) {
    if (reason instanceof LoopInAttempt && reason.attempt === entry) return undefined;
    throw reason;
  }
}

/** A range of bits as a number, small for those that start at bit 0. */
export function rangeKey(low: number, width: number): number {
  return low * 2 ** 24 + width;
}

function failLoop(loop: readonly Pending[], { location }: Signal | InstanceInput): never {
  const names = loop.map(nameOf);
  const chain = names.filter((name, place) => place === 0 || name !== names[place - 1]);
  const shown = chain.length > 40 ? [...chain.slice(0, 20), '...', ...chain.slice(-19)] : chain;
  fail(
    'B006',
    `combinational loop: ${[...shown, names[0]].join(' <- ')}`,
    'break the loop with a register, or drive the bits that depend on each other separately',
    location,
  );
}

function nameOf({ scope, signal }: Pending): string {
  const inInstance = signal.kind === 'instanceInput' || signal.kind === 'instanceOutput';
  return scope.path + (inInstance ? `${signal.instance.name}.${signal.name}` : signal.name);
}
