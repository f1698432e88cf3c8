import { forEachStatement } from '../circuit/expressions.ts';
import type { Assignable, BitType, Connect, Expression, Statement, Target } from '../circuit/types.ts';
import { printNot } from './conditions.ts';
import { constantOf } from './constants.ts';
import { printCondition, printExact, printTyped } from './expressions.ts';
import { printRoot } from './roots.ts';
import { type Scope, selectPlace } from './scope.ts';
import { accessElement, selectElement, wordAt } from './selections.ts';
import { type CaseItem, identifier, type VerilogExpression, type VerilogStatement } from './tree.ts';

/** How to print the statements of one `always` block. */
export interface StatementStyle {
  readonly operator: '=' | '<=';
  readonly targetName: (signal: Assignable) => string;
  /** The scope for what feeds `signal`; hoisted wires are named after it. */
  readonly scopeFor: (signal: Assignable | undefined) => Scope;
  /** Some net has no value but from switches: one over all members of an enumeration must leave no encoding out. */
  readonly closesSwitches: boolean;
  /** Whether a statement before may have assigned the signal: keeping its value then is an assignment like any other. */
  readonly isAssigned?: (signal: Assignable) => boolean;
}

/** The statements, down to those that assign one of `signals`; empty branches are dropped. */
export function filterStatements(
  statements: readonly Statement[],
  signals: ReadonlySet<Assignable>,
): readonly Statement[] {
  return statements.flatMap((statement): readonly Statement[] => {
    if (statement.kind === 'connect') return signals.has(statement.target.signal) ? [statement] : [];
    if (statement.kind === 'when') {
      const then = filterStatements(statement.then, signals);
      const otherwise = filterStatements(statement.otherwise, signals);
      return then.length + otherwise.length > 0 ? [{ ...statement, then, otherwise }] : [];
    }
    const cases = statement.cases.map((item) => ({ ...item, body: filterStatements(item.body, signals) }));
    const fallback = statement.fallback && filterStatements(statement.fallback, signals);
    const empty = cases.every(({ body }) => body.length === 0) && (fallback?.length ?? 0) === 0;
    return empty ? [] : [{ ...statement, cases, ...(fallback ? { fallback } : {}) }];
  });
}

export function printStatements(
  statements: readonly Statement[],
  outer: StatementStyle,
  owner?: Assignable,
): VerilogStatement[] {
  const before = new Set<Assignable>();
  const isAssigned = (signal: Assignable) => before.has(signal) || (outer.isAssigned?.(signal) ?? false);
  const style: StatementStyle = { ...outer, isAssigned };
  return statements.flatMap((statement): VerilogStatement[] => {
    const printed = printStatement(statement, style, owner);
    for (const signal of targetsOf(statement)) before.add(signal);
    return printed;
  });
}

function printStatement(statement: Statement, style: StatementStyle, owner?: Assignable): VerilogStatement[] {
  const known = statement.kind === 'when' ? constantOf(statement.condition) : undefined;
  if (statement.kind === 'when' && known !== undefined)
    return printStatements(known === 1n ? statement.then : statement.otherwise, style, owner);
  if (statement.kind === 'connect') return printConnect(statement, style);
  const leader = owner ?? firstTarget(statement);
  return statement.kind === 'when' ? printWhen(statement, style, leader) : printSwitch(statement, style, leader);
}

/** The signals that a statement may assign. */
export function targetsOf(statement: Statement): ReadonlySet<Assignable> {
  const targets = new Set<Assignable>();
  forEachStatement([statement], (inner) => {
    if (inner.kind === 'connect') targets.add(inner.target.signal);
  });
  return targets;
}

function firstTarget(statement: Statement): Assignable | undefined {
  if (statement.kind === 'connect') return statement.target.signal;
  const lists =
    statement.kind === 'when'
      ? [statement.then, statement.otherwise]
      : [...statement.cases.map(({ body }) => body), statement.fallback ?? []];
  for (const list of lists)
    for (const inner of list) {
      const target = firstTarget(inner);
      if (target) return target;
    }
  return undefined;
}

function printWhen(
  statement: Statement & { kind: 'when' },
  style: StatementStyle,
  leader?: Assignable,
): VerilogStatement[] {
  const condition = printCondition(statement.condition, style.scopeFor(leader));
  return branch(condition, printStatements(statement.then, style), printStatements(statement.otherwise, style));
}

/** No `if` where the condition has turned out constant or nothing happens, and none with an empty first branch. */
function branch(
  condition: VerilogExpression,
  then: readonly VerilogStatement[],
  otherwise: readonly VerilogStatement[] = [],
): VerilogStatement[] {
  if (condition.kind === 'number') return condition.value === 1n ? [...then] : [...otherwise];
  if (then.length === 0)
    return otherwise.length === 0
      ? []
      : [{ kind: 'if', condition: printNot(condition, '!'), then: otherwise, otherwise: [] }];
  return [{ kind: 'if', condition, then, otherwise }];
}

