import type { Word } from '../flatten/word.ts';

/** A word of one bit that must be 1, or 0: twice its id, and one more for 0. */
export type Literal = number;

/** When something is needed: in cycles in which all literals of one of the terms hold. No literals: always. */
export type Condition = readonly (readonly Literal[])[];

export const never: Condition = [];
export const always: Condition = [[]];

const mostTerms = 8;
const mostLiterals = 1;

export function literalOf(word: Word, positive: boolean): Literal {
  return 2 * word.id + (positive ? 0 : 1);
}

/** One term more; where there are too many, a condition that holds in all of their cycles and in others. */
export function withTerm(condition: Condition, term: readonly Literal[]): Condition {
  for (const known of condition) if (contains(term, known)) return condition;
  const rest = condition.filter((known) => !contains(known, term));
  for (const known of rest) {
    const merged = mergedTerm(known, term);
    if (merged) {
      return withTerm(
        rest.filter((other) => other !== known),
        merged,
      );
    }
  }
  const terms = [...rest, term];
  if (terms.length <= mostTerms) return terms;
  return [terms.reduce((common, other) => common.filter((literal) => other.includes(literal)))];
}

export function withTerms(condition: Condition, terms: Condition): Condition {
  if (condition === terms || condition === always) return condition;
  return terms.reduce(withTerm, condition);
}

/** The terms in cycles in which the literal holds as well; terms that are long already stay as they are. */
export function restricted(condition: Condition, literal: Literal): Condition {
  return condition
    .filter((term) => !term.includes(literal ^ 1))
    .map((term) => {
      if (term.includes(literal) || term.length >= mostLiterals) return term;
      return [...term, literal].sort((first, second) => first - second);
    });
}

export function contains(term: readonly Literal[], part: readonly Literal[]): boolean {
  for (const literal of part) if (!term.includes(literal)) return false;
  return true;
}

/** What two terms have in common that differ in the sign of one literal alone. */
function mergedTerm(one: readonly Literal[], other: readonly Literal[]): readonly Literal[] | undefined {
  if (one.length !== other.length) return undefined;
  const different = one.filter((literal) => !other.includes(literal));
  if (different.length !== 1 || !other.includes(different[0]! ^ 1)) return undefined;
  return one.filter((literal) => literal !== different[0]);
}

export function keyOf(condition: Condition): string {
  return condition
    .map((term) => term.join('&'))
    .sort()
    .join('|');
}
