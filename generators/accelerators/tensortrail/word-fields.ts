import { fail } from '../../diagnostics.ts';

/** One field of a memory word. */
export interface WordField<Name extends string = string> {
  readonly name: Name;
  readonly width: number;
  readonly signed: boolean;
  /** Position of the field's lowest bit in the word. */
  readonly low: number;
}

/** Name, width, and `signed` where the field is two's complement. */
export type FieldWidth<Name extends string> = readonly [name: Name, width: number, sign?: 'signed'];

/** Places fields in a word, the first one lowest. */
export function placeFields<Name extends string>(widths: readonly FieldWidth<Name>[]): readonly WordField<Name>[] {
  let low = 0;
  return widths.map(([name, width, sign]) => {
    const field = { name, width, signed: sign === 'signed', low };
    low += width;
    return field;
  });
}

export function wordWidth(fields: readonly WordField[]): number {
  return fields.reduce((sum, { width }) => sum + width, 0);
}

/** @throws BurinError B201 where a field's value does not fit; `word` names the kind of word for the message */
export function encodeWord<Name extends string>(
  word: string,
  fields: readonly WordField<Name>[],
  values: Readonly<Record<Name, number>>,
): bigint {
  return fields.reduce((bits, { name, width, signed, low }) => {
    const value = values[name];
    const least = signed ? -(2 ** (width - 1)) : 0;
    const most = signed ? 2 ** (width - 1) - 1 : 2 ** width - 1;
    if (!Number.isInteger(value) || value < least || value > most) {
      fail('B201', `${word} field ${name} cannot hold ${value}`, `its ${width} bits follow from the parameters`);
    }
    return bits | (BigInt.asUintN(width, BigInt(value)) << BigInt(low));
  }, 0n);
}

export function decodeWord<Name extends string>(
  fields: readonly WordField<Name>[],
  word: bigint,
): Readonly<Record<Name, number>> {
  const entries = fields.map(({ name, width, signed, low }) => {
    const bits = word >> BigInt(low);
    return [name, Number(signed ? BigInt.asIntN(width, bits) : BigInt.asUintN(width, bits))];
  });
  return Object.fromEntries(entries);
}
