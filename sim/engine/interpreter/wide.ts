import type { Binary, BitType, Concatenate, Convert, Expression, Unary } from '../../../generators/circuit/types.ts';
import { type Arithmetic, compute } from './arithmetic.ts';
import type { Evaluators, WideEvaluator } from './evaluators.ts';
import { copyBits, fillAbove, isNarrow, setBits, storeNumber, wordCount, wordWidth } from './words.ts';

/** The meaning of each expression of more than 32 bits: bits are moved word by word, numbers computed as bigints. */
export function wideEvaluator(expression: Expression, evaluators: Evaluators): WideEvaluator {
  const { layout } = evaluators;
  switch (expression.kind) {
    case 'literal': {
      const place = layout.constant(expression);
      return () => place;
    }
    case 'reference': {
      const place = layout.place(expression.signal);
      return () => place;
    }
    case 'unary':
      if (expression.operator === 'not') return invert(expression, evaluators);
      return arithmetic(expression as Arithmetic, expression.operand, undefined, evaluators);
    case 'binary': {
      const { operator, left, right } = expression;
      if (operator === 'and' || operator === 'or' || operator === 'xor') return bitwise(expression, evaluators);
      return arithmetic(expression, left, right, evaluators);
    }
    case 'shift':
      return arithmetic(expression, expression.operand, expression.amount, evaluators);
    case 'mux': {
      const condition = evaluators.narrow(expression.condition);
      const whenTrue = evaluators.wide(expression.whenTrue);
      const whenFalse = evaluators.wide(expression.whenFalse);
      return (words) => (condition(words) === 0 ? whenFalse(words) : whenTrue(words));
    }
    case 'slice': {
      const { low, type } = expression;
      const operand = evaluators.wide(expression.operand);
      const result = layout.reserve(type.width);
      return (words) => {
        copyBits(words, result, 0, type.width, operand(words), low);
        return result;
      };
    }
    case 'element': {
      const { width } = expression.operand.type;
      const count = expression.type.width;
      const operand = evaluators.wide(expression.operand);
      const index = evaluators.amount(expression.index);
      const result = layout.reserve(count);
      return (words) => {
        const low = index(words) * count;
        words.fill(0, result, result + wordCount(count));
        if (low < width) copyBits(words, result, 0, Math.min(count, width - low), operand(words), low);
        return result;
      };
    }
    case 'concatenate':
      return concatenate(expression, evaluators);
    case 'convert':
      return convert(expression, evaluators);
  }
}

function arithmetic(
  expression: Arithmetic,
  left: Expression,
  right: Expression | undefined,
  evaluators: Evaluators,
): WideEvaluator {
  const first = evaluators.exact(left);
  const second = right ? evaluators.exact(right) : () => 0n;
  const { width } = expression.type;
  const result = evaluators.layout.reserve(width);
  return (words) => {
    storeNumber(words, result, width, compute(expression, first(words), second(words)));
    return result;
  };
}

function invert({ operand, type }: Unary, evaluators: Evaluators): WideEvaluator {
  const source = evaluators.wide(operand);
  const result = evaluators.layout.reserve(type.width);
  const count = wordCount(type.width);
  return (words) => {
    const from = source(words);
    for (let word = 0; word < count; word++) words[result + word] = ~words[from + word]!;
    fillAbove(words, result, type);
    return result;
  };
}

function bitwise({ operator, left, right, type }: Binary, evaluators: Evaluators): WideEvaluator {
  const first = evaluators.wide(left);
  const second = evaluators.wide(right);
  const result = evaluators.layout.reserve(type.width);
  const count = wordCount(type.width);
  return (words) => {
    const one = first(words);
    const other = second(words);
    for (let word = 0; word < count; word++) {
      const bits = words[one + word]!;
      const others = words[other + word]!;
      words[result + word] = operator === 'and' ? bits & others : operator === 'or' ? bits | others : bits ^ others;
    }
    return result;
  };
}

function concatenate({ parts, type }: Concatenate, evaluators: Evaluators): WideEvaluator {
  const result = evaluators.layout.reserve(type.width);
  let low = type.width;
  const writers = parts.map((part) => {
    low -= part.type.width;
    return { low, count: part.type.width, write: bitsWriter(part, evaluators) };
  });
  return (words) => {
    for (const { low: at, count, write } of writers) write(words, result, at, count);
    return result;
  };
}

/** Computes an expression and puts `count` bits of it, the lowest ones, at bit `low` of the value at a place. */
export function bitsWriter(
  expression: Expression,
  evaluators: Evaluators,
): (words: Int32Array, place: number, low: number, count: number) => void {
  if (isNarrow(expression.type)) {
    const bits = evaluators.narrow(expression);
    return (words, place, low, count) => setBits(words, place, low, count, bits(words));
  }
  const from = evaluators.wide(expression);
  return (words, place, low, count) => copyBits(words, place, low, count, from(words), 0);
}

function convert({ operand, type }: Convert, evaluators: Evaluators): WideEvaluator {
  const result = evaluators.layout.reserve(type.width);
  const write = bitsWriter(operand, evaluators);
  const count = Math.min(operand.type.width, type.width);
  return (words) => {
    write(words, result, 0, count);
    widen(words, result, operand.type, type);
    return result;
  };
}

/** Fills what `type` has above the bits of a value at `place` that was of type `from`. */
function widen(words: Int32Array, place: number, from: BitType, type: BitType): void {
  if (from.width < type.width) {
    fillAbove(words, place, from);
    const top = place + wordCount(from.width) - 1;
    const filling = from.signed ? words[top]! >> (wordWidth - 1) : 0;
    words.fill(filling, top + 1, place + wordCount(type.width));
  }
  fillAbove(words, place, type);
}
