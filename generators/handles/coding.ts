import type { BitType, Enumeration, Module } from '../circuit/types.ts';
import type { createIdentifiers } from './identifiers.ts';
import { stringText } from './literals.ts';

/** How values of one type are read and written. */
export interface Coding {
  /** As it stands in the tables of the handle: `'number'`, `'bigint'` or the name of an enumeration's table. */
  readonly text: string;
  /** The TypeScript type of what is read. */
  readonly type: string;
  /** The TypeScript type of what may be written. */
  readonly accepted: string;
}

/** The widest values that are numbers: those that every bitwise operator of TypeScript takes. */
export const widestNumber = 32;

/** A declared enumeration of the circuit, under a name that is unique in the handle. */
export interface EnumerationName {
  readonly enumeration: Enumeration;
  readonly name: string;
}

/** The enumerations of the modules in order of appearance; those of equal name and members are one. */
export function enumerationsOf(
  modules: readonly Module[],
  identifiers: ReturnType<typeof createIdentifiers>,
): readonly EnumerationName[] {
  const found = new Map<string, EnumerationName>();
  for (const module of modules) {
    const signals = module.kind === 'logic' ? module.signals : [];
    for (const { type } of [...module.ports, ...signals]) {
      if (!type.enumeration) continue;
      const key = keyOf(type.enumeration);
      if (found.has(key)) continue;
      found.set(key, { enumeration: type.enumeration, name: identifiers.take(type.enumeration.name) });
    }
  }
  return [...found.values()];
}

const keyOf = ({ name, members }: Enumeration): string =>
  [name, ...members.flatMap((member) => [member.name, member.value])].join(' ');

/** How values of a type are read and written, given the handle's enumerations. */
export function codingOf({ width, signed, enumeration }: BitType, names: readonly EnumerationName[]): Coding {
  if (enumeration) {
    const key = keyOf(enumeration);
    const { name } = names.find((one) => keyOf(one.enumeration) === key)!;
    return { text: name, type: name, accepted: name };
  }
  const type = width <= widestNumber ? 'number' : 'bigint';
  return { text: stringText(type), type, accepted: width === 1 && !signed ? 'number | boolean' : type };
}

/** `12 bits, signed`, `4 lanes of 8 bits`: what a type holds, for comments. */
export function describeType({ width, signed, lanes, enumeration }: BitType): string {
  const bits = (count: number): string => (count === 1 ? '1 bit' : `${count} bits`);
  if (enumeration) return `${bits(width)}, a member of ${enumeration.name}`;
  if (lanes && lanes > 1) return `${lanes} lanes of ${bits(width / lanes)}, lane 0 in the lowest`;
  if (width === 1 && !signed) return '1 bit';
  return `${bits(width)}, ${signed ? 'signed' : 'unsigned'}`;
}
