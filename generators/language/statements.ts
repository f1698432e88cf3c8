import type { Literal, Statement, SwitchCase } from '../circuit/types.ts';
import { languageError } from './errors.ts';
import { convert } from './expressions.ts';
import { addStatement, currentContext } from './module-context.ts';
import { expressionLike } from './operands.ts';
import { captureLocation } from './source-location.ts';
import type { Bool, Enum, SInt, UInt, Value } from './values.ts';

/** The rest of a `when`: further conditions, tried in order, and what happens where none holds. */
export interface WhenChain {
  elsewhen(condition: Bool, body: () => void): WhenChain;
  otherwise(body: () => void): void;
}

/** The assignments in `body` hold where the condition does. */
export function when(condition: Bool, body: () => void): WhenChain {
  const { statements } = currentContext('when()');
  return addWhen(condition, body, statements, statements);
}

/** `home` is the statement list in which the whole chain stands, `list` the one that holds this link of it. */
function addWhen(condition: Bool, body: () => void, list: Statement[], home: readonly Statement[]): WhenChain {
  const otherwise: Statement[] = [];
  const then = collect(body);
  list.push({ kind: 'when', condition: condition.expression, then, otherwise, location: captureLocation() });
  const goOn = chainGuard(home);
  return {
    elsewhen(next, nextBody) {
      goOn('elsewhen');
      return addWhen(next, nextBody, otherwise, home);
    },
    otherwise(nextBody) {
      goOn('otherwise');
      otherwise.push(...collect(nextBody));
    },
  };
}

/** Lets a link of a chain be continued once, and only in the body in which it stands. */
function chainGuard(home: readonly Statement[]): (word: string) => void {
  let continued = false;
  return (word) => {
    const remedy = 'write the chain in one piece: when(…).elsewhen(…).otherwise(…)';
    if (continued) languageError('B024', `${word} after this chain was continued already`, remedy);
    if (currentContext(`${word}()`).statements !== home) {
      languageError('B024', `${word} outside the body in which its chain began`, remedy);
    }
    continued = true;
  };
}

/** The rest of a switch: its cases, and what happens for all other values. */
export interface SwitchChain<V> {
  is(value: CaseValue<V> | readonly CaseValue<V>[], body: () => void): SwitchChain<V>;
  otherwise(body: () => void): void;
}
export type CaseValue<V> = V extends Enum<infer Name> ? Enum<Name> : number | bigint;

/** Chooses by value: `switchOn(state).is(State.Idle, () => …).is([1, 2], …).otherwise(…)`. */
export function switchOn<V extends UInt | SInt | Enum>(selector: V): SwitchChain<V> {
  const cases: SwitchCase[] = [];
  const statement = {
    kind: 'switch' as const,
    selector: selector.expression,
    cases,
    location: captureLocation(),
  } as { -readonly [K in keyof Extract<Statement, { kind: 'switch' }>]: Extract<Statement, { kind: 'switch' }>[K] };
  const { statements } = currentContext('switchOn()');
  addStatement(statement);
  const requireOpen = (word: string): void => {
    const remedy = 'write the switch in one piece: switchOn(…).is(…, …).otherwise(…)';
    if (statement.fallback) languageError('B024', `${word} after the otherwise of this switch`, remedy);
    if (currentContext(`${word}()`).statements !== statements) {
      languageError('B024', `${word} outside the body in which its switch began`, remedy);
    }
  };
  const chain: SwitchChain<V> = {
    is(value, body) {
      requireOpen('is');
      const values = (Array.isArray(value) ? value : [value]).map((one) => caseValue(selector, one));
      if (values.length === 0)
        languageError('B020', 'a case of no values', 'name at least one value, or drop the case');
      cases.push({ values, body: collect(body), location: captureLocation() });
      return chain;
    },
    otherwise(body) {
      requireOpen('otherwise');
      statement.fallback = collect(body);
    },
  };
  return chain;
}

function caseValue(selector: Value, value: unknown): Literal {
  const { type } = selector.expression;
  const expression = expressionLike(selector, value as Value);
  if (expression.kind !== 'literal' || expression.type.width > type.width || expression.type.signed !== type.signed) {
    languageError(
      'B021',
      `a case of a switch on ${type.width} bits that is not a constant of that size`,
      `give a constant that ${type.width} bits hold`,
    );
  }
  return convert(expression, type) as Literal;
}

function collect(body: () => void): readonly Statement[] {
  const { openStatements } = currentContext('when()');
  const statements: Statement[] = [];
  openStatements.push(statements);
  try {
    body();
  } finally {
    openStatements.pop();
  }
  return statements;
}
