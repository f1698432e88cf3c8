import type {
  BitType,
  Expression,
  LogicModule,
  SourceLocation,
  Statement,
  Switch,
  When,
} from '../../generators/circuit/types.ts';

const bit: BitType = { width: 1, signed: false };

/** A place in a module's statements that is reached or not. */
export interface Arm {
  /** 1 in cycles in which it is reached; absent where it always is. */
  readonly condition?: Expression;
  /** What stands in it, without what stands in arms of its own. */
  readonly statements: readonly SourceLocation[];
}

/** A choice, and its arms by their numbers among the module's. */
export interface Choice {
  readonly kind: 'when' | 'switch';
  readonly location: SourceLocation;
  readonly arms: readonly { readonly label: string; readonly location: SourceLocation; readonly arm: number }[];
}

/** All arms of a module's statements, the first being what always holds, and its choices. */
export interface Points {
  readonly arms: readonly Arm[];
  readonly choices: readonly Choice[];
}

/** A choice that says nothing of the remaining values has an arm for them all the same, where there are any. */
export function pointsOf({ statements }: LogicModule): Points {
  const arms: { condition?: Expression; statements: SourceLocation[] }[] = [];
  const choices: Choice[] = [];

  const enter = (body: readonly Statement[], condition: Expression | undefined): number => {
    const own: SourceLocation[] = [];
    const number = arms.push({ ...(condition ? { condition } : {}), statements: own }) - 1;
    for (const statement of body) {
      own.push(statement.location);
      if (statement.kind === 'when') choices.push(whenChoice(statement, condition));
      else if (statement.kind === 'switch') choices.push(switchChoice(statement, condition));
    }
    return number;
  };
  const whenChoice = ({ condition, then, otherwise, location }: When, around: Expression | undefined): Choice => ({
    kind: 'when',
    location,
    arms: [
      { label: 'true', location, arm: enter(then, both(around, condition)) },
      {
        label: 'false',
        location: otherwise[0]?.location ?? location,
        arm: enter(otherwise, both(around, not(condition))),
      },
    ],
  });
  const switchChoice = (choice: Switch, around: Expression | undefined): Choice => {
    const { selector, cases, fallback, location } = choice;
    const hits = cases.map(({ values }) => values.map((value) => equal(selector, value)).reduce(either));
    const listed = cases.map(({ values, body, location: place }, number) => ({
      label: values.map(({ type, value }) => memberName(type, value) ?? `${value}`).join(', '),
      location: place,
      arm: enter(body, both(around, hits[number]!)),
    }));
    if (!fallback && isComplete(choice)) return { kind: 'switch', location, arms: listed };
    const missed = hits.length === 0 ? undefined : not(hits.reduce(either));
    const place = fallback?.[0]?.location ?? location;
    const rest = { label: 'otherwise', location: place, arm: enter(fallback ?? [], both(around, missed)) };
    return { kind: 'switch', location, arms: [...listed, rest] };
  };
  enter(statements, undefined);
  return { arms, choices };
}

/** Whether the cases have every member of the selector's enumeration, or every value of its bits. */
function isComplete({ selector, cases }: Switch): boolean {
  const { enumeration, width } = selector.type;
  const listed = new Set(cases.flatMap(({ values }) => values.map(({ value }) => value)));
  if (enumeration) return enumeration.members.every(({ value }) => listed.has(value));
  return width < 32 && listed.size === 2 ** width;
}

function memberName({ enumeration }: BitType, value: bigint): string | undefined {
  return enumeration?.members.find((member) => member.value === value)?.name;
}

function both(left: Expression | undefined, right: Expression | undefined): Expression | undefined {
  return left && right ? { kind: 'binary', operator: 'and', type: bit, left, right } : (left ?? right);
}

function either(left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator: 'or', type: bit, left, right };
}

function equal(left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator: 'equal', type: bit, left, right };
}

function not(operand: Expression): Expression {
  return { kind: 'unary', operator: 'not', type: bit, operand };
}
