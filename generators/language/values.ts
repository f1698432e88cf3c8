import type { BinaryOperator, Enumeration, Expression, UnaryOperator } from '../circuit/types.ts';
import type { Place } from './assignment.ts';
import { languageError } from './errors.ts';
import { concatenate, convert, literal, maximumWidth, requireWidth, signed, slice, unsigned } from './expressions.ts';
import { valueGuard } from './misspelt.ts';
import { named } from './module-context.ts';
import { composite, mux } from './mux.ts';
import { boolOf, boolText, expressionLike, numericOperand } from './operands.ts';

/** A value in hardware. Its kind (`UInt`, `SInt`, `Bool`, `Enum`, `Vec`) is static, its width known when elaborated. */
export abstract class Value {
  /** What computes the value, in the circuit. */
  readonly expression: Expression;
  /** What an assignment to this value assigns; absent where it is only to be read. */
  readonly place: Place | undefined;

  constructor(expression: Expression, place?: Place) {
    this.expression = expression;
    this.place = place;
  }

  /** What `count + 1`, `a < b` and text make of a value: an error, for these are TypeScript's, not hardware. */
  [Symbol.toPrimitive](): never {
    return languageError(
      'B024',
      "an operator of TypeScript's, such as + or <, or text, of a hardware value",
      'use the methods: a.add(b), a.lt(b), a.and(b), a.eq(b); in messages, message`…`',
    );
  }

  /** Bits of the value. */
  get width(): number {
    return this.expression.type.width;
  }

  /** Bits below the point of a fixed-point number, which signals of this kind keep for waves; absent for all others. */
  get binaryPoint(): number | undefined {
    return undefined;
  }

  /** Differs for kinds that must not be assigned to each other though their bits could: the shape of a vector's elements. */
  get distinction(): string {
    return '';
  }

  /** The kind as the user knows it, for messages. */
  get kindText(): string {
    const { enumeration, signed: isSigned, width } = this.expression.type;
    return enumeration ? `a member of ${enumeration.name}` : `${isSigned ? 'sint' : 'uint'}(${width})`;
  }

  /** All bits as an unsigned number. */
  asUInt(): UInt {
    return uintOf(named(convert(this.expression, unsigned(this.width))), this.place);
  }

  /** All bits as a two's complement number. */
  asSInt(): SInt {
    return new SInt(named(convert(this.expression, signed(this.width))));
  }
}

// A misspelt property would else be one that nobody reads. The two that stand before the guard are a value's own, so that
// `withPrototype` can set them at the cost of any object's.
Object.defineProperties(Value.prototype, {
  expression: { value: undefined, writable: true },
  place: { value: undefined, writable: true },
});
Object.setPrototypeOf(Value.prototype, valueGuard);

/** The kind of a value alone, without its being a port, wire or register: as its class declares it in `alone`. */
export type KindOf<V> = V extends { readonly alone: infer Kind } ? Kind : V;

/** What may stand where a `V` is wanted: a value of its kind, or a constant that fits. */
export type Operand<V> = KindOf<V> | (V extends Bool ? boolean : V extends UInt | SInt ? number | bigint : never);

abstract class Numeric<Self extends UInt | SInt> extends Value {
  protected abstract make(expression: Expression): Self;
  protected abstract operand(value: Self | number | bigint, by: string): Expression;

  /** The sum, one bit wider than the wider operand. */
  add(other: Operand<Self>): Self {
    return this.arithmetic('add', other);
  }

  /** The product, as wide as both operands together. */
  mul(other: Operand<Self>): Self {
    return this.arithmetic('multiply', other);
  }

  /** The difference: signed, one bit wider than the wider operand. */
  sub(other: Operand<Self>): SInt {
    const right = this.operand(other as Self, 'sub');
    const width = Math.max(this.width, right.type.width) + 1;
    const { expression: left } = this;
    return new SInt(named({ kind: 'binary', operator: 'subtract', type: signed(width), left, right }));
  }

