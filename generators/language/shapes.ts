import type { BitType, Expression } from '../circuit/types.ts';
import type { Place } from './assignment.ts';
import { languageError } from './errors.ts';
import { requireWidth, signed, unsigned } from './expressions.ts';
import { Bool, SInt, UInt, type Value } from './values.ts';
import { Vec } from './vector.ts';

/** The type of a hardware value: what a port, wire, register or memory word is declared with. */
export interface Shape<V extends Value = Value> {
  readonly type: BitType;
  /** As it is written, equal exactly for equal shapes: `vec(4, uint(8))`. */
  readonly text: string;
  /** Of a fixed-point number: how many of its bits lie below the point. */
  readonly fractionBits?: number;
  of(expression: Expression, place?: Place): V;
}

/** A record of shapes: its fields become signals of their own, named `<record>_<field>`. */
export interface BundleShape {
  readonly [field: string]: AnyShape;
}
/** A shape whose signals run against those around it, made by `flip`. The key is no name that a field can have. */
export interface FlippedShape<S = unknown> {
  readonly '~flipped': S;
}
/** A shape of one signal, or a record of shapes. */
export type AnyShape = Shape | BundleShape | FlippedShape;

/** The value of a shape: a record of values for a bundle. */
export type ValueOf<S> =
  S extends Shape<infer V>
    ? V
    : S extends FlippedShape<infer Inner>
      ? ValueOf<Inner>
      : { readonly [K in keyof S]: ValueOf<S[K]> };

/** The shape of `count` elements of a shape: for a record, a vector for each field. */
export type VecShapeOf<S> =
  S extends Shape<infer V>
    ? Shape<Vec<V>>
    : S extends FlippedShape<infer Inner>
      ? FlippedShape<VecShapeOf<Inner>>
      : { readonly [K in keyof S]: VecShapeOf<S[K]> };

/** The shape that runs the other way: its inputs are outputs. Twice flipped is as before. */
export type FlippedOf<S> = S extends FlippedShape<infer Inner> ? Inner : FlippedShape<S>;

/** An unsigned number of `width` bits. */
export function uint(width: number): Shape<UInt> {
  requireWidth('an unsigned number', width);
  return { type: unsigned(width), text: `uint(${width})`, of: (expression, place) => new UInt(expression, place) };
}

/** A two's complement number of `width` bits. */
export function sint(width: number): Shape<SInt> {
  requireWidth('a signed number', width);
  return { type: signed(width), text: `sint(${width})`, of: (expression, place) => new SInt(expression, place) };
}

/** True or false. */
export function bool(): Shape<Bool> {
  return { type: unsigned(1), text: 'bool()', of: (expression, place) => new Bool(expression, place) };
}

/**
 * `count` elements of one shape, side by side in one signal, element 0 in the lowest bits. Of a record, each field
 * becomes a vector of its own; `elementAt(slots, index)` is then one record.
 */
export function vec<V extends Value>(count: number, element: Shape<V>): Shape<Vec<V>>;
export function vec<S extends AnyShape>(count: number, element: S): VecShapeOf<S>;
export function vec(count: number, element: AnyShape): AnyShape {
  if (!Number.isInteger(count) || count < 1) {
    languageError('B020', `a vector of ${count} elements`, 'choose a whole number of at least 1');
  }
  return mapShape(element, (leaf) => vecOfLeaves(count, leaf));
}

function vecOfLeaves<V extends Value>(count: number, element: Shape<V>): Shape<Vec<V>> {
  const width = count * element.type.width;
  requireWidth('a vector', width);
  return {
    type: { width, signed: false, lanes: count },
    text: `vec(${count}, ${element.text})`,
    of: (expression, place) => new Vec(expression, element, count, place),
  };
}

/**
 * The other direction. In a record, the field that runs against the rest: `{ data: uint(8), ready: flip(bool()) }` is an
 * output for data and an input for ready where it is declared by `output`, and the reverse by `input`.
 */
export function flip<S extends AnyShape>(shape: S): FlippedOf<S> {
  return (isFlipped(shape) ? shape['~flipped'] : { '~flipped': shape }) as FlippedOf<S>;
}

export function isShape(shape: AnyShape): shape is Shape {
  if (typeof shape !== 'object' || shape === null) {
    const remedy = 'give a shape, a value, or a record of them; is the name of a port or field misspelt?';
    languageError('B022', `${shape} is neither a shape nor a value`, remedy);
  }
  return typeof (shape as Shape).of === 'function';
}

export function isFlipped(shape: AnyShape): shape is FlippedShape<AnyShape> {
  return '~flipped' in shape;
}

/** The shape with every leaf replaced; directions stay. */
export function mapShape(shape: AnyShape, use: (leaf: Shape) => Shape): AnyShape {
  if (isShape(shape)) return use(shape);
  return Object.fromEntries(Object.entries(shape).map(([field, part]) => [field, mapShape(part, use)]));
}

/** Bits of a shape, over all its fields. */
export function widthOf(shape: AnyShape): number {
  if (isShape(shape)) return shape.type.width;
  return Object.values<AnyShape>(shape as BundleShape).reduce((sum, part) => sum + widthOf(part), 0);
}
