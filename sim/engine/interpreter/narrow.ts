import type { Binary, BitType, Expression, Shift, Unary } from '../../../generators/circuit/types.ts';
import { compute } from './arithmetic.ts';
import type { Evaluators, NarrowEvaluator } from './evaluators.ts';
import { bitsAt, isNarrow, wordCount, wordWidth } from './words.ts';

/** The meaning of each expression of at most 32 bits; its operands may be wider. */
export function narrowEvaluator(expression: Expression, evaluators: Evaluators): NarrowEvaluator {
  const { type } = expression;
  switch (expression.kind) {
    case 'literal': {
      const value = Number(expression.value);
      return () => value;
    }
    case 'reference':
      return narrowAt(evaluators.layout.place(expression.signal), type);
    case 'unary':
      return unary(expression, evaluators);
    case 'binary':
      return binary(expression, evaluators);
    case 'shift':
      return shift(expression, evaluators);
    case 'mux': {
      const condition = evaluators.narrow(expression.condition);
      const whenTrue = evaluators.narrow(expression.whenTrue);
      const whenFalse = evaluators.narrow(expression.whenFalse);
      return (words) => (condition(words) === 0 ? whenFalse(words) : whenTrue(words));
    }
    case 'slice': {
      const { low } = expression;
      const count = type.width;
      if (isNarrow(expression.operand.type)) {
        const operand = evaluators.narrow(expression.operand);
        const mask = 0xffffffff >>> (wordWidth - count);
        return (words) => ((operand(words) >>> low) & mask) >>> 0;
      }
      const place = evaluators.wide(expression.operand);
      return (words) => bitsAt(words, place(words), low, count);
    }
    case 'element': {
      const { width } = expression.operand.type;
      const index = evaluators.amount(expression.index);
      const count = type.width;
      if (isNarrow(expression.operand.type)) {
        const operand = asBits(evaluators.narrow(expression.operand), expression.operand.type);
        const mask = 0xffffffff >>> (wordWidth - count);
        return (words) => {
          const low = index(words) * count;
          return low < width ? ((operand(words) >>> low) & mask) >>> 0 : 0;
        };
      }
      const place = evaluators.wide(expression.operand);
      return (words) => {
        const low = index(words) * count;
        return low < width ? bitsAt(words, place(words), low, Math.min(count, width - low)) : 0;
      };
    }
    case 'concatenate': {
      const parts = expression.parts.map((part) => {
        // A single part may fill the word, and JavaScript would shift by 32 as by 0.
        const factor = 2 ** part.type.width;
        return { factor, bits: asBits(evaluators.narrow(part), part.type) };
      });
      return (words) => {
        let whole = 0;
        for (const { factor, bits } of parts) whole = whole * factor + bits(words);
        return whole;
      };
    }
    case 'convert': {
      if (isNarrow(expression.operand.type)) {
        return asType(evaluators.narrow(expression.operand), expression.operand.type, type);
      }
      const place = evaluators.wide(expression.operand);
      return asType((words) => words[place(words)]!, { width: wordWidth, signed: true }, type);
    }
  }
}

/** The value of a type, of at most 32 bits, that lies at a place. */
export function narrowAt(place: number, { width, signed }: BitType): NarrowEvaluator {
  return width === wordWidth && !signed ? (words) => words[place]! >>> 0 : (words) => words[place]!;
}

/** The number that the low bits of another stand for under a type; as it is where every number of its own type fits. */
function asType(number: NarrowEvaluator, from: BitType, type: BitType): NarrowEvaluator {
  const grows = type.width - from.width;
  if (from.signed === type.signed ? grows >= 0 : type.signed && grows > 0) return number;
  const above = wordWidth - type.width;
  return type.signed ? (words) => (number(words) << above) >> above : (words) => (number(words) << above) >>> above;
}

function asBits(number: NarrowEvaluator, type: BitType): NarrowEvaluator {
  return asType(number, type, { width: type.width, signed: false });
}

