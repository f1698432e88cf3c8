import { forEachReference, forEachRoot } from '../circuit/expressions.ts';
import type { Assignable, Connect, Expression, LogicModule, Signal, Statement } from '../circuit/types.ts';
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

/**
 * The drivers of a module in the order of the source, but for what drives inputs of instances all the time: their own
 * printing deals with it.
 */
export function planDrivers(module: LogicModule, facts: ModuleFacts): Driver[] {
  const drivers: Driver[] = [];
  const combinational = new Set<Assignable>();
  const clocked = new Set<Assignable>(module.signals.filter((signal) => signal.kind === 'register'));
  const continuous: { readonly signal: Assignable; readonly connects: readonly Connect[] }[] = [];
  for (const [signal, connects] of facts.connects) {
    if (signal.kind === 'register') continue;
    if (connects.some(({ connect, conditional }) => conditional || connect.target.element)) combinational.add(signal);
    else if (signal.kind !== 'instanceInput')
      continuous.push({ signal, connects: connects.map(({ connect }) => connect) });
  }
  const firsts = new Map<Statement, number>(continuous.map(({ connects }) => [connects[0]!, 0]));
  module.statements.forEach((statement, order) => {
    if (firsts.has(statement)) firsts.set(statement, order);
  });
  for (const { signal, connects } of continuous)
    drivers.push({ kind: 'continuous', signal, connects, order: firsts.get(connects[0]!)! });
  const assigning = assigningStatements(module, combinational, clocked);
  for (const signals of groupByStatement(assigning, combinational, () => ''))
    for (const part of splitReaders(signals, assigning))
      drivers.push(process('combinational', module, part, assigning));
  const registerKey = (signal: Assignable) =>
    signal.kind === 'register' ? `${signal.clock.name} ${signal.reset?.signal.name ?? ''}` : '';
  for (const signals of groupByStatement(assigning, clocked, registerKey))
    drivers.push(process('clocked', module, signals, assigning));
  return drivers.sort((one, other) => one.order - other.order);
}

/** The module's own statements that assign signals of processes. */
interface Assigning {
  /** All of them in order, each with its position in the module. */
  readonly all: readonly { readonly statement: Statement; readonly order: number; readonly targets: Targets }[];
  /** Positions in `all` of those that assign a signal. */
  readonly of: ReadonlyMap<Assignable, readonly number[]>;
}

type Targets = ReadonlySet<Assignable>;

function assigningStatements(module: LogicModule, ...processes: readonly Targets[]): Assigning {
  const all: Assigning['all'][number][] = [];
  const of = new Map<Assignable, number[]>();
  module.statements.forEach((statement, order) => {
    const isPlain = statement.kind === 'connect';
    // Assignments to other signals do not part those that stand side by side around them.
    if (isPlain && !processes.some((signals) => signals.has(statement.target.signal))) return;
    const targets = isPlain ? new Set([statement.target.signal]) : targetsOf(statement);
    for (const signal of targets) {
      const known = of.get(signal);
      if (known) known.push(all.length);
      else of.set(signal, [all.length]);
    }
    all.push({ statement, order, targets });
  });
  return { all, of };
}

/** The statements that assign one of `signals`, down to the assignments, and the position of the first of them. */
function narrowed(
  signals: Targets,
  { all, of }: Assigning,
): { readonly statements: readonly Statement[]; readonly order: number | undefined } {
  const positions = [...new Set([...signals].flatMap((signal) => of.get(signal) ?? []))].sort((a, b) => a - b);
  const found = positions.map((position) => all[position]!);
  return {
    statements: filterStatements(
      found.map(({ statement }) => statement),
      signals,
    ),
    order: found[0]?.order,
  };
}

function process(
  kind: 'combinational' | 'clocked',
  module: LogicModule,
  signals: readonly Assignable[],
  assigning: Assigning,
): Driver {
  const { statements, order = module.statements.length } = narrowed(new Set(signals), assigning);
  return { kind, signals, statements, order };
}

/**
 * Signals of one key that share a top-level statement, or whose unconditional assignments stand side by side, together;
 * each group in the order of first assignment, signals without any behind.
 */
function groupByStatement(
  { all }: Assigning,
  signals: Targets,
  keyOf: (signal: Assignable) => string,
): readonly (readonly Assignable[])[] {
  if (signals.size === 0) return [];
  const groupOf = new Map<Assignable, Set<Assignable>>();
  const unite = (members: readonly Assignable[]) => {
    const group = groupOf.get(members[0]!) ?? new Set<Assignable>();
    for (const member of members.flatMap((one) =>
      groupOf.get(one) === group ? [] : [...(groupOf.get(one) ?? [one])],
    )) {
      group.add(member);
      groupOf.set(member, group);
    }
  };
  let neighbours = new Map<string, Assignable>();
  for (const { statement, targets } of all) {
    const byKey = new Map<string, Assignable[]>();
    for (const signal of targets) {
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
function splitReaders(signals: readonly Assignable[], assigning: Assigning): readonly (readonly Assignable[])[] {
  const set = new Set(signals);
  if (signals.length < 2 || !readsAny(narrowed(set, assigning).statements, set)) return [signals];
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