/** Nothing where no case does anything: Icarus 11 aborts at a `case` of which only an empty default is left. */
function printSwitch(
  statement: Statement & { kind: 'switch' },
  style: StatementStyle,
  leader?: Assignable,
): VerilogStatement[] {
  const { selector, cases, fallback } = statement;
  const scope = style.scopeFor(leader);
  const items = cases.map(
    ({ values, body }): CaseItem => ({
      labels: values.map((value) => printExact(value, selector.type.width, scope).tree),
      body: printStatements(body, style),
    }),
  );
  const covered = cases.reduce((count, { values }) => count + values.length, 0);
  const complete = covered === 2 ** selector.type.width;
  const rest = complete ? [] : printStatements(fallback ?? [], style);
  if (rest.length === 0 && items.every(({ body }) => body.length === 0)) return [];
  const members = selector.type.enumeration?.members.length;
  if (style.closesSwitches && !complete && !fallback && covered === members) {
    // Every member has its case, so no other value comes; without a default synthesis would infer a latch for them.
    const last = items.at(-1)!;
    const others = items.slice(0, -1);
    return [{ kind: 'case', selector: printTyped(selector, scope).tree, items: others, fallback: last.body }];
  }
  const kept = withoutEmpty(items, rest.length > 0);
  const needsDefault = !complete || kept.length < items.length;
  const tree = printTyped(selector, scope).tree;
  return [{ kind: 'case', selector: tree, items: kept, ...(needsDefault ? { fallback: rest } : {}) }];
}

/** Cases that do nothing are one item, ahead of a default that does something, and none ahead of one that does nothing. */
function withoutEmpty(items: readonly CaseItem[], hasDefault: boolean): readonly CaseItem[] {
  const kept = items.filter(({ body }) => body.length > 0);
  const labels = items.filter(({ body }) => body.length === 0).flatMap((item) => item.labels);
  return hasDefault && labels.length > 0 ? [...kept, { labels, body: [] }] : kept;
}

function printConnect(connect: Connect, style: StatementStyle): VerilogStatement[] {
  const { target, value } = connect;
  const scope = style.scopeFor(target.signal);
  if (
    style.operator === '<=' &&
    value.kind === 'mux' &&
    !style.isAssigned?.(target.signal) &&
    mayHold(target, value, scope)
  ) {
    const arm = (kept: Expression) => (isItself(kept, target) ? [] : printConnect({ ...connect, value: kept }, style));
    return branch(printCondition(value.condition, scope), arm(value.whenTrue), arm(value.whenFalse));
  }
  const name = style.targetName(target.signal);
  const { operator } = style;
  if (target.element) return printElementConnect(target, target.element, value, style, scope);
  const width = target.range ? target.range.high - target.range.low + 1 : target.signal.type.width;
  const left = wordRange(target, scope) ?? rangeOf(name, target);
  return [{ kind: 'assignment', operator, target: left, value: printRoot(value, width, scope) }];
}

/** A register that takes itself in one arm of its choices: synthesis and power tools look for an `if` there. */
function mayHold(target: Target, value: Expression, scope: Scope): boolean {
  if (target.range || target.element || value.kind !== 'mux') return false;
  return [value.whenTrue, value.whenFalse].some(
    (arm) => isItself(arm, target) || (!scope.isShared(arm) && mayHold(target, arm, scope)),
  );
}

function isItself(value: Expression, { signal }: Target): boolean {
  return value.kind === 'reference' && value.signal === signal;
}

/** The assigned word, where the target is one of a register that is printed as an array of words. */
function wordRange({ signal, range }: Target, scope: Scope): VerilogExpression | undefined {
  if (signal.kind !== 'register' || !range) return undefined;
  const place = scope.place(signal);
  return place.wordWidth === undefined ? undefined : selectPlace(place, range.high, range.low).tree;
}

/** The assigned net, or its assigned bits. */
export function rangeOf(name: string, { signal, range }: Target): VerilogExpression {
  if (!range || (range.low === 0 && range.high === signal.type.width - 1)) return identifier(name);
  return { kind: 'select', name, high: range.high, low: range.low };
}

function printElementConnect(
  target: Target,
  { index, width }: { readonly index: Expression; readonly width: number },
  value: Expression,
  { operator, targetName }: StatementStyle,
  scope: Scope,
): VerilogStatement[] {
  const name = targetName(target.signal);
  const netWidth = target.signal.type.width;
  const count = Math.floor(netWidth / width);
  const assign = (place: VerilogExpression): VerilogStatement => ({
    kind: 'assignment',
    operator,
    target: place,
    value: printRoot(value, width, scope),
  });
  const constant = constantOf(index);
  if (constant !== undefined) {
    const low = Number(constant) * width;
    if (low + width > netWidth) return [];
    const only: Target = { signal: target.signal, range: { high: low + width - 1, low } };
    return [assign(wordRange(only, scope) ?? rangeOf(name, only))];
  }
  if (count === 1) {
    const only: Target = { signal: target.signal, range: { high: width - 1, low: 0 } };
    const zero: Expression = { kind: 'literal', type: index.type, value: 0n };
    const first: Expression = { kind: 'binary', operator: 'equal', type: bit, left: index, right: zero };
    return branch(printCondition(first, scope), [assign(rangeOf(name, only))]);
  }
  const isArray = target.signal.kind === 'register' && scope.place(target.signal).wordWidth !== undefined;
  const extent = isArray ? { count, width: 1, netWidth: count } : { count, width, netWidth };
  const { offset, guard } = accessElement(index, extent, scope);
  const place: VerilogExpression = isArray ? wordAt(name, offset) : selectElement(name, offset, width);
  const assignment = assign(place);
  return guard ? branch(printCondition(guard, scope), [assignment]) : [assignment];
}

const bit: BitType = { width: 1, signed: false };