function unary(expression: Unary, evaluators: Evaluators): NarrowEvaluator {
  const { operator, type, operand } = expression;
  if (operator !== 'not' && operator !== 'negate' && !isNarrow(operand.type)) return reduceWide(expression, evaluators);
  const number = evaluators.narrow(operand);
  switch (operator) {
    case 'not':
      return asType((words) => ~number(words), { width: wordWidth, signed: true }, type);
    case 'negate':
      return (words) => 0 - number(words);
    case 'orReduce':
      return (words) => (number(words) === 0 ? 0 : 1);
    case 'andReduce': {
      const ones = operand.type.signed ? -1 : 2 ** operand.type.width - 1;
      return (words) => (number(words) === ones ? 1 : 0);
    }
    case 'xorReduce': {
      const bits = asBits(number, operand.type);
      return (words) => parity(bits(words));
    }
  }
}

/** A reduction of more than 32 bits, whose last word may be filled up with its sign. */
function reduceWide({ operator, operand }: Unary, evaluators: Evaluators): NarrowEvaluator {
  const place = evaluators.wide(operand);
  const { width } = operand.type;
  const count = wordCount(width);
  const inTop = width - (count - 1) * wordWidth;
  const ones = 0xffffffff >>> (wordWidth - inTop);
  return (words) => {
    const lowest = place(words);
    const top = bitsAt(words, lowest, (count - 1) * wordWidth, inTop);
    let all = top === ones;
    let any = top !== 0;
    let odd = top;
    for (let word = lowest; word < lowest + count - 1; word++) {
      all &&= words[word] === -1;
      any ||= words[word] !== 0;
      odd ^= words[word]!;
    }
    if (operator === 'xorReduce') return parity(odd);
    return (operator === 'andReduce' ? all : any) ? 1 : 0;
  };
}

/** 1 where an odd number of the 32 bits is set. */
function parity(bits: number): number {
  let folded = bits;
  for (let distance = 16; distance > 0; distance >>= 1) folded ^= folded >>> distance;
  return folded & 1;
}

function binary(expression: Binary, evaluators: Evaluators): NarrowEvaluator {
  if (!isNarrow(expression.left.type) || !isNarrow(expression.right.type)) {
    const left = evaluators.exact(expression.left);
    const right = evaluators.exact(expression.right);
    return (words) => Number(compute(expression, left(words), right(words)));
  }
  const left = evaluators.narrow(expression.left);
  const right = evaluators.narrow(expression.right);
  const { signed } = expression.type;
  switch (expression.operator) {
    case 'add':
      return (words) => left(words) + right(words);
    case 'subtract':
      return (words) => left(words) - right(words);
    case 'multiply':
      // Unlike the operator *, it knows no -0.
      return signed
        ? (words) => Math.imul(left(words), right(words))
        : (words) => Math.imul(left(words), right(words)) >>> 0;
    case 'and':
      return signed ? (words) => left(words) & right(words) : (words) => (left(words) & right(words)) >>> 0;
    case 'or':
      return signed ? (words) => left(words) | right(words) : (words) => (left(words) | right(words)) >>> 0;
    case 'xor':
      return signed ? (words) => left(words) ^ right(words) : (words) => (left(words) ^ right(words)) >>> 0;
    case 'equal':
      return (words) => (left(words) === right(words) ? 1 : 0);
    case 'notEqual':
      return (words) => (left(words) !== right(words) ? 1 : 0);
    case 'less':
      return (words) => (left(words) < right(words) ? 1 : 0);
    case 'lessEqual':
      return (words) => (left(words) <= right(words) ? 1 : 0);
    case 'greater':
      return (words) => (left(words) > right(words) ? 1 : 0);
    case 'greaterEqual':
      return (words) => (left(words) >= right(words) ? 1 : 0);
  }
}

function shift(expression: Shift, evaluators: Evaluators): NarrowEvaluator {
  const operand = evaluators.narrow(expression.operand);
  const amount = evaluators.amount(expression.amount);
  const { signed } = expression.type;
  if (expression.direction === 'left') {
    return signed ? (words) => operand(words) << amount(words) : (words) => (operand(words) << amount(words)) >>> 0;
  }
  if (signed) return (words) => operand(words) >> Math.min(amount(words), wordWidth - 1);
  return (words) => {
    const by = amount(words);
    return by < wordWidth ? operand(words) >>> by : 0;
  };
}
