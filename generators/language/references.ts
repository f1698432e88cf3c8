import type { Expression, Signal } from '../circuit/types.ts';

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
