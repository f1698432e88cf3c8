import { children } from '../../../generators/circuit/expressions.ts';
import type { Expression } from '../../../generators/circuit/types.ts';

/** Levels after which an expression is computed by itself, as evaluators call each other only so deep. */
const deepest = 200;

/**
 * The expressions to compute once, by themselves: those that stand at several places under the roots, and a level
 * every so often in deep ones.
 */
export function singleExpressions(roots: readonly Expression[]): ReadonlySet<Expression> {
  const single = new Set<Expression>();
  const depths = new Map<Expression, number>();
  const open = roots.toReversed();
  const seen = new Set<Expression>();
  for (let expression = open.at(-1); expression; expression = open.at(-1)) {
    const operands = children(expression);
    if (operands.length === 0) open.pop();
    else if (!seen.has(expression)) {
      seen.add(expression);
      open.push(...operands);
    } else {
      open.pop();
      if (depths.has(expression)) single.add(expression);
      else {
        const depth =
          1 + Math.max(...operands.map((operand) => (single.has(operand) ? 0 : (depths.get(operand) ?? 0))));
        if (depth >= deepest) single.add(expression);
        depths.set(expression, depth);
      }
    }
  }
  return single;
}