  /** The sum modulo 2^width, as wide as the wider operand: for counters. */
  addWrap(other: Operand<Self>): Self {
    const right = this.operand(other as Self, 'addWrap');
    return this.wrapped('add', right);
  }

  /** The difference modulo 2^width, as wide as the wider operand and of its kind. */
  subWrap(other: Operand<Self>): Self {
    const right = this.operand(other as Self, 'subWrap');
    return this.wrapped('subtract', right);
  }

  /** Whether the numbers are equal; widths may differ, as in all comparisons. */
  eq(other: Operand<Self>): Bool {
    return this.compare('equal', other);
  }
  /** Whether the numbers differ. */
  ne(other: Operand<Self>): Bool {
    return this.compare('notEqual', other);
  }
  /** Less than. */
  lt(other: Operand<Self>): Bool {
    return this.compare('less', other);
  }
  /** Less than or equal. */
  le(other: Operand<Self>): Bool {
    return this.compare('lessEqual', other);
  }
  /** Greater than. */
  gt(other: Operand<Self>): Bool {
    return this.compare('greater', other);
  }
  /** Greater than or equal. */
  ge(other: Operand<Self>): Bool {
    return this.compare('greaterEqual', other);
  }

  /** Bitwise, on the common width. */
  and(other: Operand<Self>): Self {
    return this.bitwise('and', other);
  }
  /** Bitwise, on the common width. */
  or(other: Operand<Self>): Self {
    return this.bitwise('or', other);
  }
  /** Bitwise exclusive or, on the common width. */
  xor(other: Operand<Self>): Self {
    return this.bitwise('xor', other);
  }
  /** Every bit inverted. */
  not(): Self {
    const { expression: operand } = this;
    return this.make(named({ kind: 'unary', operator: 'not', type: operand.type, operand }));
  }

  /** Bits `high` down to `low`, unsigned. */
  bits(high: number, low: number): UInt {
    const place = this.place && !this.place.dynamic ? this.place.range(high, low) : undefined;
    return uintOf(named(slice(this.expression, high, low)), place);
  }

  /** Bit `index`, 0 the lowest. */
  bit(index: number): Bool {
    const place = this.place && !this.place.dynamic ? this.place.range(index, index) : undefined;
    return new Bool(named(slice(this.expression, index, index)), place);
  }

  /** Bit `index` chosen at run time; false beyond the highest. */
  bitAt(index: UInt): Bool {
    const operand = convert(this.expression, unsigned(this.width));
    return new Bool(named({ kind: 'element', type: unsigned(1), operand, index: index.expression }));
  }

  /** The same number in `width` bits, not fewer than now. */
  extend(width: number): Self {
    if (width < this.width) {
      languageError(
        'B001',
        `extend(${width}) of a value of ${this.width} bits would lose ${this.width - width} bits`,
        'use wrap() or saturate() to say what is dropped',
      );
    }
    requireWidth('extend()', width);
    return this.make(named(convert(this.expression, { width, signed: this.expression.type.signed })));
  }

  /** The number modulo 2^width: the low `width` bits. */
  wrap(width: number): Self {
    requireWidth('wrap()', width);
    return this.make(named(convert(this.expression, { width, signed: this.expression.type.signed })));
  }

  /** Shifted left by a constant; loses nothing. */
  shiftLeft(amount: number): Self {
    requireAmount('shiftLeft', amount);
    if (amount === 0) return this.make(this.expression);
    const zeros = literal(unsigned(amount), 0n);
    const type = { width: this.width + amount, signed: this.expression.type.signed };
    return this.make(named(convert(concatenate([this.expression, zeros]), type)));
  }

