import type { BitType, Expression } from '../../circuit/types.ts';
import type { Place } from '../../language/assignment.ts';
import { languageError } from '../../language/errors.ts';
import { type Bool, composite, type Shape, SInt, sint, UInt, uint, Value } from '../../language/index.ts';

/** The shape of fixed-point numbers: multiples of 2^-fractionBits. */
export interface FixedShape<N extends SInt | UInt> extends Shape<Fixed<N>> {
  /** Bits above the point, the sign among them where there is one; may be negative, as in 0.000xxx. */
  readonly integerBits: number;
  /** Bits below the point, at least 0. */
  readonly fractionBits: number;
}

/**
 * Signed fixed-point numbers from -2^(integerBits-1) up to, not including, 2^(integerBits-1), in steps of
 * 2^-fractionBits. They take integerBits + fractionBits bits.
 */
export function fixed(integerBits: number, fractionBits: number): FixedShape<SInt> {
  return fixedShape<SInt>('fixed', integerBits, fractionBits, (width) => sint(width).type);
}

/** Unsigned fixed-point numbers from 0 up to, not including, 2^integerBits, in steps of 2^-fractionBits. */
export function unsignedFixed(integerBits: number, fractionBits: number): FixedShape<UInt> {
  return fixedShape<UInt>('unsignedFixed', integerBits, fractionBits, (width) => uint(width).type);
}

function fixedShape<N extends SInt | UInt>(
  kind: string,
  integerBits: number,
  fractionBits: number,
  typeOf: (width: number) => BitType,
): FixedShape<N> {
  if (!Number.isInteger(integerBits) || !Number.isInteger(fractionBits) || fractionBits < 0) {
    languageError(
      'B020',
      `${kind}(${integerBits}, ${fractionBits})`,
      'choose whole numbers of bits, and at least 0 below the point',
    );
  }
  return {
    type: typeOf(integerBits + fractionBits),
    text: `${kind}(${integerBits}, ${fractionBits})`,
    integerBits,
    fractionBits,
    of: (expression, place) => new Fixed<N>(expression, fractionBits, place),
  };
}

/**
 * A fixed-point number, signed (`Fixed<SInt>`) or unsigned (`Fixed<UInt>`). Points are aligned by the operators, and no
 * operator loses a bit; `toFixed` (in `convert.ts`) says how bits are dropped.
 */
export class Fixed<N extends SInt | UInt = SInt | UInt> extends Value {
  declare readonly kind: 'Fixed';
  declare readonly alone: Fixed<N>;
  declare readonly numberKind: N;
  /** Bits below the point. */
  readonly fractionBits: number;

  constructor(expression: Expression, fractionBits: number, place?: Place) {
    super(expression, place);
    this.fractionBits = fractionBits;
  }

  /** Bits above the point, the sign among them. */
  get integerBits(): number {
    return this.width - this.fractionBits;
  }

  /** The shape of this number, to declare others like it. */
  get shape(): FixedShape<N> {
    const make = this.expression.type.signed ? fixed : unsignedFixed;
    return make(this.integerBits, this.fractionBits) as unknown as FixedShape<N>;
  }

  override get binaryPoint(): number {
    return this.fractionBits;
  }

  /** Numbers of one sign and point go together, whatever their widths. */
  override get distinction(): string {
    return `${this.expression.type.signed ? 'fixed' : 'unsignedFixed'} point ${this.fractionBits}`;
  }

  override get kindText(): string {
    return this.shape.text;
  }

  /** The number in units of 2^-fractionBits. */
  get raw(): N {
    return this.rawOf(this.expression);
  }

  /** The sum: one bit more above the point than the wider operand, and the finer step of the two. */
  add(other: Fixed<N>): Fixed<N> {
    return composite(() => this.withAligned(other, (a, b) => a.add(b)));
  }

  /** The difference: signed, and one bit more above the point. */
  sub(other: Fixed<N>): Fixed<SInt> {
    return composite(() => this.withAligned(other, (a, b) => a.sub(b))) as unknown as Fixed<SInt>;
  }

  /** The product: bits above and below the point are the sums of those of both operands. */
  mul(other: Fixed<N>): Fixed<N> {
    return composite(() => {
      const product = (this.raw as UInt).mul(other.raw as UInt);
      return new Fixed<N>(product.expression, this.fractionBits + other.fractionBits);
    });
  }

  /** The negated number, signed, one bit more above the point. */
  neg(): Fixed<SInt> {
    return composite(() => new Fixed<SInt>(this.toSigned().raw.neg().expression, this.fractionBits));
  }

  /** The number times 2^exponent: moves the point; makes no hardware. */
  scale(exponent: number): Fixed<N> {
    const fractionBits = this.fractionBits - exponent;
    if (fractionBits >= 0) return new Fixed<N>(this.expression, fractionBits);
    return composite(() => new Fixed<N>(this.raw.shiftLeft(-fractionBits).expression, 0));
  }

  /** The same number, signed; one bit wider where it was unsigned. */
  toSigned(): Fixed<SInt> {
    if (this.expression.type.signed) return new Fixed<SInt>(this.expression, this.fractionBits);
    return composite(() => new Fixed<SInt>((this.raw as UInt).toSInt().expression, this.fractionBits));
  }

  /** Divided by 2^fractionBits and rounded towards minus infinity. */
  floor(): N {
    return composite(() => {
      const raw = this.raw as UInt;
      return raw.extend(Math.max(this.width, this.fractionBits + 1)).shiftRight(this.fractionBits);
    }) as N;
  }

  /** Whether the numbers are equal, wherever their points are. */
  eq(other: Fixed<N>): Bool {
    return composite(() => this.compared(other, (a, b) => a.eq(b)));
  }
  /** Whether the numbers differ. */
  ne(other: Fixed<N>): Bool {
    return composite(() => this.compared(other, (a, b) => a.ne(b)));
  }
  /** Less than. */
  lt(other: Fixed<N>): Bool {
    return composite(() => this.compared(other, (a, b) => a.lt(b)));
  }
  /** Less than or equal. */
  le(other: Fixed<N>): Bool {
    return composite(() => this.compared(other, (a, b) => a.le(b)));
  }
  /** Greater than. */
  gt(other: Fixed<N>): Bool {
    return composite(() => this.compared(other, (a, b) => a.gt(b)));
  }
  /** Greater than or equal. */
  ge(other: Fixed<N>): Bool {
    return composite(() => this.compared(other, (a, b) => a.ge(b)));
  }

  private rawOf(expression: Expression): N {
    return (expression.type.signed ? new SInt(expression) : new UInt(expression)) as N;
  }

  private withAligned(other: Fixed<N>, combine: (a: UInt, b: UInt) => Value): Fixed<N> {
    const fractionBits = Math.max(this.fractionBits, other.fractionBits);
    return new Fixed<N>(this.compared(other, combine).expression, fractionBits);
  }

  /** Both numbers in units of the finer step. Signed ones take the same way, as `SInt` has the same operators. */
  private compared<R>(other: Fixed<N>, combine: (a: UInt, b: UInt) => R): R {
    const fractionBits = Math.max(this.fractionBits, other.fractionBits);
    const inUnits = (value: Fixed<N>): UInt => value.raw.shiftLeft(fractionBits - value.fractionBits) as UInt;
    return combine(inUnits(this), inUnits(other));
  }
}
