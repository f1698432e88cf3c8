import { type Bool, drive, reg, type UInt, uint, when } from '../../language/index.ts';
import type { WordField } from './word-fields.ts';

/** The fields of a word as unsigned bits, by their names. */
export type FieldBits<Name extends string> = { readonly [K in Name]: UInt };

/** Some fields of a memory word. */
export function fieldsOf<Name extends string>(
  fields: readonly WordField<string>[],
  names: readonly Name[],
  word: UInt,
): FieldBits<Name> {
  const entries = names.map((name) => {
    const { low, width } = fieldNamed(fields, name);
    return [name, word.bits(low + width - 1, low)] as const;
  });
  return Object.fromEntries(entries) as FieldBits<Name>;
}

/** Registers for some fields of a memory word, which take them where `load` is true. */
export function heldFields<Name extends string>(
  fields: readonly WordField<string>[],
  names: readonly Name[],
  word: UInt,
  load: Bool,
): FieldBits<Name> {
  const shape = Object.fromEntries(names.map((name) => [name, uint(fieldNamed(fields, name).width)]));
  const instruction = reg(shape);
  when(load, () => {
    drive(instruction, fieldsOf(fields, names, word));
  });
  return instruction as unknown as FieldBits<Name>;
}

export function fieldNamed(fields: readonly WordField<string>[], name: string): WordField<string> {
  return fields.find((field) => field.name === name)!;
}

/** The lowest bits of a field, for sums modulo 2^width. */
export function modulo(value: UInt, width: number): UInt {
  return value.width > width ? value.wrap(width) : value.extend(width);
}

/** A field of one bit as a truth value. */
export function flag(value: UInt): Bool {
  return value.bit(0);
}
