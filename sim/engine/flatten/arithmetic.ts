import {
  type Bits,
  extend,
  fromLimbs,
  fromParts,
  limbsOf,
  limbWidth,
  muxBits,
  numberOf,
  signFill,
  single,
  sliceBits,
  unsigned,
  withSign,
  zipParts,
} from './bits.ts';
import type { Word } from './word.ts';
import type { WordGraph } from './word-graph.ts';

/** The operators on values of any width; those wider than 64 bits go limb by limb through words. */

const allOnes = (1n << BigInt(limbWidth)) - 1n;

export function addBits(graph: WordGraph, left: Bits, right: Bits, width: number, signed: boolean): Bits {
  if (width <= 64) {
    return single(graph.binary('add', numberOf(left), numberOf(right), width, signed), width, signed);
  }
  return withCarry(graph, left, right, width, signed, false);
}

export function subtractBits(graph: WordGraph, left: Bits, right: Bits, width: number, signed: boolean): Bits {
  if (width <= 64) {
    return single(graph.binary('subtract', numberOf(left), numberOf(right), width, signed), width, signed);
  }
  return withCarry(graph, left, right, width, signed, true);
}

/** Adds, or subtracts by adding the complement and one, modulo 2^width. */
function withCarry(
  graph: WordGraph,
  left: Bits,
  right: Bits,
  width: number,
  signed: boolean,
  subtracts: boolean,
): Bits {
  const count = Math.ceil(width / limbWidth);
  const rightLimbs = limbsOf(graph, right, count);
  let carry = subtracts ? graph.one : graph.zero;
  const limbs = limbsOf(graph, left, count).map((word, limb) => {
    const addend = subtracts
      ? graph.binary('xor', rightLimbs[limb]!, graph.constant(allOnes), limbWidth, false)
      : rightLimbs[limb]!;
    const sum = graph.binary('add', graph.binary('add', word, addend, 33, false), carry, 33, false);
    carry = graph.slice(sum, limbWidth, 1, false);
    return graph.slice(sum, 0, limbWidth, false);
  });
  return fromLimbs(graph, limbs, width, signed);
}

export function multiplyBits(graph: WordGraph, left: Bits, right: Bits, width: number, signed: boolean): Bits {
  if (width <= 64) {
    return single(graph.binary('multiply', numberOf(left), numberOf(right), width, signed), width, signed);
  }
  const count = Math.ceil(width / limbWidth);
  const leftLimbs = limbsOf(graph, left, count);
  const rightLimbs = limbsOf(graph, right, count);
  const result: Word[] = Array.from({ length: count }, () => graph.zero);
  for (let row = 0; row < count; row++) {
    let carry = graph.zero;
    for (let column = 0; row + column < count; column++) {
      // (2^32 - 1)^2 + 2 (2^32 - 1) = 2^64 - 1: the sum never leaves 64 bits.
      const product = graph.binary('multiply', leftLimbs[column]!, rightLimbs[row]!, 64, false);
      const partial = graph.binary('add', product, result[row + column]!, 64, false);
      const sum = graph.binary('add', partial, carry, 64, false);
      result[row + column] = graph.slice(sum, 0, limbWidth, false);
      carry = graph.slice(sum, limbWidth, limbWidth, false);
    }
  }
  return fromLimbs(graph, result, width, signed);
}

export function bitwiseBits(graph: WordGraph, operator: 'and' | 'or' | 'xor', left: Bits, right: Bits): Bits {
  const { width, signed } = left;
  if (width <= 64) {
    return single(graph.binary(operator, numberOf(left), numberOf(right), width, signed), width, signed);
  }
  const combine = (one: Word, other: Word, bits: number) => graph.binary(operator, one, other, bits, false);
  return { ...zipParts(graph, left, right, combine), signed };
}

export function notBits(graph: WordGraph, operand: Bits): Bits {
  const { width, signed } = operand;
  const inverted = (word: Word, bits: number, minusOne: boolean) =>
    graph.binary('xor', word, graph.constant(minusOne ? -1n : (1n << BigInt(bits)) - 1n), bits, minusOne);
  if (width <= 64) return single(inverted(numberOf(operand), width, signed), width, signed);
  const parts = operand.parts.map((part) => ({ word: inverted(part.word, part.width, false), width: part.width }));
  return { width, signed, parts };
}

