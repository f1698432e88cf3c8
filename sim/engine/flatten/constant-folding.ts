type FoldableOperator =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'and'
  | 'or'
  | 'xor'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessEqual';

/** The exact result on numbers; comparisons give 0 or 1. */
export function foldBinary(operator: FoldableOperator, left: bigint, right: bigint): bigint {
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
  }
}
