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

/** The values of two ascending lists, each once, ascending. */
export function union(one: readonly Word[], other: readonly Word[]): readonly Word[] {
  const all: Word[] = [];
  for (let left = 0, right = 0; left < one.length || right < other.length; ) {
    const [first, second] = [one[left], other[right]];
    const next = !second || (first && first.value <= second.value) ? first! : second;
    if (next === first) left++;
    if (next === second) right++;
    all.push(next);
  }
  return all;
}

/** What a bit is in the cycles in which the condition has the given value, as far as both compare one word with constants. */
export function impliedBy(condition: Word, holds: boolean, bit: Word): boolean | undefined {
  if (!isComparison(condition) || !isComparison(bit)) return undefined;
  if (condition.operator === 'equal' && bit.operator === 'equal')
    return holds && isExclusive(condition, bit) ? false : undefined;
  const known = membershipOf(condition);
  const asked = known && membershipOf(bit);
  if (!asked || known.word !== asked.word) return undefined;
  if (!holds) return asked.values.every((value) => known.values.includes(value)) ? false : undefined;
  const within = known.values.filter((value) => asked.values.includes(value)).length;
  if (within === 0) return false;
  return within === known.values.length ? true : undefined;
}

/** Whether two different comparisons are of one word with constants. */
function isExclusive({ operands: one }: Word, { operands: other }: Word): boolean {
  return one[1] === other[1] && one[0]!.operator === 'constant' && other[0]!.operator === 'constant';
}

function isComparison({ operator, width }: Word): boolean {
  return operator === 'equal' || operator === 'oneOf' || (operator === 'or' && width === 1);
}
