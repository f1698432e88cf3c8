/**
 * A word: one operation on numbers of at most 64 bits, a node of the flat graph that both code generation and analysis
 * work on. A word stands for an exact number, unsigned below 2^width or two's complement in `width` bits; nothing ever
 * wraps but in `slice`. Operands are older than their users, so ascending `id` is a levelised order.
 */
export type WordOperator =
  | 'constant'
  /** The whole of a state variable of at most 64 bits. */
  | 'state'
  /** `width` bits from bit `low` of a state variable wider than 64 bits. */
  | 'extract'
  /** The element of `width` bits at the variable index of a wide state variable or of lanes; the index is in range. */
  | 'extractElement'
  /** `width` bits from bit `low` of a memory's row as it is laid down, at the address that is the operand; it is in range. */
  | 'fetch'
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'and'
  | 'or'
  | 'xor'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessEqual'
  /** 1 where the first operand, unsigned and of at most 32 bits, is one of the others, which are ascending constants. */
  | 'oneOf'
  /** Bits from `low` of the operand's endless two's complement, read as `width` bits. */
  | 'slice'
  /** Unsigned operands shifted left by `offsets` and joined; they do not overlap. */
  | 'concatenate'
  /** Operands: condition of one bit, value where 1, value where 0. */
  | 'mux'
  | 'shiftLeft'
  | 'shiftRight'
  /** 1 where the unsigned operand has an odd number of ones. */
  | 'parity';

export interface Word {
  readonly id: number;
  readonly operator: WordOperator;
  /** 1 to 64. */
  readonly width: number;
  readonly signed: boolean;
  readonly operands: readonly Word[];
  /** Of a constant, else 0. */
  readonly value: bigint;
  /** Of `state`, `extract` and `extractElement`, else -1. */
  readonly state: number;
  /** Number of the memory of `fetch`, else -1. */
  readonly memory: number;
  /** Lowest bit of `slice`, `extract` and `fetch`, bits from one element to the next of `extractElement`, else 0. */
  readonly low: number;
  /** Of `concatenate`, ascending, one for each operand. */
  readonly offsets: readonly number[];
}

/** A word's place in a wider value: `width` bits of which the word may fill fewer, the rest being 0. */
export interface Part {
  readonly word: Word;
  readonly width: number;
}

/** The narrowest type that holds the numbers of both words. */
export function jointType(left: Word, right: Word): { width: number; signed: boolean } {
  if (left.signed === right.signed) return { width: Math.max(left.width, right.width), signed: left.signed };
  const signedWidth = left.signed ? left.width : right.width;
  const unsignedWidth = left.signed ? right.width : left.width;
  return { width: Math.max(signedWidth, unsignedWidth + 1), signed: true };
}

export type BinaryWordOperator = 'add' | 'subtract' | 'multiply' | 'and' | 'or' | 'xor';

/** A type that holds every result of the operator, given the operands' types. */
export function boundOf(operator: BinaryWordOperator, left: Word, right: Word): { width: number; signed: boolean } {
  const joint = jointType(left, right);
  if (operator === 'multiply') return { width: left.width + right.width, signed: joint.signed };
  if (operator === 'add') return { width: joint.width + 1, signed: joint.signed };
  if (operator === 'subtract') return { width: joint.width + 1, signed: true };
  if (operator === 'and' && !joint.signed) return { width: Math.min(left.width, right.width), signed: false };
  return joint;
}

/** The number that the low `width` bits of `value` stand for. */
export function wrap(value: bigint, width: number, signed: boolean): bigint {
  return signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);
}

export function isSameList<Item>(one: readonly Item[], other: readonly Item[]): boolean {
  if (one.length !== other.length) return false;
  for (let place = 0; place < one.length; place++) if (one[place] !== other[place]) return false;
  return true;
}
