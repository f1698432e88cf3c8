import type { Binary, Expression } from '../circuit/types.ts';
import { constantOf, folded } from './constants.ts';
import { isTransparent } from './conversions.ts';
import { printExact, printInfix, printInfixSignedLeft, printShiftOperand, printUnnamed } from './expressions.ts';
import { isAtom, type Scope, selectPlace, withSign } from './scope.ts';
import type { VerilogExpression } from './tree.ts';

/**
 * An expression assigned to exactly `width` bits. Here alone the context is known to be the assignment itself, so that
 * sums and products may take their growth from it: `sum = a + b`, `product = weight * activation`.
 * `named`: the expression is being given its name, so it is not replaced by it.
 */
export function printRoot(expression: Expression, width: number, scope: Scope, named = false): VerilogExpression {
  const tree = printAssigned(expression, width, scope, named);
  // In an assignment of its own width the sign of the whole has no effect.
  return tree.kind === 'call' ? tree.operand : tree;
}

function printAssigned(expression: Expression, width: number, scope: Scope, named: boolean): VerilogExpression {
  const core = named ? expression : withoutConversions(expression, width, scope);
  if (!named && scope.isShared(core)) return printExact(core, width, scope).tree;
  if (core.kind === 'binary') {
    const grown = core.operator === 'multiply' ? printProduct(core, width, scope) : printCarry(core, width, scope);
    if (grown !== undefined) return grown;
  }
  if (core.kind === 'shift' && core.direction === 'right' && core.type.signed && core.type.width === width) {
    const value = withSign(printShiftOperand(core.operand, width, scope), true);
    const amount = withSign(printShiftOperand(core.amount, core.amount.type.width, scope), false);
    return printInfixSignedLeft('>>>', value, amount).tree;
  }
  return (named ? printUnnamed(core, width, scope) : printExact(core, width, scope)).tree;
}

function withoutConversions(expression: Expression, width: number, scope: Scope): Expression {
  let core = folded(expression);
  while (!scope.isShared(core)) {
    if (core.kind === 'convert' && isTransparent(core, width)) core = folded(core.operand);
    else if (core.kind === 'slice' && core.low === 0 && width <= core.high + 1) core = folded(core.operand);
    else break;
  }
  return core;
}

/** The product of operands in their own widths, which the tools see as one multiplier of these widths. */
function printProduct({ left, right }: Binary, width: number, scope: Scope): VerilogExpression | undefined {
  if (width <= Math.max(left.type.width, right.type.width)) return undefined;
  const [first, second] = [left, right].map((operand) => {
    const { width: own, signed } = operand.type;
    // Tools see a minus sign as an operation in the context's width.
    if (isNegative(operand)) return withSign(printExact(operand, width, scope), signed);
    const exact = printExact(operand, own, scope);
    return withSign(isAtom(exact) ? exact : selectPlace(scope.hoist(operand), own - 1, 0), signed);
  });
  return printInfix('*', first!, second!).tree;
}

/** A sum one bit wider than both operands, which lint tools take as a carry; only where no operand is a sum itself. */
function printCarry({ operator, left, right }: Binary, width: number, scope: Scope): VerilogExpression | undefined {
  if (operator !== 'add' && operator !== 'subtract') return undefined;
  if (isNegative(left) || isNegative(right)) return undefined;
  const operandWidth = Math.max(left.type.width, right.type.width);
  if (width !== operandWidth + 1 || !isSimple(left, scope) || !isSimple(right, scope)) return undefined;
  const [first, second] = [left, right].map((operand) =>
    withSign(printExact(operand, operandWidth, scope), operand.type.signed),
  );
  if (!isAtom(first!) || !isAtom(second!)) return undefined;
  return printInfix(operator === 'add' ? '+' : '-', first!, second!).tree;
}

function isNegative(operand: Expression): boolean {
  return (constantOf(operand) ?? 0n) < 0n;
}

function isSimple(expression: Expression, scope: Scope): boolean {
  if (scope.isShared(expression)) return true;
  switch (expression.kind) {
    case 'literal':
    case 'reference':
    case 'slice':
    case 'concatenate':
      return true;
    case 'convert':
      return isSimple(expression.operand, scope);
  }
  return false;
}
