import type { EnumShape } from './enumerations.ts';
import { convert, fits, literal, unsigned } from './expressions.ts';
import { composite, mux } from './mux.ts';
import { namedFields } from './records.ts';
import { Bool, type Enum, type UInt } from './values.ts';

/** A number read as a member of an enumeration. */
export interface Member<Name extends string> {
  /** The member of that value, or the one given for numbers that are none. */
  readonly member: Enum<Name>;
  /** Whether there is a member of that value. */
  readonly valid: Bool;
}

/**
 * The member that a number stands for, checked: `const command = memberOf(word, Command, Command.Idle)`, then
 * `command.member` and `command.valid`. Numbers that are no member give `otherwise`.
 */
export function memberOf<Name extends string>(
  value: UInt,
  shape: EnumShape<Name>,
  otherwise: Enum<NoInfer<Name>>,
): Member<Name> {
  const members = shape.type.enumeration!.members.filter((member) => fits(member.value, value.expression.type));
  const isEvery = BigInt(members.length) === 1n << BigInt(value.width);
  const made = namedFields(() => {
    const valid = composite(() => {
      if (isEvery || members.length === 0) return new Bool(literal(unsigned(1), isEvery ? 1n : 0n));
      return members.map((member) => value.eq(member.value)).reduce((any, one) => any.or(one));
    });
    const read = shape.of(convert(value.expression, shape.type));
    const member = composite(() => (isEvery ? read : mux(valid, read, otherwise)));
    return { member, valid };
  });
  return made as unknown as Member<Name>;
}
