import { targetRange } from '../../generators/circuit/bits.ts';
import type { Assignable, Statement, Target } from '../../generators/circuit/types.ts';
import { bit, type ModuleBuilder, unsigned } from './circuit-builder.ts';
import { as, type ExpressionSource } from './random-expressions.ts';

const deepestNesting = 2;

/**
 * Statements that give each of the signals a value on every path: a default for the whole, then whatever comes, nested
 * conditions and partial assignments among it. Registers need no default.
 */
export function driveAll(builder: ModuleBuilder, source: ExpressionSource, signals: readonly Assignable[]): void {
  for (const signal of signals) builder.assign(signal, as(source.next(2), signal.type));
  for (let count = source.random.below(4); count > 0; count--) statement(builder, source, signals, deepestNesting);
}

/** As `driveAll`, for registers: each is assigned at least once, perhaps under a condition only. */
export function driveRegisters(
  builder: ModuleBuilder,
  source: ExpressionSource,
  registers: readonly Assignable[],
): void {
  for (const register of registers) {
    const assign = () => builder.assign(register, as(source.next(source.deepest), register.type));
    if (source.random.chance(0.5)) assign();
    else builder.when(as(source.next(2), bit), assign);
  }
  for (let count = source.random.below(5); count > 0; count--) statement(builder, source, registers, deepestNesting);
}

function statement(
  builder: ModuleBuilder,
  source: ExpressionSource,
  signals: readonly Assignable[],
  depth: number,
): void {
  const { random } = source;
  const body = () => {
    for (let count = random.below(3); count >= 0; count--) statement(builder, source, signals, depth - 1);
  };
  const fallback = () => (random.chance(0.5) ? body : undefined);
  switch (depth === 0 ? 0 : random.below(4)) {
    case 0:
    case 1:
      connect(builder, source, random.pick(signals));
      return;
    case 2:
      builder.when(as(source.next(2), bit), body, fallback());
      return;
    default: {
      const enumerated = source.readable.filter(({ type }) => type.enumeration);
      const named = enumerated.length > 0 && random.chance(0.3);
      const width = 1 + random.below(random.pick([2, 4, 40]));
      const selector = named ? random.pick(enumerated) : as(source.next(2), { width, signed: random.chance(0.3) });
      const values = [...new Set(Array.from({ length: 4 }, () => source.value(selector.type)))];
      const cases: [bigint[], () => void][] = [[values.slice(0, 2), body]];
      for (const value of values.slice(2)) cases.push([[value], body]);
      // Bits that are no member may come from anywhere here.
      const mustEnd = source.defined && selector.type.enumeration !== undefined;
      builder.switch(selector, cases, mustEnd ? body : fallback());
    }
  }
}

function connect(builder: ModuleBuilder, source: ExpressionSource, signal: Assignable): void {
  const { random } = source;
  const { width } = signal.type;
  let target: Target = { signal };
  let { type } = signal;
  const kind = random.below(3);
  if (kind === 1) {
    const low = random.below(width);
    const high = low + random.below(width - low);
    target = { signal, range: { high, low } };
    type = unsigned(high - low + 1);
  } else if (kind === 2) {
    const elementWidth = source.elementWidth(width);
    const index = source.index(source.next(1), 1 + random.below(6), width / elementWidth);
    target = { signal, element: { index, width: elementWidth } };
    type = unsigned(elementWidth);
  }
  builder.connect(target, as(source.next(source.deepest), type));
}

/**
 * The statements without assignments that never take effect, since a later one outside of all conditions replaces all
 * their bits: the circuit's checks refuse them.
 */
export function withoutHidden(statements: readonly Statement[]): readonly Statement[] {
  const later: { readonly signal: Assignable; readonly high: number; readonly low: number }[] = [];
  const isHidden = (target: Target): boolean => {
    const { high, low } = targetRange(target);
    return later.some((other) => other.signal === target.signal && other.high >= high && other.low <= low);
  };
  const prune = (body: readonly Statement[]): readonly Statement[] => body.flatMap(pruneOne);
  const pruneOne = (statement: Statement): readonly Statement[] => {
    switch (statement.kind) {
      case 'connect':
        return isHidden(statement.target) ? [] : [statement];
      case 'when':
        return [{ ...statement, then: prune(statement.then), otherwise: prune(statement.otherwise) }];
      case 'switch': {
        const fallback = statement.fallback ? { fallback: prune(statement.fallback) } : {};
        const cases = statement.cases.map((one) => ({ ...one, body: prune(one.body) }));
        return [{ ...statement, cases, ...fallback }];
      }
    }
  };
  const kept: Statement[] = [];
  for (const statement of [...statements].reverse()) {
    kept.unshift(...prune([statement]));
    if (statement.kind === 'connect' && !statement.target.element) {
      later.push({ signal: statement.target.signal, ...targetRange(statement.target) });
    }
  }
  return kept;
}
