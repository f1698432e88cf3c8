import type { Expression, Signal } from '../../generators/circuit/types.ts';

/** What an expression means, in unbounded integers; written from the definitions in `generators/circuit/types.ts`. */
export function evaluate(expression: Expression, values: ReadonlyMap<Signal, bigint>): bigint {
  const at = (inner: Expression) => evaluate(inner, values);
  const { width, signed } = expression.type;
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'reference':
      return values.get(expression.signal)!;
    case 'convert': {
      const value = at(expression.operand);
      return signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);
    }
    case 'concatenate':
      return expression.parts.reduce(
        (bits, part) => bits * 2n ** BigInt(part.type.width) + pattern(part, at(part)),
        0n,
      );
    case 'slice': {
      const digits = binary(expression.operand, at(expression.operand));
      return BigInt(`0b${digits.slice(digits.length - 1 - expression.high, digits.length - expression.low)}`);
    }
    case 'element': {
      const digits = binary(expression.operand, at(expression.operand));
      const end = digits.length - Number(at(expression.index)) * width;
      return end <= 0 ? 0n : BigInt(`0b${digits.slice(Math.max(0, end - width), end)}`);
    }
    case 'mux':
      return at(expression.condition) === 1n ? at(expression.whenTrue) : at(expression.whenFalse);
    case 'shift': {
      const factor = 2n ** at(expression.amount);
      const value = at(expression.operand);
      return expression.direction === 'left' ? value * factor : floorDivide(value, factor);
    }
    case 'unary': {
      const value = at(expression.operand);
      const digits = binary(expression.operand, value);
      switch (expression.operator) {
        case 'negate':
          return -value;
        case 'not':
          return signed ? -value - 1n : 2n ** BigInt(width) - 1n - value;
        case 'andReduce':
          return digits.includes('0') ? 0n : 1n;
        case 'orReduce':
          return digits.includes('1') ? 1n : 0n;
        case 'xorReduce':
          return BigInt([...digits].filter((digit) => digit === '1').length % 2);
      }
      break;
    }
    case 'binary': {
      const a = at(expression.left);
      const b = at(expression.right);
      const bitwise = (combine: (one: string, other: string) => boolean) => {
        const [first, second] = [binary(expression.left, a), binary(expression.right, b)];
        const bits = BigInt(`0b${[...first].map((digit, place) => (combine(digit, second[place]!) ? 1 : 0)).join('')}`);
        return signed ? BigInt.asIntN(width, bits) : bits;
      };
      switch (expression.operator) {
        case 'add':
          return a + b;
        case 'subtract':
          return a - b;
        case 'multiply':
          return a * b;
        case 'and':
          return bitwise((one, other) => one === '1' && other === '1');
        case 'or':
          return bitwise((one, other) => one === '1' || other === '1');
        case 'xor':
          return bitwise((one, other) => one !== other);
        case 'equal':
          return a === b ? 1n : 0n;
        case 'notEqual':
          return a !== b ? 1n : 0n;
        case 'less':
          return a < b ? 1n : 0n;
        case 'lessEqual':
          return a <= b ? 1n : 0n;
        case 'greater':
          return a > b ? 1n : 0n;
        case 'greaterEqual':
          return a >= b ? 1n : 0n;
      }
    }
  }
  throw new Error('an expression of no known kind');
}

function pattern({ type }: Expression, value: bigint): bigint {
  return value < 0n ? value + 2n ** BigInt(type.width) : value;
}

function binary(expression: Expression, value: bigint): string {
  return pattern(expression, value).toString(2).padStart(expression.type.width, '0');
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value < 0n && quotient * divisor !== value ? quotient - 1n : quotient;
}