  /** Divided by 2^amount, towards minus infinity; at least one bit remains. */
  shiftRight(amount: number): Self {
    requireAmount('shiftRight', amount);
    const low = Math.min(amount, this.width - 1);
    const { signed: isSigned } = this.expression.type;
    if (amount >= this.width && !isSigned) return this.make(literal(unsigned(1), 0n));
    if (low === 0) return this.make(this.expression);
    const kept = slice(this.expression, this.width - 1, low);
    return this.make(named(convert(kept, { width: this.width - low, signed: isSigned })));
  }

  /** Shifted left by a variable amount; as wide as the largest amount needs. */
  shiftLeftBy(amount: UInt): Self {
    const { expression: operand } = this;
    const width = this.width + 2 ** amount.width - 1;
    if (width > maximumWidth) {
      const message = `shiftLeftBy() by up to ${2 ** amount.width - 1} makes ${width} bits`;
      languageError('B020', message, 'give the amount fewer bits: wrap() or saturate()');
    }
    const type = { width, signed: operand.type.signed };
    return this.make(named({ kind: 'shift', direction: 'left', type, operand, amount: amount.expression }));
  }

  /** Divided by 2^amount, towards minus infinity, for a variable amount. */
  shiftRightBy(amount: UInt): Self {
    const { expression: operand } = this;
    return this.make(
      named({ kind: 'shift', direction: 'right', type: operand.type, operand, amount: amount.expression }),
    );
  }

  private arithmetic(operator: 'add' | 'multiply', other: Operand<Self>): Self {
    const { expression: left } = this;
    const right = this.operand(other as Self, operator === 'add' ? 'add' : 'mul');
    const widths = [left.type.width, right.type.width] as const;
    const width = operator === 'add' ? Math.max(...widths) + 1 : widths[0] + widths[1];
    return this.make(named({ kind: 'binary', operator, type: { width, signed: left.type.signed }, left, right }));
  }

  private wrapped(operator: 'add' | 'subtract', right: Expression): Self {
    const { expression: left } = this;
    const width = Math.max(left.type.width, right.type.width);
    const { signed: isSigned } = left.type;
    const type = { width: width + 1, signed: isSigned || operator === 'subtract' };
    const full: Expression = { kind: 'binary', operator, type, left, right };
    return this.make(named(convert(full, { width, signed: isSigned })));
  }

  private compare(operator: BinaryOperator, other: Operand<Self>): Bool {
    const right = this.operand(other as Self, 'a comparison');
    return new Bool(named({ kind: 'binary', operator, type: unsigned(1), left: this.expression, right }));
  }

  private bitwise(operator: 'and' | 'or' | 'xor', other: Operand<Self>): Self {
    const right = this.operand(other as Self, operator);
    const type = {
      width: Math.max(this.width, right.type.width),
      signed: this.expression.type.signed,
    };
    const [left, extended] = [convert(this.expression, type), convert(right, type)];
    return this.make(named({ kind: 'binary', operator, type, left, right: extended }));
  }
}

/** An unsigned number. */
export class UInt extends Numeric<UInt> {
  /** Never true: tells the kinds apart for the type checker. */
  declare readonly kind: 'UInt';
  declare readonly alone: UInt;

  protected make(expression: Expression): UInt {
    return new UInt(expression);
  }
  protected operand(value: UInt | number | bigint, by: string): Expression {
    return numericOperand(value, false, by);
  }

  /** The same number as a signed one, one bit wider. */
  toSInt(): SInt {
    return new SInt(named(convert(this.expression, signed(this.width + 1))));
  }

  /** The number, or 2^width - 1 where it is larger. */
  saturate(width: number): UInt {
    requireWidth('saturate()', width);
    if (width >= this.width) return this.extend(width);
    const most = (1n << BigInt(width)) - 1n;
    return composite(() => mux(this.gt(most), new UInt(literal(unsigned(width), most)), this.wrap(width)));
  }

