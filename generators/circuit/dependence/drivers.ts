import { type BitMask, type BitRange, maskOfRange, targetRange } from '../bits.ts';
import type { Assignable, Connect, Expression, Statement } from '../types.ts';

/** Under which choices a statement runs: one condition or selector, and those around it. */
export interface Guard {
  readonly kind: 'guard';
  readonly choice: Expression;
  readonly outer: Guard | undefined;
}

/** One assignment to a signal. */
export interface Driver {
  readonly connect: Connect;
  readonly range: BitRange;
  readonly guard: Guard | undefined;
}

export type DriversOfSignals = ReadonlyMap<Assignable, readonly Driver[]>;

/** All assignments of a module, by signal, in order. */
export function driversOf(statements: readonly Statement[]): DriversOfSignals {
  const drivers = new Map<Assignable, Driver[]>();
  const walk = (list: readonly Statement[], guard: Guard | undefined): void => {
    for (const statement of list) {
      if (statement.kind === 'connect') {
        const driver = { connect: statement, range: targetRange(statement.target), guard };
        const known = drivers.get(statement.target.signal);
        if (known) known.push(driver);
        else drivers.set(statement.target.signal, [driver]);
      } else if (statement.kind === 'when') {
        const inner: Guard = { kind: 'guard', choice: statement.condition, outer: guard };
        walk(statement.then, inner);
        walk(statement.otherwise, inner);
      } else {
        const inner: Guard = { kind: 'guard', choice: statement.selector, outer: guard };
        for (const { body } of statement.cases) walk(body, inner);
        if (statement.fallback) walk(statement.fallback, inner);
      }
    }
  };
  walk(statements, undefined);
  return drivers;
}

/** A driver with the bits of the signal that it can still decide: those that no later one always replaces. */
export interface EffectiveDriver extends Driver {
  readonly bits: BitMask;
}

/** Leaves out the bits that a later assignment outside of any choice replaces, and drivers that keep none. */
export function effectiveDrivers(drivers: readonly Driver[]): readonly EffectiveDriver[] {
  let replaced: BitMask = 0n;
  const effective: EffectiveDriver[] = [];
  for (const driver of [...drivers].reverse()) {
    const all = maskOfRange(driver.range);
    const bits = all & ~replaced;
    if (bits !== 0n) effective.push({ ...driver, bits });
    if (!driver.guard && !driver.connect.target.element) replaced |= all;
  }
  return effective.reverse();
}
