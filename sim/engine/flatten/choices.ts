import { impliedBy } from './members.ts';
import type { Word } from './word.ts';

/** Choices in a row that are looked through at most. */
export const longestRow = 12;

/** The value of a word in cycles in which the condition has the given value, as far as the choices at its top tell. */
export function armWhere(word: Word, condition: Word, holds: boolean): Word {
  let value = word;
  for (let choice = 0; choice < longestRow && value.operator === 'mux'; choice++) {
    const [decider, whenTrue, whenFalse] = value.operands as [Word, Word, Word];
    const decided = decider === condition ? holds : impliedBy(condition, holds, decider);
    if (decided === undefined) break;
    value = decided ? whenTrue : whenFalse;
  }
  return value;
}
