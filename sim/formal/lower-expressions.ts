import type { Binary, Expression, Signal } from '../../generators/circuit/types.ts';
import { constantSignal, type RtlilModule, type RtlilSignal, resized, zeroBit } from './rtlil.ts';

/**
 * Expressions as cells, straight from what `types.ts` says of each kind; nothing is shared with the printer, and nothing
 * is simplified.
 * @param signalOf the wires of a signal
 */
export function expressionLowering(
  module: RtlilModule,
  signalOf: (signal: Signal) => RtlilSignal,
): (expression: Expression) => RtlilSignal {
  const known = new Map<Expression, RtlilSignal>();
  const lower = (expression: Expression): RtlilSignal => {
    let signal = known.get(expression);
    if (!signal) {
      signal = lowerOne(expression);
      known.set(expression, signal);
    }
    return signal;
  };
  const lowerOne = (expression: Expression): RtlilSignal => {
    const { width, signed } = expression.type;
    switch (expression.kind) {
      case 'literal':
        return constantSignal(expression.value, width);
      case 'reference':
        return signalOf(expression.signal);
      case 'unary': {
        const a = lower(expression.operand);
        switch (expression.operator) {
          case 'not':
            return module.unary('$not', a, width);
          case 'negate':
            return module.unary('$neg', resized(a, width, expression.operand.type.signed), width);
          case 'andReduce':
            return module.unary('$reduce_and', a, 1);
          case 'orReduce':
            return module.unary('$reduce_or', a, 1);
          case 'xorReduce':
            return module.unary('$reduce_xor', a, 1);
        }
        break;
      }
      case 'binary':
        return lowerBinary(module, expression, lower(expression.left), lower(expression.right));
      case 'shift': {
        const operandSigned = expression.operand.type.signed;
        const operand = resized(lower(expression.operand), width, operandSigned);
        const amount = lower(expression.amount);
        if (expression.direction === 'left') return module.binary('$shl', operand, amount, width, 'unsigned');
        return operandSigned
          ? module.binary('$sshr', operand, amount, width, 'signed', 'unsigned')
          : module.binary('$shr', operand, amount, width, 'unsigned');
      }
      case 'mux':
        return module.mux(lower(expression.condition)[0]!, lower(expression.whenTrue), lower(expression.whenFalse));
      case 'slice':
        return lower(expression.operand).slice(expression.low, expression.high + 1);
      case 'element':
        return module.pick(elementsOf(lower(expression.operand), width), lower(expression.index));
      case 'concatenate':
        return [...expression.parts].reverse().flatMap(lower);
      case 'convert':
        return resized(lower(expression.operand), width, expression.operand.type.signed);
    }
    throw new TypeError(`an expression of no known kind, ${signed ? 'signed' : 'unsigned'}, ${width} bits`);
  };
  return lower;
}

/** The whole elements of a value, element 0 in its lowest bits. */
export function elementsOf(value: RtlilSignal, width: number): readonly RtlilSignal[] {
  const count = Math.floor(value.length / width);
  return Array.from({ length: count }, (_, place) => value.slice(place * width, (place + 1) * width));
}

const arithmetic = { add: '$add', subtract: '$sub', multiply: '$mul', and: '$and', or: '$or', xor: '$xor' } as const;

const comparison = {
  equal: '$eq',
  notEqual: '$ne',
  less: '$lt',
  lessEqual: '$le',
  greater: '$gt',
  greaterEqual: '$ge',
} as const;

function lowerBinary(
  module: RtlilModule,
  { operator, left, type }: Binary,
  a: RtlilSignal,
  b: RtlilSignal,
): RtlilSignal {
  const { signed } = left.type;
  const sign = signed ? 'signed' : 'unsigned';
  switch (operator) {
    case 'add':
    case 'subtract':
    case 'and':
    case 'or':
    case 'xor': {
      // In the width of the result both are exact, and their sign no longer matters.
      const [wideA, wideB] = [resized(a, type.width, signed), resized(b, type.width, signed)];
      return module.binary(arithmetic[operator], wideA, wideB, type.width, 'unsigned');
    }
    case 'multiply':
      return module.binary(arithmetic.multiply, a, b, type.width, sign);
    default: {
      const width = Math.max(a.length, b.length);
      return module.binary(comparison[operator], resized(a, width, signed), resized(b, width, signed), 1, sign);
    }
  }
}

export const unassigned = (width: number): RtlilSignal => Array.from({ length: width }, () => zeroBit);
