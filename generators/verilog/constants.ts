import type { Binary, Element, Expression, Literal, Shift, Unary } from '../circuit/types.ts';

const known = new WeakMap<Expression, bigint | undefined>();

/**
 * The expression, or the constant that it always is, or the arm of a choice that is always taken. Tools warn of
 * arithmetic, comparisons and selections that are constant; parameters make such.
 */
export function folded(expression: Expression): Expression {
  let current = expression;
  while (current.kind === 'mux') {
    const condition = constantOf(current.condition);
    if (condition === undefined) break;
    current = condition === 1n ? current.whenTrue : current.whenFalse;
  }
  if (current.kind === 'binary') current = withoutNeutral(current);
  if (current.kind === 'literal') return current;
  const value = constantOf(current);
  return value === undefined ? current : { kind: 'literal', type: current.type, value };
}

/** `x & 1`, `x | 0` and their like, of all bits, are `x` or a constant. */
function withoutNeutral(expression: Binary): Expression {
  const { operator, left, right, type } = expression;
  if (operator !== 'and' && operator !== 'or') return expression;
  for (const [constant, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const value = constantOf(constant);
    if (value === undefined) continue;
    const allOnes = BigInt.asUintN(type.width, value) === (1n << BigInt(type.width)) - 1n;
    if (value !== 0n && !allOnes) continue;
    return (value === 0n) === (operator === 'or') ? folded(other) : { kind: 'literal', type, value };
  }
  return expression;
}

/** The number that the expression always is. */
export function constantOf(expression: Expression): bigint | undefined {
  if (expression.kind === 'literal') return expression.value;
  if (expression.kind === 'reference') return undefined;
  if (known.has(expression)) return known.get(expression);
  const value = compute(expression);
  const { width, signed } = expression.type;
  const wrapped = value === undefined ? undefined : signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);
  known.set(expression, wrapped);
  return wrapped;
}

function compute(expression: Exclude<Expression, Literal>): bigint | undefined {
  switch (expression.kind) {
    case 'reference':
      return undefined;
    case 'unary':
      return computeUnary(expression);
    case 'binary':
      return computeBinary(expression);
    case 'shift':
      return computeShift(expression);
    case 'mux': {
      const condition = constantOf(expression.condition);
      if (condition === undefined) return undefined;
      return constantOf(condition === 1n ? expression.whenTrue : expression.whenFalse);
    }
    case 'slice': {
      const operand = constantOf(expression.operand);
      return operand === undefined ? undefined : operand >> BigInt(expression.low);
    }
    case 'element':
      return computeElement(expression);
    case 'concatenate': {
      let bits = 0n;
      for (const part of expression.parts) {
        const value = constantOf(part);
        if (value === undefined) return undefined;
        bits = (bits << BigInt(part.type.width)) | BigInt.asUintN(part.type.width, value);
      }
      return bits;
    }
    case 'convert':
      return constantOf(expression.operand);
  }
}

function computeUnary({ operator, operand }: Unary): bigint | undefined {
  const value = constantOf(operand);
  if (value === undefined) return undefined;
  const bits = BigInt.asUintN(operand.type.width, value);
  switch (operator) {
    case 'not':
      return ~value;
    case 'negate':
      return -value;
    case 'andReduce':
      return bits === (1n << BigInt(operand.type.width)) - 1n ? 1n : 0n;
    case 'orReduce':
      return bits === 0n ? 0n : 1n;
    case 'xorReduce':
      return BigInt(bits.toString(2).replaceAll('0', '').length % 2);
  }
}

function computeBinary({ operator, left, right }: Binary): bigint | undefined {
  const a = constantOf(left);
  const b = constantOf(right);
  if (a === undefined || b === undefined) return undefined;
  const test = (holds: boolean) => (holds ? 1n : 0n);
  switch (operator) {
    case 'add':
      return a + b;
    case 'subtract':
      return a - b;
    case 'multiply':
      return a * b;
    case 'and':
      return a & b;
    case 'or':
      return a | b;
    case 'xor':
      return a ^ b;
    case 'equal':
      return test(a === b);
    case 'notEqual':
      return test(a !== b);
    case 'less':
      return test(a < b);
    case 'lessEqual':
      return test(a <= b);
    case 'greater':
      return test(a > b);
    case 'greaterEqual':
      return test(a >= b);
  }
}

function computeShift({ direction, operand, amount, type }: Shift): bigint | undefined {
  const value = constantOf(operand);
  const by = constantOf(amount);
  if (value === undefined || by === undefined) return undefined;
  if (direction === 'left') return value << by;
  const width = BigInt(type.width);
  return value >> (by < width ? by : width);
}

function computeElement({ operand, index, type }: Element): bigint | undefined {
  const value = constantOf(operand);
  const at = constantOf(index);
  if (value === undefined || at === undefined) return undefined;
  const low = at * BigInt(type.width);
  return low < BigInt(operand.type.width) ? BigInt.asUintN(operand.type.width, value) >> low : 0n;
}
