import type { Literal, Statement, SwitchCase } from '../circuit/types.ts';
import { languageError } from './errors.ts';
import { convert } from './expressions.ts';
import { addStatement, currentContext } from './module-context.ts';
import { captureLocation } from './source-location.ts';
import { type Bool, type Enum, expressionLike, type SInt, type UInt, type Value } from './values.ts';

/** The rest of a `when`: further conditions, tried in order, and what happens where none holds. */
export interface WhenChain {
  elsewhen(condition: Bool, body: () => void): WhenChain;
  otherwise(body: () => void): void;
}

/** The assignments in `body` hold where the condition does. */
export function when(condition: Bool, body: () => void): WhenChain {
  const otherwise: Statement[] = [];
  addStatement({
    kind: 'when',
    condition: condition.expression,
    then: collect(body),
    otherwise,
    location: captureLocation(),
  });
  return {
    elsewhen(next, nextBody) {
      let chain: WhenChain | undefined;
      otherwise.push(
        ...collect(() => {
          chain = when(next, nextBody);
        }),
      );
      return chain!;
    },
    otherwise(nextBody) {
      otherwise.push(...collect(nextBody));
    },
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
  addStatement(statement);
  const chain: SwitchChain<V> = {
    is(value, body) {
      const values = (Array.isArray(value) ? value : [value]).map((one) => caseValue(selector, one));
      cases.push({ values, body: collect(body), location: captureLocation() });
      return chain;
    },
    otherwise(body) {
      statement.fallback = collect(body);
    },
  };
  return chain;
}

function caseValue(selector: Value, value: unknown): Literal {
  const { type } = selector.expression;
  const expression = expressionLike(selector, value as Value);
  if (expression.kind !== 'literal' || expression.type.width > type.width) {
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
