import type { Expression, Reference, Signal, SourceLocation, Statement } from '../circuit/types.ts';

/** Calls `visit` for every signal that the expression reads, as often as it is written; shared parts once. */
export function forEachReference(expression: Expression, visit: (signal: Signal) => void): void {
  const seen = new Set<Expression>();
  const walk = (part: Expression): void => {
    if (seen.has(part)) return;
    seen.add(part);
    switch (part.kind) {
      case 'literal':
        return;
      case 'reference':
        visit(part.signal);
        return;
      case 'unary':
      case 'slice':
      case 'convert':
        walk(part.operand);
        return;
      case 'binary':
        walk(part.left);
        walk(part.right);
        return;
      case 'shift':
        walk(part.operand);
        walk(part.amount);
        return;
      case 'mux':
        walk(part.condition);
        walk(part.whenTrue);
        walk(part.whenFalse);
        return;
      case 'element':
        walk(part.operand);
        walk(part.index);
        return;
      case 'concatenate':
        for (const inner of part.parts) walk(inner);
    }
  };
  walk(expression);
}

/** Calls `visit` for every expression that stands in the statements, with the place of its statement. */
export function forEachExpression(
  statements: readonly Statement[],
  visit: (expression: Expression, location: SourceLocation) => void,
): void {
  for (const statement of statements) {
    const { location } = statement;
    if (statement.kind === 'connect') {
      visit(statement.value, location);
      if (statement.target.element) visit(statement.target.element.index, location);
    } else if (statement.kind === 'when') {
      visit(statement.condition, location);
      forEachExpression(statement.then, visit);
      forEachExpression(statement.otherwise, visit);
    } else {
      visit(statement.selector, location);
      for (const { body } of statement.cases) forEachExpression(body, visit);
      if (statement.fallback) forEachExpression(statement.fallback, visit);
    }
  }
}

/** The expression with each reference replaced by what `map` makes of it; shared parts stay shared. */
export function mapReferences(expression: Expression, map: (reference: Reference) => Expression): Expression {
  const known = new Map<Expression, Expression>();
  const walk = (part: Expression): Expression => {
    const done = known.get(part);
    if (done) return done;
    const result = mapped(part);
    known.set(part, result);
    return result;
  };
  const mapped = (part: Expression): Expression => {
    switch (part.kind) {
      case 'literal':
        return part;
      case 'reference':
        return map(part);
      case 'unary':
      case 'slice':
      case 'convert':
        return { ...part, operand: walk(part.operand) };
      case 'binary':
        return { ...part, left: walk(part.left), right: walk(part.right) };
      case 'shift':
        return { ...part, operand: walk(part.operand), amount: walk(part.amount) };
      case 'mux':
        return {
          ...part,
          condition: walk(part.condition),
          whenTrue: walk(part.whenTrue),
          whenFalse: walk(part.whenFalse),
        };
      case 'element':
        return { ...part, operand: walk(part.operand), index: walk(part.index) };
      case 'concatenate':
        return { ...part, parts: part.parts.map(walk) };
    }
  };
  return walk(expression);
}
