import type { BitType, Enumeration, Expression } from '../circuit/types.ts';
import type { Place } from './assignment.ts';
import { languageError } from './errors.ts';
import { describeMembers, literal, requireWidth, signed, unsigned, wholeNumber, widthOf } from './expressions.ts';
import { Bool, Enum, SInt, UInt, type Value } from './values.ts';
import { Vec } from './vector.ts';

/** The type of a hardware value: what a port, wire, register or memory word is declared with. */
export interface Shape<V extends Value = Value> {
  readonly type: BitType;
  /** As it is written, equal exactly for equal shapes: `vec(4, uint(8))`. */
  readonly text: string;
  of(expression: Expression, place?: Place): V;
}

/** A record of shapes: its fields become signals of their own, named `<record>_<field>`. */
export interface BundleShape {
  readonly [field: string]: AnyShape;
}
export type AnyShape = Shape | BundleShape;

/** The value of a shape: a record of values for a bundle. */
export type ValueOf<S> = S extends Shape<infer V> ? V : { readonly [K in keyof S]: ValueOf<S[K]> };

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

/** `count` elements of one shape, side by side in one signal, element 0 in the lowest bits. */
export function vec<V extends Value>(count: number, element: Shape<V>): Shape<Vec<V>> {
  if (!Number.isInteger(count) || count < 1) {
    languageError('B020', `a vector of ${count} elements`, 'choose a whole number of at least 1');
  }
  const width = count * element.type.width;
  requireWidth('a vector', width);
  return {
    type: { width, signed: false, lanes: count },
    text: `vec(${count}, ${element.text})`,
    of: (expression, place) => new Vec(expression, element, count, place),
  };
}

export type EnumShape<Name extends string> = Shape<Enum<Name>> & { readonly [K in Name]: Enum<Name> };

/**
 * An enumeration: `const State = enumeration('State', ['Idle', 'Run'])`, then `State.Idle`. Members count from 0 unless
 * given values: `{ Idle: 1, Run: 2 }`.
 */
export function enumeration<const Name extends string>(
  name: string,
  members: readonly Name[] | Readonly<Record<Name, number>>,
): EnumShape<Name> {
  const entries: readonly (readonly [string, number])[] = Array.isArray(members)
    ? members.map((member, index) => [member, index])
    : Object.entries(members as Readonly<Record<string, number>>);
  const values = entries.map(([member, value]) => ({ name: member, value: wholeNumber(value) }));
  requireMembers(name, values);
  const described: Enumeration = { name, members: values };
  const width = Math.max(...values.map(({ value }) => widthOf(value, false)));
  const type: BitType = { width, signed: false, enumeration: described };
  const shape: Shape<Enum<Name>> = {
    type,
    text: `enumeration ${describeMembers(described)}`,
    of: (expression, place) => new Enum<Name>(expression, place),
  };
  const constants = values.map(({ name: member, value }) => [member, shape.of(literal(type, value))]);
  return Object.assign(shape, Object.fromEntries(constants)) as EnumShape<Name>;
}

function requireMembers(name: string, members: Enumeration['members']): void {
  if (members.length === 0) languageError('B020', `enumeration ${name} has no members`, 'name at least one');
  const seen = new Map<bigint, string>();
  const names = new Set(['type', 'text', 'of']);
  for (const { name: member, value } of members) {
    const other = seen.get(value);
    if (value < 0n) languageError('B021', `member ${member} of ${name} is ${value}`, 'count members from 0');
    if (other !== undefined) {
      languageError(
        'B021',
        `members ${other} and ${member} of ${name} are both ${value}`,
        'give each a value of its own',
      );
    }
    if (names.has(member)) {
      languageError('B020', `a member of ${name} cannot be called ${member}`, 'choose another name, used once');
    }
    seen.set(value, member);
    names.add(member);
  }
}

export function isShape(shape: AnyShape): shape is Shape {
  return typeof (shape as Shape).of === 'function';
}
