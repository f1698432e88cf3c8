import type { Binary, BinaryOperator, BitType, Expression } from '../circuit/types.ts';
import { folded } from './constants.ts';
import { isTransparent } from './conversions.ts';
import { type Printed, type Scope, withSign } from './scope.ts';
import type { InfixOperator, VerilogExpression } from './tree.ts';

type Comparison = 'equal' | 'notEqual' | 'less' | 'lessEqual' | 'greater' | 'greaterEqual';

const symbols: Record<Comparison, InfixOperator> = {
  equal: '==',
  notEqual: '!=',
  less: '<',
  lessEqual: '<=',
  greater: '>',
  greaterEqual: '>=',
};

const opposite: Partial<Record<InfixOperator, InfixOperator>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

/** The complement of a one-bit expression, or with `~` of any: a comparison is turned rather than negated. */
export function printNot(tree: VerilogExpression, symbol: '!' | '~'): VerilogExpression {
  const turned = tree.kind === 'infix' ? opposite[tree.operator] : undefined;
  if (tree.kind === 'infix' && turned !== undefined) return { ...tree, operator: turned };
  return { kind: 'prefix', operator: symbol, operand: tree };
}

/** One bit. `symbol` is how the complement of a bit is written here. */
export function printComparison(expression: Binary, scope: Scope, symbol: '!' | '~'): VerilogExpression {
  const operator = expression.operator as Comparison;
  const left = narrowed(folded(expression.left));
  const right = narrowed(folded(expression.right));
  const known = knownResult(operator, left, right);
  if (known !== undefined) return { kind: 'number', width: 1, value: known ? 1n : 0n, signed: false };
  if ((operator === 'equal' || operator === 'notEqual') && right.kind === 'literal' && isBit(left.type)) {
    const wanted = (right.value === 1n) === (operator === 'equal');
    const bit = symbol === '!' ? scope.printCondition(left) : withSign(scope.printExact(left, 1), false).tree;
    return wanted ? bit : printNot(bit, symbol);
  }
  const width = comparedWidth(left, right);
  const sides = [left, right].map((side): Printed => {
    const value = scope.printExact(side, width);
    return operator === 'equal' || operator === 'notEqual' ? value : withSign(value, side.type.signed);
  });
  return { kind: 'infix', operator: symbols[operator], left: sides[0]!.tree, right: sides[1]!.tree };
}

/** The expression without conversions around it that only widen it: the number is the same. */
function narrowed(expression: Expression): Expression {
  let current = expression;
  while (
    current.kind === 'convert' &&
    current.type.signed === current.operand.type.signed &&
    current.type.width >= current.operand.type.width &&
    isTransparent(current, current.type.width + 1)
  )
    current = folded(current.operand);
  return current;
}

function isBit({ width, signed }: BitType): boolean {
  return width === 1 && !signed;
}

function comparedWidth(left: Expression, right: Expression): number {
  // A constant that the other side cannot reach has been dealt with, so every other fits.
  if (right.kind === 'literal') return left.type.width;
  return left.kind === 'literal' ? right.type.width : Math.max(left.type.width, right.type.width);
}

interface Range {
  readonly least: bigint;
  readonly greatest: bigint;
}

function range(expression: Expression): Range {
  if (expression.kind === 'literal') return { least: expression.value, greatest: expression.value };
  const { width, signed } = expression.type;
  const span = 1n << BigInt(signed ? width - 1 : width);
  return { least: signed ? -span : 0n, greatest: span - 1n };
}

/** The result where one side is a constant and the other's width alone decides: linters take that for a mistake. */
function knownResult(operator: BinaryOperator, left: Expression, right: Expression): boolean | undefined {
  if (left.kind !== 'literal' && right.kind !== 'literal') return undefined;
  const a = range(left);
  const b = range(right);
  const single = a.least === a.greatest && b.least === b.greatest;
  switch (operator) {
    case 'equal':
      return disjoint(a, b) ? false : single ? true : undefined;
    case 'notEqual':
      return disjoint(a, b) ? true : single ? false : undefined;
    case 'less':
      return a.greatest < b.least ? true : a.least >= b.greatest ? false : undefined;
    case 'lessEqual':
      return a.greatest <= b.least ? true : a.least > b.greatest ? false : undefined;
    case 'greater':
      return a.least > b.greatest ? true : a.greatest <= b.least ? false : undefined;
    case 'greaterEqual':
      return a.least >= b.greatest ? true : a.greatest < b.least ? false : undefined;
  }
  return undefined;
}

const disjoint = (a: Range, b: Range) => a.greatest < b.least || b.greatest < a.least;
