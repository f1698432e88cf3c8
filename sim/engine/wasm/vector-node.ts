import type { Word } from '../flatten/word.ts';

/** What four lanes take together. A node holds four numbers of 32 bits, each as a word of at most 32 bits would be. */
export type VectorOperator =
  /** `numbers`: the four lanes. */
  | 'constant'
  /** `numbers`: the address of four state variables side by side. */
  | 'load'
  /** `numbers`: the addresses of four fields of packed state, their distances from bit 0 there, width, 1 if signed. */
  | 'gather'
  /** Four words, each worked out by itself. */
  | 'assemble'
  /** One word in all lanes. */
  | 'splat'
  /** Two words of 16 bits side by side in all lanes. */
  | 'splatPair'
  /** The low 16 bits of two vectors side by side. */
  | 'pair'
  /** Products of the lower and of the upper 16 bits, signed, added up. */
  | 'dot'
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'and'
  | 'or'
  | 'xor'
  | 'minimum'
  | 'maximum'
  | 'equal'
  | 'notEqual'
  | 'lessSigned'
  | 'lessUnsigned'
  | 'lessEqualSigned'
  | 'lessEqualUnsigned'
  /** Operands: the value where 1, where 0, and one word of one bit that decides for all lanes. */
  | 'choose'
  /** Operands: the value where 1, where 0, and a mask. */
  | 'select'
  | 'negate'
  /** By `numbers[0]`, or by a second operand, a word below 32. */
  | 'shiftLeft'
  | 'shiftRightSigned'
  | 'shiftRightUnsigned';

export interface VectorNode {
  readonly id: number;
  readonly operator: VectorOperator;
  readonly operands: readonly Node[];
  /** Lanes are -1 for 1, as comparisons leave them. */
  readonly isMask: boolean;
  readonly numbers: readonly number[];
  /** State variables that it reads by itself. */
  readonly states: readonly number[];
}

/** Whatever a function works out: a word, or four at once. */
export type Node = Word | VectorNode;

export function isVector(node: Node): node is VectorNode {
  return (node as VectorNode).isMask !== undefined;
}

/** One lane of a vector, which stands for a word. */
export interface LaneOf {
  readonly vector: VectorNode;
  readonly lane: number;
}

/** Words that vectors hold. */
export type LaneMap = ReadonlyMap<Word, LaneOf>;

/** What has to be worked out before the node: its operands, or the vectors that hold them. */
export function inputsOf(node: Node, lanes: LaneMap): readonly Node[] {
  const { operands } = node;
  if (operands.length === 0) return operands;
  const inputs: Node[] = [];
  for (const operand of operands) {
    inputs.push(isVector(operand) ? operand : (lanes.get(operand)?.vector ?? operand));
  }
  return inputs;
}
