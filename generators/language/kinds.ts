import type { Expression } from '../circuit/types.ts';
import type { Place } from './assignment.ts';
import type { Value } from './values.ts';

/*
 * What can be assigned of a value, `.value` or `.next`, is an accessor of its prototype: one that stands between the
 * object and the prototype of its kind, and is shared by all values of that kind. Accessors of each object's own would
 * cost more than all else that an instance's port takes.
 */

/** The properties that can be assigned. */
export type AssignedProperty = 'value' | 'next';

const assignable = { value: new Map<object, object>(), next: new Map<object, object>() };
const plain = new Map<object, object>();

/** The prototype of the kind alone. */
export function plainPrototype(prototype: object): object {
  return plain.get(prototype) ?? prototype;
}

/** The prototype of a kind with the accessor of a property, which `describe` tells the first time. */
export function assignablePrototype(
  prototype: object,
  property: AssignedProperty,
  describe: () => PropertyDescriptor,
): object {
  const kind = plainPrototype(prototype);
  let known = assignable[property].get(kind);
  if (!known) {
    known = Object.create(kind, { [property]: describe() }) as object;
    assignable[property].set(kind, known);
    plain.set(known, kind);
  }
  return known;
}

/** A value of that prototype, with what else `model` has, as the length of a vector. */
export function withPrototype<V extends Value>(
  prototype: object,
  model: V,
  expression: Expression,
  place: Place | undefined,
): V {
  const copy = Object.create(prototype) as { -readonly [K in keyof Value]: Value[K] };
  copy.expression = expression;
  copy.place = place;
  for (const key of Object.keys(model)) {
    // Enumerable, as a copy is copied again.
    const value = model[key as keyof V];
    if (key !== 'expression' && key !== 'place') Object.defineProperty(copy, key, { value, enumerable: true });
  }
  return copy as unknown as V;
}
