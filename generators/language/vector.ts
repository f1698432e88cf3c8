import type { Expression } from '../circuit/types.ts';
import type { Place } from './assignment.ts';
import { languageError } from './errors.ts';
import { concatenate, convert, literal, slice, unsigned } from './expressions.ts';
import { named } from './module-context.ts';
import { type Constant, expressionLike } from './operands.ts';
import type { Shape } from './shapes.ts';
import { type Operand, type UInt, Value } from './values.ts';

/** Equal elements side by side, element 0 in the lowest bits. */
export class Vec<V extends Value> extends Value {
  declare readonly kind: 'Vec';
  declare readonly alone: Vec<V>;
  /** The shape of one element. */
  readonly element: Shape<V>;
  /** Number of elements. */
  readonly length: number;

  constructor(expression: Expression, element: Shape<V>, length: number, place?: Place) {
    super(expression, place);
    this.element = element;
    this.length = length;
  }

  override get distinction(): string {
    return this.kindText;
  }

  override get kindText(): string {
    return `vec(${this.length}, ${this.element.text})`;
  }

  /** Element `index`: 0 <= index < length where it is a constant; 0 beyond the last where it is chosen at run time. */
  at(index: number | UInt): V {
    const { width } = this.element.type;
    if (typeof index !== 'number') {
      const chosen: Expression = {
        kind: 'element',
        type: unsigned(width),
        operand: this.expression,
        index: index.expression,
      };
      const place = this.place?.elementAt(index.expression, width);
      return this.element.of(named(convert(chosen, this.element.type)), place);
    }
    if (!Number.isInteger(index) || index < 0 || index >= this.length) {
      languageError('B020', `element ${index} of a vector of ${this.length}`, `choose 0 to ${this.length - 1}`);
    }
    const [high, low] = [width * index + width - 1, width * index];
    const part = convert(slice(this.expression, high, low), this.element.type);
    return this.element.of(named(part), this.place && !this.place.dynamic ? this.place.range(high, low) : undefined);
  }

  /** All elements, 0 first. */
  elements(): readonly V[] {
    return Array.from({ length: this.length }, (_, index) => this.at(index));
  }
}

/** A vector of the given elements, the first being element 0: values or constants, all of one shape. */
export function vecOf<V extends Value>(elements: readonly Operand<V>[], shape: Shape<V>): Vec<V> {
  const model = shape.of(literal(shape.type, 0n));
  const parts = elements.map((element) => elementOf(model, element as Value | Constant, shape));
  const type = { width: parts.length * shape.type.width, signed: false, lanes: parts.length };
  const joined = concatenate([...parts].reverse());
  const expression: Expression = joined.kind === 'concatenate' ? { ...joined, type } : convert(joined, type);
  return new Vec(named(expression), shape, parts.length);
}

function elementOf(model: Value, element: Value | Constant, { type, text }: Shape): Expression {
  const expression = expressionLike(model, element);
  if (expression.type.signed !== type.signed) {
    const message = `${expression.type.signed ? 'a signed' : 'an unsigned'} element in a vector of ${text}`;
    languageError('B002', message, 'say what is meant: toSInt() keeps the number, asSInt() and asUInt() keep the bits');
  }
  if (expression.type.width > type.width) {
    const message = `an element of ${expression.type.width} bits in a vector of ${text}`;
    if (!(element instanceof Value)) languageError('B021', message, 'choose a wider shape or another constant');
    languageError('B001', message, 'use wrap() or saturate() to say what is dropped');
  }
  return convert(expression, type);
}

/** The same bits under another shape of the same width: a memory word as a vector, a vector as a number. */
export function reinterpret<V extends Value>(value: Value, shape: Shape<V>): V {
  if (value.width !== shape.type.width) {
    languageError(
      'B020',
      `${value.width} bits cannot be seen as a shape of ${shape.type.width} bits`,
      'choose a shape of the same width, or select the bits first',
    );
  }
  return shape.of(named(convert(value.expression, shape.type)), value.place);
}
