import type { Expression, Literal, Statement, SwitchCase } from '../circuit/types.ts';
import { languageError } from './errors.ts';
import { allOf, convert, literal, not, unsigned } from './expressions.ts';
import { addStatement, currentContext, type OpenArm } from './module-context.ts';
import { boolOf, expressionLike, isValue } from './operands.ts';
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
  return addWhen(condition, body, statements, { home: statements, conditions: [], listed: undefined });
}

/** A chain of conditions: the statement list in which the whole stands, and the conditions of its links so far. */
interface Chain {
  readonly home: readonly Statement[];
  readonly conditions: Expression[];
  /** The first link, once its body has run. */
  listed: Statement | undefined;
}

/** `list` is the statement list that holds this link of the chain. */
function addWhen(bit: Bool, body: () => void, list: Statement[], chain: Chain): WhenChain {
  const condition = boolOf(bit, 'the condition of when()');
  const { home, conditions } = chain;
  const otherwise: Statement[] = [];
  const before = [...conditions];
  const arm = (taken: readonly Expression[], refused: readonly Expression[]): OpenArm => ({
    statement: chain,
    arm: refused.length,
    condition: () => allOf([...refused.map(not), ...taken]),
  });
  const then = collect(body, arm([condition], before));
  conditions.push(condition);
  const link: Statement = {
    kind: 'when',
    condition,
    then,
    otherwise,
    location: captureLocation(),
  };
  list.push(link);
  chain.listed ??= link;
  const goOn = chainGuard(home);
  return {
    elsewhen(next, nextBody) {
      goOn('elsewhen');
      return addWhen(next, nextBody, otherwise, chain);
    },
    otherwise(nextBody) {
      goOn('otherwise');
      // Into this list itself: what a memory's first use notes of its place must stay the statement's own.
      collect(nextBody, arm([], conditions), otherwise);
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
  if (!isValue(selector)) {
    languageError('B022', `switchOn() of ${selector}`, "choose with TypeScript's switch, or give it a value");
  }
  const cases: SwitchCase[] = [];
  const statement = {
    kind: 'switch' as const,
    selector: selector.expression,
    cases,
    location: captureLocation(),
  } as { -readonly [K in keyof Extract<Statement, { kind: 'switch' }>]: Extract<Statement, { kind: 'switch' }>[K] };
  const { statements } = currentContext('switchOn()');
  addStatement(statement);
  const place = { listed: statement };
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
      const arm = { statement: place, arm: cases.length, condition: () => isOneOf(selector.expression, values) };
      cases.push({ values, body: collect(body, arm), location: captureLocation() });
      return chain;
    },
    otherwise(body) {
      requireOpen('otherwise');
      const known = cases.flatMap(({ values }) => values);
      const condition = () => not(isOneOf(selector.expression, known));
      statement.fallback = collect(body, { statement: place, arm: cases.length, condition });
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

function collect(body: () => void, arm: OpenArm, statements: Statement[] = []): readonly Statement[] {
  const { openStatements, openArms } = currentContext('when()');
  openStatements.push(statements);
  openArms.push(arm);
  try {
    body();
  } finally {
    openStatements.pop();
    openArms.pop();
  }
  return statements;
}

function isOneOf(selector: Expression, values: readonly Literal[]): Expression {
  const equals = values.map(
    (right): Expression => ({ kind: 'binary', operator: 'equal', type: unsigned(1), left: selector, right }),
  );
  return equals.reduce(
    (left, right): Expression => ({ kind: 'binary', operator: 'or', type: unsigned(1), left, right }),
    equals.shift() ?? literal(unsigned(1), 0n),
  );
}
