import type { Assignable, BitType, Expression, Target } from '../circuit/types.ts';

/** A part of an assignable signal, narrowed step by step: `word.at(3).bits(7, 0)`. */
export class Place {
  readonly signal: Assignable;
  private readonly high: number;
  private readonly low: number;
  private readonly element: { readonly index: Expression; readonly width: number } | undefined;

  constructor(signal: Assignable, high = signal.type.width - 1, low = 0, element?: Place['element']) {
    this.signal = signal;
    this.high = high;
    this.low = low;
    this.element = element;
  }

  /** Whether the place is chosen at run time. */
  get dynamic(): boolean {
    return this.element !== undefined;
  }

  range(high: number, low: number): Place {
    return new Place(this.signal, this.low + high, this.low + low);
  }

  /** Nothing where this is a part already: an element chosen at run time within a part cannot be assigned. */
  elementAt(index: Expression, width: number): Place | undefined {
    if (this.dynamic || this.low !== 0 || this.high !== this.signal.type.width - 1) return undefined;
    return new Place(this.signal, this.high, this.low, { index, width });
  }

  get width(): number {
    return this.element?.width ?? this.high - this.low + 1;
  }

  /** The type of what is assigned: the signal's own, or unsigned bits for a part. */
  get type(): BitType {
    const { width } = this;
    return this.dynamic || width !== this.signal.type.width ? { width, signed: false } : this.signal.type;
  }

  get target(): Target {
    if (this.element) return { signal: this.signal, element: this.element };
    if (this.width === this.signal.type.width) return { signal: this.signal };
    return { signal: this.signal, range: { high: this.high, low: this.low } };
  }
}
