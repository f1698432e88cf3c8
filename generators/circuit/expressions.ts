import type { Expression, Signal, SourceLocation, Statement } from './types.ts';

/** The operands of an expression, in the order in which it is written. */
export function children(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'reference':
      return [];
    case 'unary':
    case 'slice':
    case 'convert':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'shift':
      return [expression.operand, expression.amount];
    case 'mux':
      return [expression.condition, expression.whenTrue, expression.whenFalse];
    case 'element':
      return [expression.operand, expression.index];
    case 'concatenate':
      return expression.parts;
  }
}

/**
 * Calls `visit` once for each expression below and at `root`, operands first. Expressions in `seen` are skipped and
 * visited ones added to it, so that calls which share it walk shared parts once. Deep expressions cost no call stack.
 */
export function forEachExpression(
  root: Expression,
  seen: Set<Expression>,
  visit: (expression: Expression) => void,
): void {
  const open: { readonly expression: Expression; readonly entered: boolean }[] = [{ expression: root, entered: false }];
  for (let item = open.pop(); item; item = open.pop()) {
    const { expression, entered } = item;
    if (entered) {
      visit(expression);
    } else if (!seen.has(expression)) {
      seen.add(expression);
      open.push({ expression, entered: true });
      for (const child of [...children(expression)].reverse()) {
        if (!seen.has(child)) open.push({ expression: child, entered: false });
      }
    }
  }
}

/** Calls `visit` for each signal that is read below `root`; parts in `seen` are skipped as in `forEachExpression`. */
export function forEachReference(root: Expression, seen: Set<Expression>, visit: (signal: Signal) => void): void {
  forEachExpression(root, seen, (expression) => {
    if (expression.kind === 'reference') visit(expression.signal);
  });
}

/** Calls `visit` for each statement, those of a body behind the `when` or `switch` that holds it. */
export function forEachStatement(statements: readonly Statement[], visit: (statement: Statement) => void): void {
  for (const statement of statements) {
    visit(statement);
    for (const body of bodies(statement)) forEachStatement(body, visit);
  }
}

/** The statement lists inside a statement. */
export function bodies(statement: Statement): readonly (readonly Statement[])[] {
  if (statement.kind === 'connect') return [];
  if (statement.kind === 'when') return [statement.then, statement.otherwise];
  return [...statement.cases.map(({ body }) => body), ...(statement.fallback ? [statement.fallback] : [])];
}

/** The expressions that stand in a statement itself, without those of its bodies. */
export function ownExpressions(statement: Statement): readonly Expression[] {
  if (statement.kind === 'when') return [statement.condition];
  if (statement.kind === 'switch') return [statement.selector];
  const { value, target } = statement;
  return target.element ? [target.element.index, value] : [value];
}

/** Each expression that stands in the statements or their bodies, with the place of its statement. */
export function forEachRoot(
  statements: readonly Statement[],
  visit: (root: Expression, location: SourceLocation) => void,
): void {
  forEachStatement(statements, (statement) => {
    for (const root of ownExpressions(statement)) visit(root, statement.location);
  });
}
