import type { Word } from '../flatten/word.ts';

/** A bit of state, or a comparison of state with a constant. */
export function isSimple({ operator, operands, width }: Word): boolean {
  if (operator === 'state') return width === 1;
  return operator === 'equal' && operands[0]!.operator === 'constant' && operands[1]!.operator === 'state';
}