export function equalBits(graph: WordGraph, left: Bits, right: Bits): Word {
  if (left.width <= 64 && right.width <= 64) return graph.compare('equal', numberOf(left), numberOf(right));
  const count = Math.ceil(Math.max(left.width, right.width) / limbWidth);
  const rightLimbs = limbsOf(graph, right, count);
  return limbsOf(graph, left, count)
    .map((word, limb) => graph.compare('equal', word, rightLimbs[limb]!))
    .reduce((all, one) => graph.and(all, one));
}

export function lessBits(graph: WordGraph, left: Bits, right: Bits): Word {
  if (left.width <= 64 && right.width <= 64) return graph.compare('less', numberOf(left), numberOf(right));
  const width = Math.max(left.width, right.width) + 1;
  const difference = subtractBits(graph, left, right, width, true);
  return numberOf(sliceBits(graph, difference, width - 1, 1));
}

export function reduceBits(graph: WordGraph, operator: 'andReduce' | 'orReduce' | 'xorReduce', operand: Bits): Word {
  const words = unsigned(graph, operand).parts.map(({ word, width }) => {
    if (operator === 'xorReduce') return graph.parity(word);
    if (operator === 'orReduce') return graph.compare('notEqual', word, graph.zero);
    return graph.compare('equal', word, graph.constant((1n << BigInt(width)) - 1n));
  });
  return words.reduce((all, one) =>
    operator === 'xorReduce'
      ? graph.binary('xor', all, one, 1, false)
      : operator === 'orReduce'
        ? graph.or(all, one)
        : graph.and(all, one),
  );
}

/** `operand * 2^amount`, in `width` bits, which hold every result. */
export function shiftLeftBits(graph: WordGraph, operand: Bits, amount: Bits, width: number): Bits {
  if (width <= 64) {
    return single(graph.shiftLeft(numberOf(operand), numberOf(amount), width), width, operand.signed);
  }
  let shifted = operand;
  for (let bit = 0; bit < amount.width; bit++) {
    const distance = 2 ** bit;
    const zeros = zeroParts(graph, distance);
    const moved = fromParts(graph, [...zeros, ...unsigned(graph, shifted).parts]);
    const chosen = numberOf(sliceBits(graph, amount, bit, 1));
    const kept = extend(graph, shifted, shifted.width + distance);
    shifted = muxBits(graph, chosen, withSign(graph, moved, operand.signed), kept);
  }
  return extend(graph, shifted, width);
}

function zeroParts(graph: WordGraph, width: number) {
  const parts = [];
  for (let left = width; left > 0; left -= limbWidth)
    parts.push({ word: graph.zero, width: Math.min(left, limbWidth) });
  return parts;
}

/** `operand / 2^amount` rounded down, of the operand's type. */
export function shiftRightBits(graph: WordGraph, operand: Bits, amount: Bits): Bits {
  const { width, signed } = operand;
  if (width <= 64 && amount.width <= 32) {
    return single(graph.shiftRight(numberOf(operand), numberOf(amount)), width, signed);
  }
  let shifted = operand;
  for (let bit = 0; bit < amount.width; bit++) {
    const distance = Math.min(2 ** bit, width);
    const kept =
      distance < width
        ? withSign(graph, sliceBits(graph, shifted, distance, width - distance), signed)
        : withSign(graph, single(signFill(graph, shifted, 1), 1, false), signed);
    const chosen = numberOf(sliceBits(graph, amount, bit, 1));
    shifted = muxBits(graph, chosen, extend(graph, kept, width), shifted);
  }
  return shifted;
}

/** Element `index` of `elementWidth` bits, counted from the lowest; 0 beyond the last. Unsigned. */
export function elementBits(graph: WordGraph, operand: Bits, index: Bits, elementWidth: number): Bits {
  const count = Math.ceil(operand.width / elementWidth);
  const whole = unsigned(graph, operand);
  if (operand.width <= 64 && index.width <= 24) {
    const position = graph.binary('multiply', numberOf(index), graph.constant(BigInt(elementWidth)), 64, false);
    const word = graph.slice(graph.shiftRight(numberOf(whole), position), 0, elementWidth, false);
    return single(word, elementWidth, false);
  }
  const padded = extend(graph, whole, count * elementWidth);
  const zero = extend(graph, single(graph.zero, 1, false), elementWidth);
  const pick = (first: number, bit: number): Bits => {
    if (first >= count) return zero;
    if (bit < 0) return sliceBits(graph, padded, first * elementWidth, elementWidth);
    const chosen = numberOf(sliceBits(graph, index, bit, 1));
    // An index bit that is worth more than all elements would recurse once per bit for nothing on its upper side.
    return muxBits(graph, chosen, pick(first + 2 ** bit, bit - 1), pick(first, bit - 1));
  };
  return pick(0, index.width - 1);
}
