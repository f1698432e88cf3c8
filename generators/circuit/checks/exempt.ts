import type { Attribute, SourceLocation } from '../types.ts';

/** A part of a module about which a warning may be. */
export interface WarnedPart {
  readonly name: string;
  readonly location: SourceLocation;
  readonly attributes?: readonly Attribute[];
  readonly keep?: true;
}

/** Whether the user shows that a part is meant to be as it is: by its name, an attribute, or `keep`. */
export function isMeantSo({ name, attributes, keep }: WarnedPart): boolean {
  return /^(_|unused)/i.test(name) || keep === true || (attributes?.length ?? 0) > 0;
}

/** The same for one declaration in all variants of its module. */
export function declarationKey({ location: { file, line, column } }: WarnedPart, name: string): string {
  return `${file}:${line}:${column} ${name}`;
}
