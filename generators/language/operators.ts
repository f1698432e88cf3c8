import type { BitType, Expression } from '../circuit/types.ts';
import { languageError } from './errors.ts';
import { concatenate, fits, literal, wholeNumber } from './expressions.ts';
import { named } from './module-context.ts';
import type { Constant } from './operands.ts';
import { UInt, type Value } from './values.ts';

/** Side by side, the first in the highest bits. */
export function cat(...values: readonly Value[]): UInt {
  return new UInt(named(concatenate(values.map(({ expression }) => expression))));
}

/** `count` copies side by side. */
export function fill(count: number, value: Value): UInt {
  return new UInt(named(concatenate(Array.from({ length: count }, () => value.expression))));
}

/** A constant of a shape: `constant(uint(8), 3)`. */
export function constant<V extends Value>(
  shape: { readonly type: BitType; of(expression: Expression): V },
  value: Constant,
): V {
  const number = wholeNumber(value);
  const { enumeration } = shape.type;
  if (enumeration && !enumeration.members.some((member) => member.value === number)) {
    languageError('B021', `${number} is no member of ${enumeration.name}`, 'name the member itself');
  }
  if (!fits(number, shape.type)) {
    languageError(
      'B021',
      `${number} does not fit ${shape.type.width} bits`,
      'choose a wider shape or another constant',
    );
  }
  return shape.of(literal(shape.type, number));
}
