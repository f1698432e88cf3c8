import type { Binary, Shift, Unary } from '../../../generators/circuit/types.ts';

/** Expressions that compute with numbers, rather than move bits. */
export type Arithmetic = Binary | Shift | (Unary & { readonly operator: 'negate' });

/** The number that an expression has for those of its operands, of any width: no operator loses a bit. */
export function compute(expression: Arithmetic, first: bigint, second: bigint): bigint {
  if (expression.kind === 'unary') return -first;
  if (expression.kind === 'shift') return expression.direction === 'left' ? first << second : first >> second;
  switch (expression.operator) {
    case 'add':
      return first + second;
    case 'subtract':
      return first - second;
    case 'multiply':
      return first * second;
    case 'and':
      return first & second;
    case 'or':
      return first | second;
    case 'xor':
      return first ^ second;
    case 'equal':
      return first === second ? 1n : 0n;
    case 'notEqual':
      return first !== second ? 1n : 0n;
    case 'less':
      return first < second ? 1n : 0n;
    case 'lessEqual':
      return first <= second ? 1n : 0n;
    case 'greater':
      return first > second ? 1n : 0n;
    case 'greaterEqual':
      return first >= second ? 1n : 0n;
  }
}
