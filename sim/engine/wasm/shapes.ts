import type { Word } from '../flatten/word.ts';

/**
 * The shape of words: two have the same one if they do the same with operands of the same shapes, down to state, of
 * which only the type counts. Words of one shape are equally high above the state, so none depends on another.
 */
export class Shapes {
  readonly #known = new Map<string, number>();
  readonly #shapes = new Map<Word, number>();
  readonly #heights = new Map<Word, number>();

  /** `words` is in ascending order and has every operand of its members. */
  constructor(words: readonly Word[]) {
    for (const word of words) {
      const height = isLeafLike(word) ? 0 : 1 + Math.max(0, ...word.operands.map((one) => this.height(one)));
      this.#heights.set(word, height);
      const key = this.#key(word);
      let shape = this.#known.get(key);
      if (shape === undefined) {
        shape = this.#known.size;
        this.#known.set(key, shape);
      }
      this.#shapes.set(word, shape);
    }
  }

  shape(word: Word): number {
    return this.#shapes.get(word)!;
  }

  height(word: Word): number {
    return this.#heights.get(word)!;
  }

  /** Operands of all members in an order in which their shapes agree. */
  operands(word: Word): readonly Word[] {
    const [left, right] = word.operands;
    if (!commutative.has(word.operator) || this.shape(left!) <= this.shape(right!)) return word.operands;
    return [right!, left!];
  }

  #key(word: Word): string {
    const { operator, width, signed, low, offsets, value } = word;
    const type = `${width}${signed ? 's' : 'u'}`;
    if (operator === 'constant') return `=${value}`;
    if (isLeafLike(word)) return type;
    const operands = this.operands(word).map((operand) => this.shape(operand));
    return `${operator}${type}>${low}^${offsets} ${operands}`;
  }
}

const commutative: ReadonlySet<Word['operator']> = new Set([
  'add',
  'multiply',
  'and',
  'or',
  'xor',
  'equal',
  'notEqual',
]);

/** State and bits of it: what vectors can be loaded or put together from. */
export function isLeafLike({ operator, operands }: Word): boolean {
  if (operator === 'state' || operator === 'extract') return true;
  return operator === 'slice' && isLeafLike(operands[0]!);
}
