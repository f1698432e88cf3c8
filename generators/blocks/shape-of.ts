import { languageError } from '../language/errors.ts';
import { describeMembers } from '../language/expressions.ts';
import {
  type AnyShape,
  Bool,
  bool,
  Enum,
  type Shape,
  SInt,
  sint,
  UInt,
  uint,
  Value,
  type ValueRecord,
  Vec,
  vec,
} from '../language/index.ts';
import { Fixed } from './fixed-point/fixed.ts';

/** The shape with which a value like this one is declared. */
export function shapeOfValue(value: Value): Shape {
  const { width } = value;
  if (value instanceof Bool) return bool();
  if (value instanceof UInt) return uint(width);
  if (value instanceof SInt) return sint(width);
  if (value instanceof Vec) return vec(value.length, value.element);
  if (value instanceof Fixed) return value.shape;
  if (value instanceof Enum) {
    const { type } = value.expression;
    const text = `enumeration ${describeMembers(value.enumeration)}`;
    return { type, text, of: (expression, place) => new Enum(expression, place) };
  }
  return languageError(
    'B020',
    'a value of a kind of its own in a block',
    'pass it as uint(), or as a record of fields',
  );
}

/** The same for a record of values. */
export function shapeOf(values: Value | ValueRecord): AnyShape {
  if (values instanceof Value) return shapeOfValue(values);
  return Object.fromEntries(Object.entries(values).map(([field, part]) => [field, shapeOf(part)]));
}
