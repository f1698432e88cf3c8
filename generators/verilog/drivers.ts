import { forEachReference, forEachRoot } from '../circuit/expressions.ts';
import type { Assignable, Connect, Expression, LogicModule, Register, Signal, Statement } from '../circuit/types.ts';
import type { ModuleFacts } from './module-facts.ts';
import { filterStatements, targetsOf } from './statements.ts';

/** Signals that one `assign`, combinational process or `always_ff` drives, with the statements that do. */
export type Driver =
  | {
      readonly kind: 'continuous';
      readonly signal: Assignable;
      readonly connects: readonly Connect[];
      readonly order: number;
    }
  | {
      readonly kind: 'combinational' | 'clocked';
      readonly signals: readonly Assignable[];
      readonly statements: readonly Statement[];
      /** Position of the first of these statements in the module. */
      readonly order: number;
    };

/** The drivers of a module in the order of the source. */
export function planDrivers(module: LogicModule, facts: ModuleFacts): Driver[] {
  const drivers: Driver[] = [];
  const combinational: Assignable[] = [];
  const clocked: Register[] = module.signals.filter((signal) => signal.kind === 'register');
  const position = new Map(module.statements.map((statement, order) => [statement, order]));
  for (const [signal, connects] of facts.connects) {
    if (signal.kind === 'register') continue;
    const always = connects.some(({ connect, conditional }) => conditional || connect.target.element);
    if (always) combinational.push(signal);
    else {
      const list = connects.map(({ connect }) => connect);
      drivers.push({ kind: 'continuous', signal, connects: list, order: position.get(list[0]!)! });
    }
  }
  for (const signals of groupByStatement(module.statements, new Set(combinational), () => ''))
    for (const part of splitReaders(module, signals)) drivers.push(process('combinational', module, part));
  const registerKey = (signal: Assignable) =>
    signal.kind === 'register' ? `${signal.clock.name} ${signal.reset?.signal.name ?? ''}` : '';
  for (const signals of groupByStatement(module.statements, new Set<Assignable>(clocked), registerKey))
    drivers.push(process('clocked', module, signals));
  return drivers.sort((one, other) => one.order - other.order);
}

function process(kind: 'combinational' | 'clocked', module: LogicModule, signals: readonly Assignable[]): Driver {
  const set = new Set(signals);
  const order = module.statements.findIndex((statement) => filterStatements([statement], set).length > 0);
  return {
    kind,
    signals,
    statements: filterStatements(module.statements, set),
    order: order < 0 ? module.statements.length : order,
  };
}

/**
 * Signals of one key that share a top-level statement, or whose unconditional assignments stand side by side, together;
 * each group in the order of first assignment, signals without any behind.
 */
function groupByStatement(
  statements: readonly Statement[],
  signals: ReadonlySet<Assignable>,
  keyOf: (signal: Assignable) => string,
): readonly (readonly Assignable[])[] {
  const groupOf = new Map<Assignable, Set<Assignable>>();
  const unite = (members: readonly Assignable[]) => {
    const united = new Set(members.flatMap((member) => [...(groupOf.get(member) ?? [member])]));
    for (const member of united) groupOf.set(member, united);
  };
  let neighbours = new Map<string, Assignable>();
  for (const statement of statements) {
    const byKey = new Map<string, Assignable[]>();
    for (const signal of targetsOf(statement)) {
      if (!signals.has(signal)) continue;
      const key = keyOf(signal);
      byKey.set(key, [...(byKey.get(key) ?? []), signal]);
    }
    const plain = statement.kind === 'connect';
    for (const [key, members] of byKey) {
      const neighbour = plain ? neighbours.get(key) : undefined;
      unite(neighbour && members[0]!.kind === 'register' ? [neighbour, ...members] : members);
    }
    if (!plain) neighbours = new Map();
    else for (const [key, members] of byKey) neighbours.set(key, members[0]!);
  }
  const rest = new Map<string, Assignable[]>();
  for (const signal of signals)
    if (!groupOf.has(signal)) rest.set(keyOf(signal), [...(rest.get(keyOf(signal)) ?? []), signal]);
  for (const members of rest.values()) unite(members);
  return [...new Set(groupOf.values())].map((group) => [...group]);
}

/**
 * A combinational process must not read what it writes: it would see the value of the moment, not the final one. Where a group
 * would, each signal gets a block of its own.
 */
function splitReaders(module: LogicModule, signals: readonly Assignable[]): readonly (readonly Assignable[])[] {
  const set = new Set(signals);
  if (signals.length < 2 || !readsAny(filterStatements(module.statements, set), set)) return [signals];
  return signals.map((signal) => [signal]);
}

/** Whether parts of the wire are driven apart and depend on other parts: simulators then want to see the parts. */
export function isRipple(signal: Assignable, { connects }: ModuleFacts): boolean {
  const list = connects.get(signal) ?? [];
  if (signal.kind !== 'wire' || list.length < 2) return false;
  if (list.some(({ connect, conditional }) => conditional || connect.target.element)) return false;
  return readsAny(
    list.map(({ connect }) => connect),
    new Set([signal]),
  );
}

/** Whether the statements read one of `signals`, directly or in the value of a node. */
export function readsAny(statements: readonly Statement[], signals: ReadonlySet<Signal | Assignable>): boolean {
  let found = false;
  const seen = new Set<Expression>();
  const visit = (root: Expression): void =>
    forEachReference(root, seen, (signal) => {
      if (signals.has(signal)) found = true;
      if (signal.kind === 'node') visit(signal.value);
    });
  forEachRoot(statements, visit);
  return found;
}
