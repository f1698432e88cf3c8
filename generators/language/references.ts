import type { Expression, Reference } from '../circuit/types.ts';

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
