import type { BinaryOperator, BitType, Enumeration, Expression, UnaryOperator } from '../circuit/types.ts';
import type { Place } from './assignment.ts';
import { languageError } from './errors.ts';
import { concatenate, convert, fits, literal, signed, slice, unsigned, widthOf } from './expressions.ts';
import { named, quietly } from './module-context.ts';
import type { Vec } from './vector.ts';

/** A value in hardware. Its kind (`UInt`, `SInt`, `Bool`, `Enum`, `Vec`) is static, its width known when elaborated. */
export abstract class Value {
  readonly expression: Expression;
  /** What an assignment to this value assigns; absent where it is only to be read. */
  readonly place: Place | undefined;

  constructor(expression: Expression, place?: Place) {
    this.expression = expression;
    this.place = place;
  }

  /** Bits of the value. */
  get width(): number {
    return this.expression.type.width;
  }

  /** All bits as an unsigned number. */
  asUInt(): UInt {
    return uintOf(convert(this.expression, unsigned(this.width)), this.place);
  }

  /** All bits as a two's complement number. */
  asSInt(): SInt {
    return new SInt(named(convert(this.expression, signed(this.width))));
  }
}

/** What may stand where a `V` is wanted: a `V`, or a constant that fits. */
export type Operand<V> = V extends Bool ? Bool | boolean : V extends UInt | SInt ? V | number | bigint : V;

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

  eq(other: Operand<Self>): Bool {
    return this.compare('equal', other);
  }
  ne(other: Operand<Self>): Bool {
    return this.compare('notEqual', other);
  }
  lt(other: Operand<Self>): Bool {
    return this.compare('less', other);
  }
  le(other: Operand<Self>): Bool {
    return this.compare('lessEqual', other);
  }
  gt(other: Operand<Self>): Bool {
    return this.compare('greater', other);
  }
  ge(other: Operand<Self>): Bool {
    return this.compare('greaterEqual', other);
  }

  /** Bitwise, on the common width. */
  and(other: Operand<Self>): Self {
    return this.bitwise('and', other);
  }
  or(other: Operand<Self>): Self {
    return this.bitwise('or', other);
  }
  xor(other: Operand<Self>): Self {
    return this.bitwise('xor', other);
  }
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
        'use wrap(), truncate() or saturate() to say what is dropped',
      );
    }
    return this.make(named(convert(this.expression, { width, signed: this.expression.type.signed })));
  }

  /** The number modulo 2^width: the low `width` bits. */
  wrap(width: number): Self {
    requireWidth(width);
    return this.make(named(convert(this.expression, { width, signed: this.expression.type.signed })));
  }

  /** Shifted left by a constant; loses nothing. */
  shiftLeft(amount: number): Self {
    if (amount === 0) return this.make(this.expression);
    const zeros = literal(unsigned(amount), 0n);
    const type = { width: this.width + amount, signed: this.expression.type.signed };
    return this.make(named(convert(concatenate([this.expression, zeros]), type)));
  }

  /** Divided by 2^amount, towards minus infinity; at least one bit remains. */
  shiftRight(amount: number): Self {
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
    const type = { width: this.width + 2 ** amount.width - 1, signed: operand.type.signed };
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
    const right = this.operand(other as Self, 'compare');
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
    requireWidth(width);
    if (width >= this.width) return this.extend(width);
    const most = (1n << BigInt(width)) - 1n;
    return composite(() => mux(this.gt(most), new UInt(literal(unsigned(width), most)), this.wrap(width)));
  }

  orReduce(): Bool {
    return reduce(this, 'orReduce');
  }
  andReduce(): Bool {
    return reduce(this, 'andReduce');
  }
  xorReduce(): Bool {
    return reduce(this, 'xorReduce');
  }
}

/** A signed number, two's complement. */
export class SInt extends Numeric<SInt> {
  declare readonly kind: 'SInt';

  protected make(expression: Expression): SInt {
    return new SInt(expression);
  }
  protected operand(value: SInt | number | bigint, by: string): Expression {
    return numericOperand(value, true, by);
  }

  override asSInt(): SInt {
    return this;
  }

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
    requireWidth(width);
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

  and(other: Bool | boolean): Bool {
    return this.bitwise('and', other);
  }
  or(other: Bool | boolean): Bool {
    return this.bitwise('or', other);
  }
  xor(other: Bool | boolean): Bool {
    return this.bitwise('xor', other);
  }
  eq(other: Bool | boolean): Bool {
    return this.bitwise('equal', other);
  }
  not(): Bool {
    const { expression: operand } = this;
    return new Bool(named({ kind: 'unary', operator: 'not', type: unsigned(1), operand }));
  }

  private bitwise(operator: 'and' | 'or' | 'xor' | 'equal', other: Bool | boolean): Bool {
    const right = typeof other === 'boolean' ? literal(unsigned(1), BigInt(other)) : other.expression;
    return new Bool(named({ kind: 'binary', operator, type: unsigned(1), left: this.expression, right }));
  }
}

/** A member of an enumeration; `Name` tells enumerations apart for the type checker. */
export class Enum<Name extends string = string> extends Value {
  declare readonly kind: 'Enum';
  declare readonly memberName: Name;