  /** Whether any bit is 1. */
  orReduce(): Bool {
    return reduce(this, 'orReduce');
  }
  /** Whether all bits are 1. */
  andReduce(): Bool {
    return reduce(this, 'andReduce');
  }
  /** Whether an odd number of bits is 1. */
  xorReduce(): Bool {
    return reduce(this, 'xorReduce');
  }
}

/** A signed number, two's complement. */
export class SInt extends Numeric<SInt> {
  declare readonly kind: 'SInt';
  declare readonly alone: SInt;

  protected make(expression: Expression): SInt {
    return new SInt(expression);
  }
  protected operand(value: SInt | number | bigint, by: string): Expression {
    return numericOperand(value, true, by);
  }

  override asSInt(): SInt {
    return this;
  }

  /** Whether it is below 0: the highest bit. */
  isNegative(): Bool {
    return this.bit(this.width - 1);
  }

  /** The negated number, one bit wider. */
  neg(): SInt {
    const { expression: operand } = this;
    return new SInt(named({ kind: 'unary', operator: 'negate', type: signed(this.width + 1), operand }));
  }

  /** The nearest number that `width` bits hold. */
  saturate(width: number): SInt {
    requireWidth('saturate()', width);
    if (width >= this.width) return this.extend(width);
    const most = (1n << BigInt(width - 1)) - 1n;
    const limit = (value: bigint): SInt => new SInt(literal(signed(width), value));
    return composite(() =>
      mux(this.gt(most), limit(most), mux(this.lt(-most - 1n), limit(-most - 1n), this.wrap(width))),
    );
  }
}

/** One bit that is true or false. */
export class Bool extends Value {
  declare readonly kind: 'Bool';
  declare readonly alone: Bool;

  override get distinction(): string {
    return boolText;
  }
  override get kindText(): string {
    return boolText;
  }

  /** Whether both are true. */
  and(other: Bool | boolean): Bool {
    return this.bitwise('and', other);
  }
  /** Whether either is true. */
  or(other: Bool | boolean): Bool {
    return this.bitwise('or', other);
  }
  /** Whether exactly one is true. */
  xor(other: Bool | boolean): Bool {
    return this.bitwise('xor', other);
  }
  /** Whether both are the same. */
  eq(other: Bool | boolean): Bool {
    return this.bitwise('equal', other);
  }
  /** Whether it is false. */
  not(): Bool {
    const { expression: operand } = this;
    return new Bool(named({ kind: 'unary', operator: 'not', type: unsigned(1), operand }));
  }

  private bitwise(operator: 'and' | 'or' | 'xor' | 'equal', other: Bool | boolean): Bool {
    const right =
      typeof other === 'boolean' ? literal(unsigned(1), BigInt(other)) : boolOf(other, `the operand of ${operator}()`);
    return new Bool(named({ kind: 'binary', operator, type: unsigned(1), left: this.expression, right }));
  }
}

/** A member of an enumeration; `Name` tells enumerations apart for the type checker. */
export class Enum<Name extends string = string> extends Value {
  declare readonly kind: 'Enum';
  declare readonly alone: Enum<Name>;
  declare readonly memberName: Name;

  /** Name, members and their values. */
  get enumeration(): Enumeration {
    return this.expression.type.enumeration!;
  }

  /** Whether it is the given member. */
  is(member: Enum<Name>): Bool {
    const { expression: left } = this;
    const right = expressionLike(this, member);
    return new Bool(named({ kind: 'binary', operator: 'equal', type: unsigned(1), left, right }));
  }
}

function uintOf(expression: Expression, place?: Place): UInt {
  return new UInt(expression, place);
}

function reduce(value: UInt, operator: UnaryOperator): Bool {
  return new Bool(named({ kind: 'unary', operator, type: unsigned(1), operand: value.expression }));
}

function requireAmount(operator: string, amount: number): void {
  if (!Number.isInteger(amount) || amount < 0) {
    languageError('B020', `${operator}(${amount})`, 'choose a whole number of at least 0');
  }
}
