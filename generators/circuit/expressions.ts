import type { Expression, LogicModule, Property, Signal, SourceLocation, Statement } from './types.ts';

const none: readonly Expression[] = [];

/** The operands of an expression, in the order in which it is written. */
export function children(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'reference':
      return none;
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
  if (seen.has(root)) return;
  seen.add(root);
  // Most roots are a signal or a part of one: they need no path.
  const only = onlyOperand(root);
  if (!only || isLeaf(only)) {
    if (only && !seen.has(only)) {
      seen.add(only);
      visit(only);
    }
    if (only || isLeaf(root)) {
      visit(root);
      return;
    }
  }
  const path = [{ expression: root, operands: children(root), position: 0 }];
  for (let step = path.at(-1); step; step = path.at(-1)) {
    const { expression, operands, position } = step;
    const operand = operands[position];
    if (operand === undefined) {
      path.pop();
      visit(expression);
      continue;
    }
    step.position += 1;
    if (seen.has(operand)) continue;
    seen.add(operand);
    const below = children(operand);
    if (below.length === 0) visit(operand);
    else path.push({ expression: operand, operands: below, position: 0 });
  }
}

const isLeaf = ({ kind }: Expression): boolean => kind === 'reference' || kind === 'literal';

function onlyOperand(expression: Expression): Expression | undefined {
  const { kind } = expression;
  return kind === 'slice' || kind === 'convert' || kind === 'unary' ? expression.operand : undefined;
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
    if (statement.kind === 'connect') continue;
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
    if (statement.kind === 'connect') {
      const { element } = statement.target;
      if (element) visit(element.index, statement.location);
      visit(statement.value, statement.location);
    } else visit(statement.kind === 'when' ? statement.condition : statement.selector, statement.location);
  });
}

/** The expressions of a property: its enable, its condition, and the values of its message. */
export function propertyRoots({ enable, condition, message }: Property): readonly Expression[] {
  return [enable, condition, ...message.flatMap((part) => (typeof part === 'string' ? [] : [part.value]))];
}

/** Each expression that stands in a module itself and not in another one, with the place of what holds it. */
export function forEachModuleRoot(
  { signals, statements, properties }: LogicModule,
  visit: (root: Expression, location: SourceLocation) => void,
): void {
  for (const signal of signals) {
    if (signal.kind === 'node') visit(signal.value, signal.location);
    else if (signal.kind === 'register' && signal.reset) visit(signal.reset.value, signal.location);
  }
  forEachRoot(statements, visit);
  for (const property of properties ?? []) {
    for (const root of propertyRoots(property)) visit(root, property.location);
  }
}
