import { typeText } from '../expression-text.ts';
import { children } from '../expressions.ts';
import type { BitType, Expression } from '../types.ts';

/** The type that the rules of `types.ts` give to an expression, or why its operands break them. */
type Verdict = { readonly width: number; readonly signed: boolean } | string;

/** What is wrong with one expression, apart from its operands; nothing where it obeys the rules. */
export function brokenRule(expression: Expression): string | undefined {
  const { type } = expression;
  const typeFault = brokenType(type);
  if (typeFault) return typeFault;
  const verdict = ruleOf(expression);
  if (typeof verdict === 'string') return verdict;
  if (verdict.width === type.width && verdict.signed === type.signed) return undefined;
  return `${expression.kind} has type ${typeText(type)} where ${typeText(verdict)} is due`;
}

/** What is wrong with a type. */
export function brokenType({ width, lanes, enumeration }: BitType): string | undefined {
  if (!Number.isInteger(width) || width < 1) return `a width of ${width} bits`;
  if (lanes !== undefined && (!Number.isInteger(lanes) || lanes < 1 || width % lanes !== 0)) {
    return `${width} bits in ${lanes} lanes`;
  }
  if (lanes !== undefined && enumeration) return 'an enumeration with lanes';
  return undefined;
}

/** One bit, as of conditions. */
export const bitType: BitType = { width: 1, signed: false };

/** Whether a number is in the range of a type. */
export function isInRange(value: bigint, { width, signed }: BitType): boolean {
  return value === (signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value));
}

export function sameType(a: BitType, b: BitType): boolean {
  return a.width === b.width && a.signed === b.signed;
}

/** That an expression is not of the type which `what` needs. */
export function differs(what: string, type: BitType, { type: actual }: Expression): string | undefined {
  return sameType(type, actual) ? undefined : `${what} needs ${typeText(type)} and gets ${typeText(actual)}`;
}

function ruleOf(expression: Expression): Verdict {
  const { type } = expression;
  switch (expression.kind) {
    case 'literal':
      return isInRange(expression.value, type) ? type : `literal ${expression.value} outside of ${typeText(type)}`;
    case 'reference':
      if (expression.signal.kind === 'input' && expression.signal.role) {
        return `${expression.signal.role} ${expression.signal.name} is read`;
      }
      return expression.signal.type;
    case 'unary': {
      const operand = expression.operand.type;
      if (expression.operator === 'not') return operand;
      return expression.operator === 'negate' ? { width: operand.width + 1, signed: true } : bitType;
    }
    case 'binary':
      return binaryRule(expression);
    case 'shift':
      return shiftRule(expression);
    case 'mux':
      if (!sameType(expression.condition.type, bitType)) {
        return `mux on a condition of type ${typeText(expression.condition.type)}`;
      }
      return sameType(expression.whenTrue.type, expression.whenFalse.type)
        ? expression.whenTrue.type
        : `mux of ${typesOf(expression.whenTrue, expression.whenFalse)}`;
    case 'slice': {
      const { high, low, operand } = expression;
      const inside = Number.isInteger(high) && Number.isInteger(low) && low >= 0 && low <= high;
      if (!inside || high >= operand.type.width) return `slice ${high} to ${low} of ${typeText(operand.type)}`;
      return { width: high - low + 1, signed: false };
    }
    case 'element': {
      if (expression.index.type.signed) return 'element at a signed index';
      if (type.width > expression.operand.type.width)
        return `element wider than its ${typeText(expression.operand.type)}`;
      return { width: type.width, signed: false };
    }
    case 'concatenate':
      if (expression.parts.length === 0) return 'concatenate of nothing';
      return { width: children(expression).reduce((sum, part) => sum + part.type.width, 0), signed: false };
    case 'convert':
      return type;
  }
}

function binaryRule({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): Verdict {
  if (left.type.signed !== right.type.signed) return `${operator} mixes ${typesOf(left, right)}`;
  const { signed } = left.type;
  switch (operator) {
    case 'add':
      return { width: Math.max(left.type.width, right.type.width) + 1, signed };
    case 'subtract':
      return { width: Math.max(left.type.width, right.type.width) + 1, signed: true };
    case 'multiply':
      return { width: left.type.width + right.type.width, signed };
    case 'and':
    case 'or':
    case 'xor':
      return left.type.width === right.type.width ? left.type : `${operator} of ${typesOf(left, right)}`;
    default:
      return bitType;
  }
}

function shiftRule({ direction, operand, amount }: Extract<Expression, { kind: 'shift' }>): Verdict {
  if (amount.type.signed) return 'shift by a signed amount';
  if (direction === 'right') return operand.type;
  return { width: operand.type.width + 2 ** amount.type.width - 1, signed: operand.type.signed };
}

const typesOf = (a: Expression, b: Expression): string => `${typeText(a.type)} and ${typeText(b.type)}`;
