import type { Expression } from '../types.ts';

/** What one bit of an expression depends on, in terms of its operands. */
export interface Need {
  readonly operand: Expression;
  /** One bit; all bits from 0 up to it; all bits from it up to the highest. */
  readonly reach: Reach;
  readonly bit: number;
}

export type Reach = 'one' | 'upTo' | 'from';

/**
 * The bits of its operands that bit `bit` of an expression depends on. Exact where the operator moves bits or works bit
 * by bit; sums and products need all lower bits, comparisons and reductions all.
 */
export function needsOf(expression: Expression, bit: number): readonly Need[] {
  switch (expression.kind) {
    case 'literal':
    case 'reference':
      return [];
    case 'unary':
      if (expression.operator === 'not') return [one(expression.operand, bit)];
      if (expression.operator === 'negate') return [upTo(expression.operand, bit)];
      return [all(expression.operand)];
    case 'binary':
      return binaryNeeds(expression, bit);
    case 'shift':
      return shiftNeeds(expression, bit);
    case 'mux': {
      const { condition, whenTrue, whenFalse } = expression;
      if (condition.kind === 'literal') return [one(condition.value === 1n ? whenTrue : whenFalse, bit)];
      return [one(condition, 0), one(whenTrue, bit), one(whenFalse, bit)];
    }
    case 'slice':
      return [one(expression.operand, bit + expression.low)];
    case 'element':
      return elementNeeds(expression, bit);
    case 'concatenate':
      return concatenateNeeds(expression.parts, bit);
    case 'convert': {
      const { operand } = expression;
      return bit >= operand.type.width && !operand.type.signed ? [] : [one(operand, bit)];
    }
  }
}

/** Bits above a signed operand's highest are copies of it, those above an unsigned one's are 0. */
function one(operand: Expression, bit: number): Need {
  return { operand, reach: 'one', bit: Math.min(bit, operand.type.width - 1) };
}

function upTo(operand: Expression, bit: number): Need {
  return { operand, reach: 'upTo', bit: Math.min(bit, operand.type.width - 1) };
}

function all(operand: Expression): Need {
  return upTo(operand, operand.type.width - 1);
}

type Kind<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

function binaryNeeds({ operator, left, right }: Kind<'binary'>, bit: number): readonly Need[] {
  switch (operator) {
    case 'add':
    case 'subtract':
    case 'multiply':
      return [upTo(left, bit), upTo(right, bit)];
    case 'and':
    case 'or':
    case 'xor': {
      // A constant bit may decide the result: 0 that of `and`, 1 that of `or`.
      const deciding = operator === 'xor' ? undefined : operator === 'and' ? 0n : 1n;
      const decided = [left, right].some(
        (operand) => bitOfLiteral(operand, bit) === deciding && deciding !== undefined,
      );
      return decided ? [] : [one(left, bit), one(right, bit)];
    }
    default:
      return [all(left), all(right)];
  }
}

function bitOfLiteral(expression: Expression, bit: number): bigint | undefined {
  return expression.kind === 'literal' ? (expression.value >> BigInt(bit)) & 1n : undefined;
}

/** The operand's bits from which a shift by 0 up to the largest amount can take the bit. */
function shiftNeeds({ direction, operand, amount }: Kind<'shift'>, bit: number): readonly Need[] {
  const last = operand.type.width - 1;
  const largest = 2 ** amount.type.width - 1;
  if (largest >= last) {
    return [all(amount), direction === 'left' ? upTo(operand, bit) : { operand, reach: 'from', bit }];
  }
  const [from, to] = direction === 'left' ? [bit - largest, bit] : [bit, bit + largest];
  const needs: Need[] = [all(amount)];
  for (let moved = Math.max(from, 0); moved <= Math.min(to, last); moved += 1) needs.push(one(operand, moved));
  // A signed operand is filled with copies of its highest bit.
  if (to > last && operand.type.signed) needs.push(one(operand, last));
  return needs;
}

function elementNeeds({ operand, index, type }: Kind<'element'>, bit: number): readonly Need[] {
  const needs: Need[] = [all(index)];
  for (let from = bit; from < operand.type.width; from += type.width) needs.push(one(operand, from));
  return needs;
}

function concatenateNeeds(parts: readonly Expression[], bit: number): readonly Need[] {
  let low = 0;
  for (const part of [...parts].reverse()) {
    if (bit < low + part.type.width) return [one(part, bit - low)];
    low += part.type.width;
  }
  return [];
}
