import { children } from '../../../generators/circuit/expressions.ts';
import type {
  Assignable,
  Expression,
  Instance,
  InstanceInput,
  LogicModule,
  OutputPort,
  Statement,
  Wire,
} from '../../../generators/circuit/types.ts';
import { singleExpressions } from './expressions.ts';
import type { Holder } from './layout.ts';
import { propertyExpressions } from './properties.ts';

/** Gives a holder the value of an expression. */
export interface Definition {
  readonly kind: 'definition';
  readonly holder: Holder;
  readonly expression: Expression;
}

/** Gives a signal what those statements assign that concern it, and 0 where they assign nothing. */
export interface Assignment {
  readonly kind: 'assignment';
  readonly signal: Exclude<Assignable, { kind: 'register' }>;
  readonly statements: readonly Statement[];
}

/** Hands some of its inputs to an instance; `shows`: what the instance then shows comes from here first. */
export interface Connection {
  readonly kind: 'connection';
  readonly instance: Instance;
  readonly inputs: readonly InstanceInput[];
  readonly shows: boolean;
}

/** What has to be done again when something that it reads has changed. */
export type Activity = Definition | Assignment | Connection;

export interface Behaviour {
  readonly activities: readonly Activity[];
  /** What the statements assign to registers, of all of them in order. */
  readonly registerStatements: readonly Statement[];
}

/**
 * Takes a module apart into what can be done by itself. Statements only ever assign, and an expression reads settled
 * values: so those of one signal can be told apart from those of others.
 * @param passesThrough whether an output of the instance may depend on the input within a cycle; for the order only
 */
export function behaviourOf(module: LogicModule, passesThrough: (input: InstanceInput) => boolean): Behaviour {
  const { ports, signals, instances, statements } = module;
  const activities: Activity[] = [];
  const parts = splitStatements(statements);
  const assignTo = (signal: OutputPort | Wire | InstanceInput) => activities.push(assigned(signal, parts.get(signal)));
  for (const signal of signals) {
    if (signal.kind === 'node') activities.push({ kind: 'definition', holder: signal, expression: signal.value });
    if (signal.kind === 'wire') assignTo(signal);
  }
  for (const port of ports) if (port.kind === 'output') assignTo(port);
  for (const instance of instances) {
    const inputs = [...instance.inputs.values()];
    for (const input of inputs) assignTo(input);
    const through = inputs.filter(passesThrough);
    const others = inputs.filter((input) => !passesThrough(input));
    activities.push({ kind: 'connection', instance, inputs: through, shows: true });
    if (others.length > 0) activities.push({ kind: 'connection', instance, inputs: others, shows: false });
  }
  const registerStatements = parts.get('registers') ?? [];
  const roots = [
    ...activities.flatMap(expressionsOf),
    ...statementExpressions(registerStatements),
    ...propertyExpressions(module),
  ];
  for (const expression of singleExpressions(roots)) {
    activities.push({ kind: 'definition', holder: expression, expression });
  }
  return { activities, registerStatements };
}

function assigned(signal: Assignment['signal'], statements: readonly Statement[] = []): Activity {
  const [only, ...more] = statements;
  const isWhole = only?.kind === 'connect' && !only.target.range && !only.target.element && more.length === 0;
  if (isWhole) return { kind: 'definition', holder: signal, expression: only.value };
  return { kind: 'assignment', signal, statements };
}

type Part = Assignment['signal'] | 'registers';

/** The statements that concern each signal, or any register, in order. */
function splitStatements(statements: readonly Statement[]): ReadonlyMap<Part, Statement[]> {
  const parts = new Map<Part, Statement[]>();
  const add = (part: Part, statement: Statement) => {
    const known = parts.get(part);
    if (known) known.push(statement);
    else parts.set(part, [statement]);
  };
  for (const statement of statements) {
    if (statement.kind === 'connect') {
      const { signal } = statement.target;
      add(signal.kind === 'register' ? 'registers' : signal, statement);
    } else if (statement.kind === 'when') {
      const then = splitStatements(statement.then);
      const otherwise = splitStatements(statement.otherwise);
      for (const part of new Set([...then.keys(), ...otherwise.keys()])) {
        add(part, { ...statement, then: then.get(part) ?? [], otherwise: otherwise.get(part) ?? [] });
      }
    } else {
      const bodies = statement.cases.map(({ body }) => splitStatements(body));
      const fallback = splitStatements(statement.fallback ?? []);
      for (const part of new Set([...bodies, fallback].flatMap((body) => [...body.keys()]))) {
        const cases = statement.cases.map((one, place) => ({ ...one, body: bodies[place]!.get(part) ?? [] }));
        add(part, { ...statement, cases, fallback: fallback.get(part) ?? [] });
      }
    }
  }
  return parts;
}

/** Whose values an activity sets. */
export function holdersWritten(activity: Activity): readonly Holder[] {
  if (activity.kind === 'definition') return [activity.holder];
  if (activity.kind === 'assignment') return [activity.signal];
  return activity.shows ? [...activity.instance.outputs.values()] : [];
}

/** The expressions that an activity computes. */
export function expressionsOf(activity: Activity): readonly Expression[] {
  if (activity.kind === 'definition') return [activity.expression];
  return activity.kind === 'assignment' ? statementExpressions(activity.statements) : [];
}

export function statementExpressions(statements: readonly Statement[]): readonly Expression[] {
  return statements.flatMap((statement) => {
    if (statement.kind === 'connect') {
      const { element } = statement.target;
      return element ? [element.index, statement.value] : [statement.value];
    }
    if (statement.kind === 'when') {
      return [
        statement.condition,
        ...statementExpressions(statement.then),
        ...statementExpressions(statement.otherwise),
      ];
    }
    const bodies = statement.cases.flatMap(({ body }) => statementExpressions(body));
    return [statement.selector, ...bodies, ...statementExpressions(statement.fallback ?? [])];
  });
}

/** What the expressions read: signals, and expressions that are computed by themselves. */
export function holdersRead(roots: readonly Expression[], isHolder: (holder: Holder) => boolean): Set<Holder> {
  const read = new Set<Holder>();
  const visit = (expression: Expression) => {
    if (isHolder(expression)) read.add(expression);
    else if (expression.kind === 'reference') read.add(expression.signal);
    else for (const operand of children(expression)) visit(operand);
  };
  for (const root of roots) visit(root);
  return read;
}
