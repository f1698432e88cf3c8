/** The last values of one signal, by cycle: a cycle in which it was not looked at has none. */
export class SignalHistory {
  readonly #cycles: number[];
  readonly #values: (number | bigint)[];
  readonly #depth: number;

  constructor(depth: number) {
    this.#depth = depth;
    this.#cycles = new Array<number>(depth).fill(-1);
    this.#values = new Array<number | bigint>(depth).fill(0);
  }

  /** Of several values in one cycle the last stays: the inputs may have changed between them. */
  record(cycle: number, value: number | bigint): void {
    const place = cycle % this.#depth;
    this.#cycles[place] = cycle;
    this.#values[place] = value;
  }

  /** The value in a cycle, where it is known. */
  at(cycle: number): number | bigint | undefined {
    if (cycle < 0) return undefined;
    const place = cycle % this.#depth;
    return this.#cycles[place] === cycle ? this.#values[place] : undefined;
  }
}
