import { type Diagnostic, formatLocation } from '../../diagnostics.ts';
import { behindName, sameValue } from '../dependence/same-value.ts';
import { isSingle, rangeOf } from '../dependence/value-range.ts';
import { literalText, shortText } from '../expression-text.ts';
import { children } from '../expressions.ts';
import type { Expression, SourceLocation, Statement, Switch, When } from '../types.ts';
import type { CircuitFacts } from './facts.ts';

/** What is known of a value inside a branch, and where it was asked. */
interface Fact {
  readonly value: Expression;
  readonly is: readonly bigint[];
  readonly location: SourceLocation;
}

/**
 * B018: a branch that never runs, since its condition has one value whatever the signals in it have, was asked before on the way to it, or since its
 * switch's selector cannot have the value.
 */
export function checkUnreachable({ modules }: CircuitFacts): readonly Diagnostic[] {
  return modules.flatMap(({ name, statements }) => {
    const diagnostics: Diagnostic[] = [];
    walk(statements, [], (what, why, location) => {
      diagnostics.push({
        code: 'B018',
        severity: 'warning',
        message: `${what} in module ${name} never runs: ${why}`,
        location,
        remedy:
          'remove it, or correct the condition; where a parameter decides, ask it outside of the hardware: if (…)',
      });
    });
    return diagnostics;
  });
}

type Report = (what: string, why: string, location: SourceLocation) => void;

function walk(statements: readonly Statement[], facts: readonly Fact[], report: Report): void {
  for (const statement of statements) {
    if (statement.kind === 'when') walkWhen(statement, facts, report);
    else if (statement.kind === 'switch') walkSwitch(statement, facts, report);
  }
}

function walkWhen({ condition, then, otherwise, location }: When, facts: readonly Fact[], report: Report): void {
  const known = knownTruth(condition, facts);
  // What stands in a branch that never runs is told with it.
  if (known?.truth !== false) walk(then, [...facts, factOf(condition, true, location)], report);
  else if (then.length > 0) report(`what this when guards`, known.why, location);
  if (known?.truth !== true) walk(otherwise, [...facts, factOf(condition, false, location)], report);
  else if (otherwise.length > 0) report('the otherwise of this when', known.why, location);
}

function walkSwitch({ selector, cases, fallback, location }: Switch, facts: readonly Fact[], report: Report): void {
  const range = rangeOf(selector);
  const fact = facts.find(({ value }) => sameValue(value, selector));
  for (const { values, body, location: place } of cases) {
    const isPossible = (value: bigint): boolean =>
      value >= range.least && value <= range.most && (!fact || fact.is.includes(value));
    const possible = values.filter(({ value }) => isPossible(value));
    if (possible.length > 0) {
      walk(body, [...facts, { value: selector, is: possible.map(({ value }) => value), location }], report);
      continue;
    }
    const text = shortText(selector);
    const [first] = values;
    if (!first) continue;
    const why = fact
      ? `${text} was asked for another value at ${formatLocation(fact.location)}`
      : `${text} is from ${range.least} to ${range.most}`;
    report(`case ${literalText(first)} of the switch on ${text}`, why, place);
  }
  if (fallback) walk(fallback, facts, report);
}

/** What holds inside a branch of a condition; a negation is taken off. */
function factOf(condition: Expression, truth: boolean, location: SourceLocation): Fact {
  const { value, isNegated } = withoutNegation(condition);
  return { value, is: [truth === isNegated ? 0n : 1n], location };
}

/** Whether a condition is known on the way to it, and why. */
function knownTruth(condition: Expression, facts: readonly Fact[]): { truth: boolean; why: string } | undefined {
  const text = shortText(condition);
  const range = rangeOf(condition);
  // A condition of constants alone is what a parameter of the generator decides.
  if (isSingle(range)) {
    return isConstant(condition) ? undefined : { truth: range.least === 1n, why: `${text} is always ${range.least}` };
  }
  const { value, isNegated } = withoutNegation(condition);
  const fact = facts.find((known) => known.is.length === 1 && sameValue(known.value, value));
  if (!fact) return undefined;
  const truth = (fact.is[0] === 1n) !== isNegated;
  return { truth, why: `${text} is ${truth ? 1 : 0} here, as asked at ${formatLocation(fact.location)}` };
}

function isConstant(expression: Expression): boolean {
  const value = behindName(expression);
  return value.kind === 'literal' || (value.kind !== 'reference' && children(value).every(isConstant));
}

function withoutNegation(condition: Expression): { readonly value: Expression; readonly isNegated: boolean } {
  let value = condition;
  let isNegated = false;
  while (value.kind === 'unary' && value.operator === 'not' && value.type.width === 1) {
    value = value.operand;
    isNegated = !isNegated;
  }
  return { value, isNegated };
}
