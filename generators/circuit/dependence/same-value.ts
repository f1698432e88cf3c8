import { children } from '../expressions.ts';
import type { Expression } from '../types.ts';

const deepest = 6;

/** Whether two expressions certainly have one value: written alike, names of values looked through. */
export function sameValue(a: Expression, b: Expression, depth = deepest): boolean {
  const [left, right] = [behindName(a), behindName(b)];
  if (left === right) return true;
  if (depth === 0 || left.kind !== right.kind) return false;
  if (left.type.width !== right.type.width || left.type.signed !== right.type.signed) return false;
  if (!sameOperator(left, right)) return false;
  const [ofLeft, ofRight] = [children(left), children(right)];
  return (
    ofLeft.length === ofRight.length &&
    ofLeft.every((operand, position) => sameValue(operand, ofRight[position]!, depth - 1))
  );
}

/** The expression that a name stands for, or itself. */
export function behindName(expression: Expression): Expression {
  let value = expression;
  while (value.kind === 'reference' && value.signal.kind === 'node') value = value.signal.value;
  return value;
}

/** Whether two expressions of one kind differ in their operands at most. */
function sameOperator(a: Expression, b: Expression): boolean {
  switch (a.kind) {
    case 'literal':
      return b.kind === 'literal' && a.value === b.value;
    case 'reference':
      return b.kind === 'reference' && a.signal === b.signal;
    case 'unary':
      return b.kind === 'unary' && a.operator === b.operator;
    case 'binary':
      return b.kind === 'binary' && a.operator === b.operator;
    case 'shift':
      return b.kind === 'shift' && a.direction === b.direction;
    case 'slice':
      return b.kind === 'slice' && a.low === b.low && a.high === b.high;
    default:
      return true;
  }
}
