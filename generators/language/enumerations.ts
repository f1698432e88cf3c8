import type { BitType, Enumeration } from '../circuit/types.ts';
import { languageError } from './errors.ts';
import { describeMembers, literal, maximumWidth, wholeNumber, widthOf } from './expressions.ts';
import type { Shape } from './shapes.ts';
import { Enum } from './values.ts';

/**
 * How members become bits where they are not given values. `binary`: they count from 0. `one-hot`: one bit each.
 * `gray`: neighbours in the list differ in one bit, the last and the first too where the members are a power of two.
 */
export type Encoding = 'binary' | 'one-hot' | 'gray';

/** How the members of an enumeration are numbered. */
export interface EnumerationOptions {
  /** `binary` where absent. */
  readonly encoding?: Encoding;
}

/** The shape of an enumeration, with its members as constants. */
export type EnumShape<Name extends string> = Shape<Enum<Name>> & { readonly [K in Name]: Enum<Name> };

/**
 * An enumeration: `const State = enumeration('State', ['Idle', 'Run'])`, then `State.Idle`. Members count from 0 unless
 * an encoding is chosen, `{ encoding: 'one-hot' }`, or values are given: `{ Idle: 1, Run: 2 }`.
 */
export function enumeration<const Name extends string>(
  name: string,
  members: readonly Name[],
  options?: EnumerationOptions,
): EnumShape<Name>;
export function enumeration<const Name extends string>(
  name: string,
  members: Readonly<Record<Name, number | bigint>>,
): EnumShape<Name>;
export function enumeration<Name extends string>(
  name: string,
  members: readonly Name[] | Readonly<Record<Name, number | bigint>>,
  { encoding = 'binary' }: EnumerationOptions = {},
): EnumShape<Name> {
  const entries: readonly (readonly [string, number | bigint])[] = isList(members)
    ? members.map((member, index) => [member, encoders[encoding](index)])
    : Object.entries<number | bigint>(members);
  const values = entries.map(([member, value]) => ({ name: member, value: wholeNumber(value) }));
  requireMembers(name, values);
  const described: Enumeration = { name, members: values };
  const width = Math.max(...values.map(({ value }) => widthOf(value, false)));
  if (width > maximumWidth) {
    languageError('B020', `enumeration ${name} of ${width} bits`, 'choose another encoding, or smaller values');
  }
  const type: BitType = { width, signed: false, enumeration: described };
  const shape: Shape<Enum<Name>> = {
    type,
    text: `enumeration ${describeMembers(described)}`,
    of: (expression, place) => new Enum<Name>(expression, place),
  };
  const constants = values.map(({ name: member, value }) => [member, shape.of(literal(type, value))]);
  return Object.assign(shape, Object.fromEntries(constants)) as EnumShape<Name>;
}

const isList = <T>(members: readonly T[] | object): members is readonly T[] => Array.isArray(members);

const encoders: Readonly<Record<Encoding, (index: number) => bigint>> = {
  binary: (index) => BigInt(index),
  'one-hot': (index) => 1n << BigInt(index),
  gray: (index) => BigInt(index) ^ (BigInt(index) >> 1n),
};

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
