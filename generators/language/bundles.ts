import { languageError } from './errors.ts';
import { sealFields } from './misspelt.ts';
import type { Constant } from './operands.ts';
import { type AnyShape, type BundleShape, isFlipped, isShape, type Shape } from './shapes.ts';
import { Value } from './values.ts';

/** Values under names, nested as one likes: what a record of shapes becomes. */
export interface ValueRecord {
  readonly [field: string]: Value | ValueRecord;
}

/** Values or constants under names. */
export interface OperandRecord {
  readonly [field: string]: OperandPart;
}
export type OperandPart = Value | Constant | OperandRecord;

export const isRecord = (part: OperandPart): part is OperandRecord =>
  typeof part === 'object' && !(part instanceof Value);

/** The shape with which a record was declared, which tells the directions of its fields. */
const declared = new WeakMap<object, AnyShape>();

export function declaredShape(record: object): AnyShape | undefined {
  return declared.get(record);
}

/** What is made for one leaf of a shape: `name` and `path` as nested, `flipped` where it runs against the outermost. */
export type MakeLeaf = (leaf: Shape, name: string, path: readonly string[], flipped: boolean) => Value;

/** Applies `make` to each leaf of a shape; returns the values in the shape's form. */
export function eachLeaf(shape: AnyShape, name: string, make: MakeLeaf): Value | ValueRecord {
  const walk = (part: AnyShape, partName: string, path: readonly string[], flipped: boolean): Value | ValueRecord => {
    if (isShape(part)) return make(part, partName, path, flipped);
    if (isFlipped(part)) return walk(part['~flipped'], partName, path, !flipped);
    const fields = Object.entries(part as BundleShape).map(([field, inner]) => {
      return [field, walk(inner, partName ? `${partName}_${field}` : field, [...path, field], flipped)] as const;
    });
    const record: ValueRecord = sealFields(Object.fromEntries(fields));
    declared.set(record, part);
    return record;
  };
  return walk(shape, name, [], false);
}

/**
 * Whether two records have fields of the same names, but for those of `except`.
 * @throws BurinError B022 that names a field which only one of them has.
 */
export function requireSameFields(
  model: OperandPart,
  other: OperandPart,
  path: readonly string[],
  except: ReadonlySet<string> = new Set(),
): void {
  const at = path.length > 0 ? `field ${path.join('.')}` : 'it';
  if (isRecord(model) !== isRecord(other)) {
    const [record, value] = isRecord(model) ? ['a record is', 'a single value'] : ['a single value is', 'a record'];
    languageError('B022', `${record} due where ${at} is ${value}`, 'give both the same fields, or choose one field');
  }
  if (!isRecord(model) || !isRecord(other)) return;
  const missing = (from: OperandRecord, to: OperandRecord): string | undefined =>
    Object.keys(from).find((field) => !(field in to) && !except.has(field));
  const lacking = missing(model, other);
  const extra = missing(other, model);
  if (lacking === undefined && extra === undefined) return;
  const field = [...path, lacking ?? extra].join('.');
  const names = Object.keys(lacking === undefined ? model : other).join(', ');
  languageError(
    'B022',
    lacking === undefined ? `field ${field} has nothing to go to` : `field ${field} is given nothing`,
    `the other side has ${names || 'no fields'}: name both alike, or say what is left out`,
  );
}

/** The leaves of a record with their paths, in order of its fields. */
export function leavesOf(record: Value | ValueRecord, path = ''): readonly (readonly [path: string, leaf: Value])[] {
  if (record instanceof Value) return [[path, record]];
  return Object.entries(record).flatMap(([field, part]) => leavesOf(part, path ? `${path}.${field}` : field));
}

/** The record with every value replaced; `path` joins the names of the fields by underscores. */
export function mapLeaves(
  record: Value | ValueRecord,
  use: (leaf: Value, path: string) => Value,
  path = '',
): Value | ValueRecord {
  if (record instanceof Value) return use(record, path);
  const fields = Object.entries(record).map(([field, part]) => {
    return [field, mapLeaves(part, use, path ? `${path}_${field}` : field)];
  });
  return sealFields(Object.fromEntries(fields));
}
