import type { Binary, Convert, Expression, Literal, Shift, Unary } from '../circuit/types.ts';
import { printComparison, printNot } from './conditions.ts';
import { constantOf, folded } from './constants.ts';
import { isTransparent } from './conversions.ts';
import { printSaturation } from './saturation.ts';
import {
  extend,
  type Place,
  type Printed,
  printed,
  type Scope,
  selectPlace,
  selfContained,
  withSign,
  zeros,
} from './scope.ts';
import { printConcatenate, printElement, printSlice } from './selections.ts';
import type { InfixOperator, VerilogExpression } from './tree.ts';

/**
 * The low `width` bits of `expression`, extended by its own sign where it has fewer. Every operand whose width
 * SystemVerilog takes from the context is printed with exactly the context's width, so signedness matters only where
 * something is extended, compared or shifted right; there it is forced.
 */
export function printExact(unfolded: Expression, width: number, scope: Scope): Printed {
  const expression = folded(unfolded);
  if (scope.isShared(expression)) return printPlace(scope.hoist(expression), expression.type, width);
  return printUnnamed(expression, width, scope);
}

/** Like `printExact`, for an expression that is being given a name. */
export function printUnnamed(expression: Expression, width: number, scope: Scope): Printed {
  switch (expression.kind) {
    case 'literal':
      return printLiteral(expression, width, scope);
    case 'reference':
      return printPlace(scope.place(expression.signal), expression.type, width);
    case 'unary':
      return printUnary(expression, width, scope);
    case 'binary':
      return printBinary(expression, width, scope);
    case 'shift':
      return printShift(expression, width, scope);
    case 'mux': {
      const saturated = printSaturation(expression, width, scope);
      if (saturated) return saturated;
      const condition = printCondition(expression.condition, scope);
      if (condition.kind === 'number')
        return printExact(condition.value === 1n ? expression.whenTrue : expression.whenFalse, width, scope);
      const whenTrue = printExact(expression.whenTrue, width, scope);
      const whenFalse = printExact(expression.whenFalse, width, scope);
      return printed(
        {
          kind: 'conditional',
          condition,
          whenTrue: whenTrue.tree,
          whenFalse: whenFalse.tree,
        },
        whenTrue.signed && whenFalse.signed,
      );
    }
    case 'slice':
      return printSlice(expression, width, scope);
    case 'element':
      return printElement(expression, width, scope);
    case 'concatenate':
      return printConcatenate(expression, width, scope);
    case 'convert':
      return printConvert(expression, width, scope);
  }
}

/** The expression in its own width, with the signedness that its type has. */
export function printTyped(expression: Expression, scope: Scope): Printed {
  return withSign(printExact(expression, expression.type.width, scope), expression.type.signed);
}

/** A one-bit expression where only true and false matter: `&&`, `||` and `!` instead of the bitwise operators. */
export function printCondition(unfolded: Expression, scope: Scope): VerilogExpression {
  const expression = folded(unfolded);
  if (scope.isShared(expression)) return printExact(expression, 1, scope).tree;
  if (expression.kind === 'convert' && expression.operand.type.width === 1)
    return printCondition(expression.operand, scope);
  if (expression.kind === 'unary' && expression.operator === 'not')
    return printNot(printCondition(expression.operand, scope), '!');
  if (expression.kind === 'binary' && (expression.operator === 'and' || expression.operator === 'or')) {
    return {
      kind: 'infix',
      operator: expression.operator === 'and' ? '&&' : '||',
      left: printCondition(expression.left, scope),
      right: printCondition(expression.right, scope),
    };
  }
  if (expression.kind === 'binary' && isComparison(expression)) return printComparison(expression, scope, '!');
  return printExact(expression, 1, scope).tree;
}

export function printLiteral({ type, value }: Literal, width: number, scope: Scope): Printed {
  if (type.width === width && type.enumeration !== undefined) {
    const member = scope.memberName(type, value);
    if (member !== undefined) return printed({ kind: 'identifier', name: member }, type.signed);
  }
  return printed({ kind: 'number', width, value: BigInt.asUintN(width, value), signed: type.signed }, type.signed);
}

function printPlace(place: Place, type: { readonly width: number; readonly signed: boolean }, width: number): Printed {
  const whole = selectPlace(place, Math.min(width, type.width) - 1, 0);
  return width <= type.width ? whole : extend(whole, type.width, width, type.signed);
}

