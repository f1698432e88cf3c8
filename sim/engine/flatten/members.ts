import type { Word } from './word.ts';

/** A bit that is 1 where an unsigned word has one of some values. */
export interface Membership {
  readonly word: Word;
  readonly values: readonly Word[];
}

/** Wider words are compared with one constant after the other. */
const widestMember = 32;

/** The membership that a bit stands for: a comparison with a constant, one with several, or a disjunction of two. */
export function membershipOf(bit: Word): Membership | undefined {
  const { operator, operands } = bit;
  if (operator === 'oneOf') return { word: operands[0]!, values: operands.slice(1) };
  if (operator === 'equal') return comparison(operands);
  if (operator !== 'or') return undefined;
  return pair(operands, 'equal');
}

/** The same of a bit that is 0 in these cases. */
export function exclusionOf(bit: Word, one: Word): Membership | undefined {
  const { operator, operands } = bit;
  if (operator === 'notEqual') return comparison(operands);
  if (operator === 'xor' && operands[0] === one) return membershipOf(operands[1]!);
  if (operator !== 'and') return undefined;
  return pair(operands, 'notEqual');
}

function comparison(operands: readonly Word[]): Membership | undefined {
  const [constant, word] = operands as [Word, Word];
  if (constant.operator !== 'constant' || word.signed || word.width > widestMember) return undefined;
  return { word, values: [constant] };
}

function pair(operands: readonly Word[], operator: 'equal' | 'notEqual'): Membership | undefined {
  const [left, right] = operands as [Word, Word];
  if (left.operator !== operator || right.operator !== operator || left.operands[1] !== right.operands[1]) {
    return undefined;
  }
  const [one, other] = [comparison(left.operands), comparison(right.operands)];
  return one && other && { word: one.word, values: union(one.values, other.values) };
}

/** Each value once, ascending. */
export function union(one: readonly Word[], other: readonly Word[]): readonly Word[] {
  return [...new Set([...one, ...other])].sort((left, right) => (left.value < right.value ? -1 : 1));
}

/** What a bit is in the cycles in which the condition has the given value, as far as both compare one word with constants. */
export function impliedBy(condition: Word, holds: boolean, bit: Word): boolean | undefined {
  if (!isComparison(condition) || !isComparison(bit)) return undefined;
  const known = membershipOf(condition);
  const asked = known && membershipOf(bit);
  if (!asked || known.word !== asked.word) return undefined;
  if (!holds) return asked.values.every((value) => known.values.includes(value)) ? false : undefined;
  const within = known.values.filter((value) => asked.values.includes(value)).length;
  if (within === 0) return false;
  return within === known.values.length ? true : undefined;
}

function isComparison({ operator, width }: Word): boolean {
  return operator === 'equal' || operator === 'oneOf' || (operator === 'or' && width === 1);
}
