import type { Expression, InstanceInput, Literal, Signal } from '../../../generators/circuit/types.ts';
import { storeNumber, wordCount } from './words.ts';

/** What has a value of its own in every instance of a module: a signal, or an expression that is computed only once. */
export type Holder = Signal | InstanceInput | Expression;

/** Where the values of an instance lie among its words. All instances of a module have the same layout. */
export class Layout {
  readonly #places = new Map<Holder, number>();
  readonly #constants: { readonly place: number; readonly literal: Literal }[] = [];
  #size = 0;

  /** Words for a value of so many bits that belongs to no holder. */
  reserve(width: number): number {
    const place = this.#size;
    this.#size += wordCount(width);
    return place;
  }

  add(holder: Holder): number {
    const place = this.reserve(holder.type.width);
    this.#places.set(holder, place);
    return place;
  }

  has(holder: Holder): boolean {
    return this.#places.has(holder);
  }

  place(holder: Holder): number {
    return this.#places.get(holder)!;
  }

  /** A place that always holds the literal's value. */
  constant(literal: Literal): number {
    const place = this.reserve(literal.type.width);
    this.#constants.push({ place, literal });
    return place;
  }

  /** The words of a new instance: all 0 but for the constants. */
  createWords(): Int32Array {
    const words = new Int32Array(this.#size);
    for (const { place, literal } of this.#constants) storeNumber(words, place, literal.type.width, literal.value);
    return words;
  }
}