function printUnary(expression: Unary, width: number, scope: Scope): Printed {
  const { operand, operator, type } = expression;
  if (operator === 'negate') {
    const value = printExact(operand, width, scope);
    return printed({ kind: 'prefix', operator: '-', operand: value.tree }, value.signed);
  }
  if (operator === 'not') {
    if (width > type.width && !type.signed)
      return extend(printUnary(expression, type.width, scope), type.width, width, false);
    const value = printExact(operand, width, scope);
    return printed(printNot(value.tree, '~'), value.signed);
  }
  const symbol = { andReduce: '&', orReduce: '|', xorReduce: '^' } as const;
  const { tree } = printExact(operand, operand.type.width, scope);
  const reduced = printed({ kind: 'prefix', operator: symbol[operator], operand: tree }, false);
  return width > 1 ? extend(reduced, 1, width, false) : reduced;
}

const infix: Partial<Record<Binary['operator'], InfixOperator>> = { and: '&', or: '|', xor: '^' };

function isComparison({ operator }: Binary): boolean {
  return !['add', 'subtract', 'multiply', 'and', 'or', 'xor'].includes(operator);
}

function printBinary(expression: Binary, width: number, scope: Scope): Printed {
  const { operator, left, right } = expression;
  if (operator === 'add' || operator === 'subtract')
    return printSum(operator, printExact(left, width, scope), printExact(right, width, scope), width);
  if (operator === 'multiply' && width > Math.max(left.type.width, right.type.width))
    return printPlace(scope.hoist(expression), expression.type, width);
  if (isComparison(expression)) {
    const test = printed(printComparison(expression, scope, '~'), false);
    return width > 1 ? extend(test, 1, width, false) : test;
  }
  const first = printExact(left, width, scope);
  const second = printExact(right, width, scope);
  return printInfix(infix[operator] ?? '*', first, second);
}

export function printInfix(operator: InfixOperator, left: Printed, right: Printed): Printed {
  const tree: VerilogExpression = { kind: 'infix', operator, left: left.tree, right: right.tree };
  return printed(tree, left.signed && right.signed);
}

/** All in `width` bits; a negative constant on the right turns the operator: `a - 8'sd1`, not `a + -8'sd1`. */
function printSum(operator: 'add' | 'subtract', left: Printed, right: Printed, width: number): Printed {
  const { tree } = right;
  if (tree.kind === 'number' && tree.signed && width > 1 && tree.value > 1n << BigInt(width - 1)) {
    const magnitude: VerilogExpression = { ...tree, value: (1n << BigInt(width)) - tree.value };
    return printInfix(operator === 'add' ? '-' : '+', left, { ...right, tree: magnitude });
  }
  return printInfix(operator === 'add' ? '+' : '-', left, right);
}

function printShift(expression: Shift, width: number, scope: Scope): Printed {
  const { direction, operand, amount, type } = expression;
  const by = withSign(printShiftOperand(amount, amount.type.width, scope), false);
  if (direction === 'left' && (constantOf(amount) ?? 0n) >= BigInt(width)) return printed(zeros(width), false);
  if (direction === 'left') return printInfixSignedLeft('<<', printShiftOperand(operand, width, scope), by);
  const value = withSign(printShiftOperand(operand, type.width, scope), type.signed);
  const shifted = printInfixSignedLeft(type.signed ? '>>>' : '>>', value, by);
  // An unsigned neighbour would turn `>>>` into a logical shift: only a `$signed` around it keeps its meaning.
  const kept = type.signed ? selfContained(shifted) : shifted;
  if (width < type.width) return printed({ kind: 'cast', width, operand: kept.tree }, kept.signed);
  return width > type.width ? extend(kept, type.width, width, type.signed) : kept;
}

/** Icarus 11 makes nonsense of a shift that takes a word of an array as it is: the word gets a net of its own. */
export function printShiftOperand(expression: Expression, width: number, scope: Scope): Printed {
  const operand = printExact(expression, width, scope);
  return isFixedWord(operand.tree) ? printPlace(scope.hoist(folded(expression)), expression.type, width) : operand;
}

/** Whether it is a word of an array at a constant index. */
function isFixedWord(tree: VerilogExpression): boolean {
  if (tree.kind === 'call' || tree.kind === 'cast') return isFixedWord(tree.operand);
  return tree.kind === 'word' && tree.index.kind === 'verbatim' && tree.bits === undefined;
}

export function printInfixSignedLeft(operator: InfixOperator, left: Printed, right: Printed): Printed {
  return printed({ kind: 'infix', operator, left: left.tree, right: right.tree }, left.signed);
}

function printConvert(expression: Convert, width: number, scope: Scope): Printed {
  const { type, operand } = expression;
  if (isTransparent(expression, width)) return printExact(operand, width, scope);
  return extend(printExact(operand, type.width, scope), type.width, width, type.signed);
}