  get enumeration(): Enumeration {
    return this.expression.type.enumeration!;
  }

  /** Whether it is the given member. */
  is(member: Enum<Name>): Bool {
    const { expression: left } = this;
    return new Bool(named({ kind: 'binary', operator: 'equal', type: unsigned(1), left, right: member.expression }));
  }
}

/** One value or the other, of the wider's width. */
export function mux(condition: Bool, whenTrue: Bool, whenFalse: Operand<Bool>): Bool;
export function mux(condition: Bool, whenTrue: boolean, whenFalse: Bool): Bool;
export function mux(condition: Bool, whenTrue: UInt, whenFalse: Operand<UInt>): UInt;
export function mux(condition: Bool, whenTrue: number | bigint, whenFalse: UInt): UInt;
export function mux(condition: Bool, whenTrue: SInt, whenFalse: Operand<SInt>): SInt;
export function mux(condition: Bool, whenTrue: number | bigint, whenFalse: SInt): SInt;
export function mux<N extends string>(condition: Bool, whenTrue: Enum<N>, whenFalse: Enum<N>): Enum<N>;
export function mux<E extends Value>(condition: Bool, whenTrue: Vec<E>, whenFalse: Vec<E>): Vec<E>;
export function mux<V extends Value>(condition: Bool, whenTrue: V, whenFalse: V): V;
export function mux(condition: Bool, whenTrue: Value | Constant, whenFalse: Value | Constant): Value {
  const model = whenTrue instanceof Value ? whenTrue : (whenFalse as Value);
  const [a, b] = [expressionLike(model, whenTrue), expressionLike(model, whenFalse)];
  if (a.type.signed !== b.type.signed) mixedSigns('mux');
  const type = a.type.width >= b.type.width ? a.type : b.type;
  const expression: Expression = {
    kind: 'mux',
    type,
    condition: condition.expression,
    whenTrue: convert(a, type),
    whenFalse: convert(b, type),
  };
  return likeValue(model, named(expression));
}

export type Constant = number | bigint | boolean;

/** The expression of a value, or of a constant in the kind of `model`. */
export function expressionLike(model: Value, value: Value | Constant): Expression {
  if (value instanceof Value) return value.expression;
  if (typeof value === 'boolean') return literal(unsigned(1), BigInt(value));
  const { type } = model.expression;
  const number = BigInt(value);
  return fits(number, type) ? literal(type, number) : numericOperand(value, type.signed, 'a constant');
}

/** A value of the kind of `model` around another expression. */
export function likeValue<V extends Value>(model: V, expression: Expression, place?: Place): V {
  const copy = Object.create(Object.getPrototypeOf(model)) as { -readonly [K in keyof Value]: Value[K] };
  return Object.assign(copy, model, { expression, place }) as unknown as V;
}

/** An operator made of others: only its result takes the name that the source gives. */
export function composite<V extends Value>(build: () => V): V {
  const value = quietly(build);
  return likeValue(value, named(value.expression));
}

/** Side by side, the first in the highest bits. */
export function cat(...values: readonly Value[]): UInt {
  return uintOf(named(concatenate(values.map(({ expression }) => expression))));
}

/** `count` copies side by side. */
export function fill(count: number, value: Value): UInt {
  return uintOf(named(concatenate(Array.from({ length: count }, () => value.expression))));
}

function uintOf(expression: Expression, place?: Place): UInt {
  return new UInt(expression, place);
}

function reduce(value: UInt, operator: UnaryOperator): Bool {
  return new Bool(named({ kind: 'unary', operator, type: unsigned(1), operand: value.expression }));
}

function numericOperand(value: UInt | SInt | number | bigint, isSigned: boolean, by: string): Expression {
  if (value instanceof Value) {
    if (value.expression.type.signed !== isSigned) mixedSigns(by);
    return value.expression;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    languageError('B021', `${value} is not a whole number`, 'give an integer, or a bigint for large constants');
  }
  const number = BigInt(value);
  if (number < 0n && !isSigned) {
    languageError('B021', `${number} does not fit an unsigned value`, 'convert the other operand with toSInt()');
  }
  return literal({ width: widthOf(number, isSigned), signed: isSigned }, number);
}

function mixedSigns(by: string): never {
  languageError(
    'B002',
    `${by} mixes a signed and an unsigned value`,
    'say what is meant: toSInt() keeps the number, asSInt() and asUInt() keep the bits',
  );
}

function requireWidth(width: number): void {
  if (!Number.isInteger(width) || width < 1) {
    languageError('B020', `a width of ${width} bits`, 'choose a whole number of at least 1');
  }
}

/** A constant of a shape: `constant(uint(8), 3)`. */
export function constant<V extends Value>(
  shape: { readonly type: BitType; of(expression: Expression): V },
  value: Constant,
): V {
  const number = BigInt(value);
  if (!fits(number, shape.type)) {
    languageError(
      'B021',
      `${number} does not fit ${shape.type.width} bits`,
      'choose a wider shape or another constant',
    );
  }
  return shape.of(literal(shape.type, number));
}
