import type { BitType } from '../../generators/circuit/types.ts';

/** A source of random numbers that gives the same ones for the same seed. */
export class RandomSource {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2_654_435_761) >>> 0;
  }

  /** An integer from 0 to `below` - 1. */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  chance(probability: number): boolean {
    return this.below(1000) < probability * 1000;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  /** A number that the type holds; often one at the ends of its range. */
  value({ width, signed }: BitType): bigint {
    let bits = 0n;
    for (let done = 0; done < width; done += 30) bits = (bits << 30n) | BigInt(this.below(2 ** 30));
    if (this.chance(0.2)) bits = this.pick([0n, 1n, -1n, 1n << BigInt(width - 1), (1n << BigInt(width - 1)) - 1n]);
    return signed ? BigInt.asIntN(width, bits) : BigInt.asUintN(width, bits);
  }
}
