import type { Word } from '../flatten/word.ts';

/**
 * The shape of words: two have the same one if they do the same with operands of the same shapes, down to state, of
 * which only the type counts. Words of one shape are equally high above the state, so none depends on another.
 */
export class Shapes {
  readonly #known = new Map<string, number>();
  /** By the words' numbers. */
  readonly #shapes: Int32Array;
  readonly #heights: Int32Array;

  /** `words` is in ascending order and has every operand of its members. */
  constructor(words: readonly Word[]) {
    const count = (words.at(-1)?.id ?? -1) + 1;
    this.#shapes = new Int32Array(count);
    this.#heights = new Int32Array(count);
    for (const word of words) {
      const isLeaf = isLeafLike(word);
      if (!isLeaf) {
        let height = 0;
        for (const { id } of word.operands) height = Math.max(height, this.#heights[id]!);
        this.#heights[word.id] = 1 + height;
      }
      const key = this.#key(word, isLeaf);
      let shape = this.#known.get(key);
      if (shape === undefined) {
        shape = this.#known.size;
        this.#known.set(key, shape);
      }
      this.#shapes[word.id] = shape;
    }
  }

  shape(word: Word): number {
    return this.#shapes[word.id]!;
  }

  height(word: Word): number {
    return this.#heights[word.id]!;
  }

  /** Operands of all members in an order in which their shapes agree. */
  operands(word: Word): readonly Word[] {
    const { operands } = word;
    if (!commutative.has(word.operator)) return operands;
    const [left, right] = operands as [Word, Word];
    return this.#shapes[left.id]! <= this.#shapes[right.id]! ? operands : [right, left];
  }

  #key(word: Word, isLeaf: boolean): string {
    const { operator, width, signed, low, offsets, value } = word;
    if (operator === 'constant') return `=${value}`;
    let key = signed ? `s${width}` : `u${width}`;
    if (isLeaf) return key;
    key += operator;
    for (const { id } of this.operands(word)) key += ` ${this.#shapes[id]}`;
    if (low > 0) key += `>${low}`;
    return offsets.length > 0 ? `${key}^${offsets}` : key;
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
