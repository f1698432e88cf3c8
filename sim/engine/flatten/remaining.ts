import type { KnownStates } from './specialise.ts';
import type { Word } from './word.ts';

/**
 * How many of the words that the roots depend on are left where state variables have the known numbers: an estimate of
 * what specialising saves, which looks at bits, comparisons and choices alone and builds nothing.
 */
export class RemainingWords {
  readonly #roots: readonly Word[];
  /** Ascending, so that operands stand before users. */
  readonly #words: readonly Word[];
  /** By the words' ids. */
  readonly #constants: (bigint | undefined)[];
  readonly #reached: Uint32Array;
  #round = 0;

  constructor(roots: readonly Word[], words: readonly Word[]) {
    this.#roots = roots;
    this.#words = words;
    const count = 1 + (words.at(-1)?.id ?? 0);
    this.#constants = new Array<bigint | undefined>(count);
    this.#reached = new Uint32Array(count);
  }

  count(known: KnownStates): number {
    const constants = this.#constants;
    for (const word of this.#words) constants[word.id] = this.#constantOf(word, known);
    this.#round++;
    let count = 0;
    const open: Word[] = [];
    const reach = (word: Word) => {
      if (this.#reached[word.id] === this.#round) return;
      this.#reached[word.id] = this.#round;
      if (constants[word.id] !== undefined) return;
      count++;
      open.push(word);
    };
    for (const root of this.#roots) reach(root);
    for (let word = open.pop(); word; word = open.pop()) {
      const { operands } = word;
      const decided = word.operator === 'mux' ? constants[operands[0]!.id] : undefined;
      if (decided !== undefined) reach(operands[decided === 1n ? 1 : 2]!);
      else for (const operand of operands) reach(operand);
    }
    return count;
  }

  #constantOf(word: Word, known: KnownStates): bigint | undefined {
    const { operator, operands } = word;
    if (operator === 'constant') return word.value;
    if (operator === 'state') return known.get(word.state);
    if (operands.length < 2) return undefined;
    const left = this.#constants[operands[0]!.id];
    const right = this.#constants[operands[1]!.id];
    switch (operator) {
      case 'and':
        if (left === 0n || right === 0n) return 0n;
        return left !== undefined && right !== undefined ? left & right : undefined;
      case 'or':
        if (word.width === 1 && (left === 1n || right === 1n)) return 1n;
        return left !== undefined && right !== undefined ? left | right : undefined;
      case 'xor':
        return left !== undefined && right !== undefined ? left ^ right : undefined;
      case 'equal':
      case 'notEqual':
        if (left === undefined || right === undefined) return undefined;
        return (left === right) === (operator === 'equal') ? 1n : 0n;
      case 'oneOf':
        return left === undefined
          ? undefined
          : operands.some(({ value }, place) => place > 0 && value === left)
            ? 1n
            : 0n;
      case 'mux':
        return left === undefined ? undefined : this.#constants[operands[left === 1n ? 1 : 2]!.id];
      default:
        return undefined;
    }
  }
}
