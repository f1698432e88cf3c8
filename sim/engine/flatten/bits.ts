import type { Part, Word } from './word.ts';
import type { WordGraph } from './word-graph.ts';

/**
 * A value of any width: one word where it has at most 64 bits, else unsigned parts side by side, the lowest first.
 * `signed` tells how the whole reads as a number.
 */
export interface Bits {
  readonly width: number;
  readonly signed: boolean;
  readonly parts: readonly Part[];
}

export const limbWidth = 32;

export function single(word: Word, width: number, signed: boolean): Bits {
  return { width, signed, parts: [{ word, width }] };
}

/** The number, of a value of at most 64 bits. */
export function numberOf(bits: Bits): Word {
  return bits.parts[0]!.word;
}

/** The bits of a signed single word as an unsigned one; anything else as it stands. */
export function unsigned(graph: WordGraph, bits: Bits): Bits {
  if (!bits.signed) return bits;
  if (bits.width > 64) return { ...bits, signed: false };
  return single(graph.slice(numberOf(bits), 0, bits.width, false), bits.width, false);
}

/** Joins unsigned parts, the lowest first, into a value. */
export function fromParts(graph: WordGraph, parts: readonly Part[]): Bits {
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  if (width <= 64) return single(graph.concatenate(parts), width, false);
  return { width, signed: false, parts };
}

/** The same bits, read with the given signedness. */
export function withSign(graph: WordGraph, bits: Bits, signed: boolean): Bits {
  if (bits.signed === signed) return bits;
  if (bits.width > 64) return { ...bits, signed };
  return single(graph.slice(numberOf(bits), 0, bits.width, signed), bits.width, signed);
}

/** Bits from `low`, all of them within the value, unsigned. */
export function sliceBits(graph: WordGraph, bits: Bits, low: number, width: number): Bits {
  if (bits.width <= 64) return single(graph.slice(numberOf(bits), low, width, false), width, false);
  const taken: Part[] = [];
  let offset = 0;
  for (const part of bits.parts) {
    const from = Math.max(low, offset);
    const to = Math.min(low + width, offset + part.width);
    if (from < to) taken.push({ word: graph.slice(part.word, from - offset, to - from, false), width: to - from });
    offset += part.width;
  }
  return fromParts(graph, taken);
}

/** `count` <= 64 copies of the sign (0 for unsigned values), as an unsigned word. */
export function signFill(graph: WordGraph, bits: Bits, count: number): Word {
  if (!bits.signed) return graph.zero;
  const top = numberOf(sliceBits(graph, bits, bits.width - 1, 1));
  return graph.slice(graph.slice(top, 0, 1, true), 0, count, false);
}

/** The same number in at least as many bits; unsigned parts where wider than 64. */
export function extend(graph: WordGraph, bits: Bits, width: number): Bits {
  if (width === bits.width) return bits;
  if (width <= 64) return single(numberOf(bits), width, bits.signed);
  const parts = bits.width <= 64 && bits.signed ? unsigned(graph, bits).parts : bits.parts;
  const filled = [...parts];
  for (let missing = width - bits.width; missing > 0; missing -= limbWidth) {
    const count = Math.min(missing, limbWidth);
    filled.push({ word: signFill(graph, bits, count), width: count });
  }
  return { width, signed: bits.signed, parts: filled };
}

/** `count` unsigned words of 32 bits, lowest first: the value extended by its sign, or cut off at the top. */
export function limbsOf(graph: WordGraph, bits: Bits, count: number): Word[] {
  const wide = extend(graph, bits, Math.max(bits.width, count * limbWidth));
  return Array.from({ length: count }, (_, limb) => numberOf(sliceBits(graph, wide, limb * limbWidth, limbWidth)));
}

/** The low `width` bits of limbs. */
export function fromLimbs(graph: WordGraph, limbs: readonly Word[], width: number, signed: boolean): Bits {
  const parts = limbs
    .map((word, limb) => ({ word, width: Math.min(limbWidth, width - limb * limbWidth) }))
    .filter((part) => part.width > 0)
    .map((part) => ({ word: graph.slice(part.word, 0, part.width, false), width: part.width }));
  return withSign(graph, fromParts(graph, parts), signed);
}

/** Cuts two values of one width at the same places and combines them piece by piece, each of at most 64 bits. */
export function zipParts(
  graph: WordGraph,
  left: Bits,
  right: Bits,
  combine: (left: Word, right: Word, width: number) => Word,
): Bits {
  const parts: Part[] = [];
  for (const [low, high] of commonPieces(left, right)) {
    const width = high - low;
    const leftWord = numberOf(sliceBits(graph, left, low, width));
    const rightWord = numberOf(sliceBits(graph, right, low, width));
    parts.push({ word: combine(leftWord, rightWord, width), width });
  }
  return fromParts(graph, parts);
}

function commonPieces(left: Bits, right: Bits): [number, number][] {
  const ends = new Set<number>();
  for (const { parts } of [left, right]) {
    let end = 0;
    for (const part of parts) {
      end += part.width;
      ends.add(end);
    }
  }
  let low = 0;
  return [...ends]
    .sort((first, second) => first - second)
    .map((high) => {
      const piece: [number, number] = [low, high];
      low = high;
      return piece;
    });
}

/** A mux of two values of one width and signedness. */
export function muxBits(graph: WordGraph, condition: Word, whenTrue: Bits, whenFalse: Bits): Bits {
  const { width, signed } = whenTrue;
  if (width <= 64) {
    // A word may be typed by what it was computed from; two such types need not have a joint one within 64 bits.
    const arm = (bits: Bits): Word => inType(graph, numberOf(bits), width, signed);
    return single(graph.mux(condition, arm(whenTrue), arm(whenFalse)), width, signed);
  }
  if (condition.operator === 'constant') return condition.value === 1n ? whenTrue : whenFalse;
  return { ...zipParts(graph, whenTrue, whenFalse, (one, zero) => graph.mux(condition, one, zero)), signed };
}

/** The word, or its bits as a number of the type where its own type holds others. */
function inType(graph: WordGraph, word: Word, width: number, signed: boolean): Word {
  const needed = word.width + (signed && !word.signed ? 1 : 0);
  return needed <= width && (signed || !word.signed) ? word : graph.slice(word, 0, width, signed);
}
