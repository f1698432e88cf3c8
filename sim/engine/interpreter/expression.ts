import type { Binary, BitType, Expression, Signal } from '../../../generators/circuit/types.ts';

/** The number that the low bits of `value` stand for under a type. */
export function asType(value: bigint, type: BitType): bigint {
  return type.signed ? BigInt.asIntN(type.width, value) : BigInt.asUintN(type.width, value);
}

/** The number an expression has, given those of the signals. */
export function evaluate(expression: Expression, read: (signal: Signal) => bigint): bigint {
  const { type } = expression;
  const number = (inner: Expression) => evaluate(inner, read);
  const bits = (inner: Expression) => BigInt.asUintN(inner.type.width, number(inner));
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'reference':
      return read(expression.signal);
    case 'unary': {
      const { operator, operand } = expression;
      if (operator === 'not') return asType(~number(operand), type);
      if (operator === 'negate') return -number(operand);
      if (operator === 'orReduce') return bits(operand) === 0n ? 0n : 1n;
      if (operator === 'andReduce') return bits(operand) === BigInt.asUintN(operand.type.width, -1n) ? 1n : 0n;
      return BigInt([...bits(operand).toString(2)].filter((digit) => digit === '1').length % 2);
    }
    case 'binary':
      return asType(binary(expression.operator, number(expression.left), number(expression.right)), type);
    case 'shift': {
      const amount = number(expression.amount);
      if (expression.direction === 'left') return number(expression.operand) << amount;
      return number(expression.operand) >> amount;
    }
    case 'mux':
      return number(expression.condition) === 1n ? number(expression.whenTrue) : number(expression.whenFalse);
    case 'slice':
      return BigInt.asUintN(expression.high - expression.low + 1, number(expression.operand) >> BigInt(expression.low));
    case 'element':
      return BigInt.asUintN(type.width, bits(expression.operand) >> (number(expression.index) * BigInt(type.width)));
    case 'concatenate':
      return expression.parts.reduce((whole, part) => (whole << BigInt(part.type.width)) | bits(part), 0n);
    case 'convert':
      return asType(number(expression.operand), type);
  }
}

function binary(operator: Binary['operator'], left: bigint, right: bigint): bigint {
  switch (operator) {
    case 'add':
      return left + right;
    case 'subtract':
      return left - right;
    case 'multiply':
      return left * right;
    case 'and':
      return left & right;
    case 'or':
      return left | right;
    case 'xor':
      return left ^ right;
    case 'equal':
      return left === right ? 1n : 0n;
    case 'notEqual':
      return left !== right ? 1n : 0n;
    case 'less':
      return left < right ? 1n : 0n;
    case 'lessEqual':
      return left <= right ? 1n : 0n;
    case 'greater':
      return left > right ? 1n : 0n;
    case 'greaterEqual':
      return left >= right ? 1n : 0n;
  }
}
