import { type BitMask, maskOfRange, targetRange } from '../bits.ts';
import type { Assignable, Expression, Statement, Switch } from '../types.ts';

/** Which bits of one signal a list of statements assigns. */
export interface Coverage {
  /** On every path. */
  readonly always: BitMask;
  /** On at least one path; all of `always` belongs to it. */
  readonly sometimes: BitMask;
}

export type CoverageOfSignals = ReadonlyMap<Assignable, Coverage>;

export const nothing: Coverage = { always: 0n, sometimes: 0n };

/** The coverage of each signal that the statements assign anywhere. */
export function coverageOf(statements: readonly Statement[]): CoverageOfSignals {
  const total = new Map<Assignable, Coverage>();
  const join = (signal: Assignable, { always, sometimes }: Coverage): void => {
    const before = total.get(signal);
    const joined = before && { always: before.always | always, sometimes: before.sometimes | sometimes };
    total.set(signal, joined ?? { always, sometimes });
  };
  for (const statement of statements) {
    if (statement.kind === 'connect') {
      const { target } = statement;
      const bits = maskOfRange(targetRange(target));
      join(target.signal, { always: target.element ? 0n : bits, sometimes: bits });
      continue;
    }
    const inside = either(branchesOf(statement).map(({ body }) => coverageOf(body)));
    for (const [signal, coverage] of inside) join(signal, coverage);
  }
  return total;
}

/** One way through a `when` or `switch`. */
export interface Branch {
  readonly choice: 'true' | 'false' | 'fallback' | 'none' | number;
  readonly body: readonly Statement[];
}

/** All ways through a statement. The number of a switch's case stands for it; `none` is no case where none need hold. */
export function branchesOf(statement: Exclude<Statement, { kind: 'connect' }>): readonly Branch[] {
  if (statement.kind === 'when') {
    return [
      { choice: 'false', body: statement.otherwise },
      { choice: 'true', body: statement.then },
    ];
  }
  const cases = statement.cases.map(({ body }, choice) => ({ choice, body }));
  if (missingValues(statement) === 'none') return cases;
  return statement.fallback
    ? [...cases, { choice: 'fallback', body: statement.fallback }]
    : [{ choice: 'none', body: [] }, ...cases];
}

const mostNamed = 4;

/**
 * The selector's values for which a switch has no case, as far as they can be named: all members of an enumeration, or
 * the numbers where they are few. A value that an enumeration does not name cannot occur.
 */
export function missingValues({ selector, cases }: Switch): 'none' | 'many' | readonly string[] {
  const covered = new Set(cases.flatMap(({ values }) => values.map(({ value }) => value)));
  const { enumeration, width } = selector.type;
  if (enumeration) {
    const missing = enumeration.members.filter(({ value }) => !covered.has(value));
    return missing.length === 0 ? 'none' : missing.map(({ name }) => name);
  }
  const count = (1n << BigInt(width)) - BigInt(covered.size);
  if (count <= 0n) return 'none';
  if (count > mostNamed || width > 16) return 'many';
  return [...valuesOf(selector)].filter((value) => !covered.has(value)).map(String);
}

function* valuesOf({ type: { width, signed } }: Expression): Generator<bigint> {
  const count = 1n << BigInt(width);
  const least = signed ? -count / 2n : 0n;
  for (let value = least; value < least + count; value += 1n) yield value;
}

/** The coverage where exactly one of the parts runs. */
function either(parts: readonly CoverageOfSignals[]): CoverageOfSignals {
  const total = new Map<Assignable, { always: BitMask; sometimes: BitMask; parts: number }>();
  for (const part of parts) {
    for (const [signal, { always, sometimes }] of part) {
      const before = total.get(signal);
      if (before) {
        before.always &= always;
        before.sometimes |= sometimes;
        before.parts += 1;
      } else {
        total.set(signal, { always, sometimes, parts: 1 });
      }
    }
  }
  for (const coverage of total.values()) if (coverage.parts < parts.length) coverage.always = 0n;
  return total;
}
