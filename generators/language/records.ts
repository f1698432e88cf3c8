import type { Signal } from '../circuit/types.ts';
import {
  eachLeaf,
  isRecord,
  leavesOf,
  mapLeaves,
  type OperandPart,
  type OperandRecord,
  requireSameFields,
  type ValueRecord,
} from './bundles.ts';
import { languageError } from './errors.ts';
import { sealFields } from './misspelt.ts';
import { currentContext, type Draft, quietly } from './module-context.ts';
import { mux as muxValues } from './mux.ts';
import type { Constant } from './operands.ts';
import { cat } from './operators.ts';
import { requireFields } from './options.ts';
import { type AnyShape, isShape, type Shape, uint, type ValueOf, widthOf } from './shapes.ts';
import {
  type Output,
  type OutputOf,
  output as outputPorts,
  type RegisterNextOptions,
  regNext as registerNext,
} from './signals.ts';
import { type Bool, type KindOf, type Operand, type UInt, Value } from './values.ts';
import { reinterpret as reinterpretValue, Vec } from './vector.ts';

/** A record with the kinds of its values alone, without their being ports, wires or registers. */
export type KindsOf<R> = R extends Value ? KindOf<R> : { readonly [K in keyof R]: KindsOf<R[K]> };
/** What may stand where a record like `R` is wanted: values or constants for all of its fields. */
export type OperandsOf<R> = R extends Value ? Operand<R> : { readonly [K in keyof R]: OperandsOf<R[K]> };
/** The same, for some of the fields. */
export type SomeOperandsOf<R> = R extends Value ? Operand<R> : { readonly [K in keyof R]?: SomeOperandsOf<R[K]> };

/** One of two records, field by field; what it is declared as goes before the names of the fields. */
type RecordMux = <R extends ValueRecord>(condition: Bool, whenTrue: R, whenFalse: OperandsOf<NoInfer<R>>) => KindsOf<R>;

/** One value or the other, of the wider's width; of two records, field by field. */
export const mux: typeof muxValues & RecordMux = (
  condition: Bool,
  whenTrue: Value | ValueRecord | Constant,
  whenFalse: Value | ValueRecord | Constant,
): never => {
  if (!isRecord(whenTrue)) return muxValues(condition, whenTrue as UInt, whenFalse as UInt) as never;
  return eachField([whenTrue, whenFalse as ValueRecord], ([yes, no]) =>
    muxValues(condition, yes as UInt, no as UInt),
  ) as never;
};

/** A register that takes `value` at every clock edge; of a record, one for each field. */
export function regNext<V extends Value>(value: V, options?: RegisterNextOptions<V>): KindOf<V>;
export function regNext<R extends ValueRecord>(
  value: R,
  options?: { readonly reset?: SomeOperandsOf<R>; readonly crossing?: boolean },
): KindsOf<R>;
export function regNext(value: Value | ValueRecord, options: { readonly reset?: unknown } = {}): unknown {
  if (value instanceof Value) return registerNext(value, options as object);
  if (options.reset !== undefined)
    requireFields('the record of this register', options.reset as object, Object.keys(value));
  return eachField([value], ([leaf], path) => {
    const reset = path.reduce<unknown>((part, field) => (part as Record<string, unknown> | undefined)?.[field], {
      ...(options.reset as object),
    });
    const { reset: _, ...others } = options;
    return registerNext(leaf as Value, { ...others, ...(reset === undefined ? {} : { reset }) } as object);
  });
}

/**
 * Declares an output port of a shape, or one that shows the given value; of a record one for each field, where flipped
 * ones are inputs. Named by the key under which it is returned.
 */
export function output<S extends AnyShape>(shape: S): OutputOf<S>;
export function output<V extends Value>(value: V): Output<KindOf<V>>;
export function output<R extends ValueRecord>(values: R): OutputsOf<R>;
export function output(given: AnyShape | Value | ValueRecord): unknown {
  return isValueRecord(given) ? mapLeaves(given, (leaf) => outputPorts(leaf)) : outputPorts(given as Value);
}

/** Whether it holds values, not shapes: the first of its leaves tells. */
function isValueRecord(given: AnyShape | Value | ValueRecord): given is ValueRecord {
  if (given instanceof Value || isShape(given as AnyShape)) return false;
  const [first] = Object.values(given);
  return first instanceof Value || (typeof first === 'object' && isValueRecord(first));
}

/** The outputs that show a record of values. */
export type OutputsOf<R> = R extends Value ? Output<KindOf<R>> : { readonly [K in keyof R]: OutputsOf<R[K]> };

/** One element of each vector of a record. */
export type ElementOf<R> = R extends Vec<infer V> ? V : { readonly [K in keyof R]: ElementOf<R[K]> };

/**
 * Record `index` of vectors of records, as `vec(4, { valid: bool(), data: uint(8) })` makes them; the index is a number
 * or a value, with the bounds of `Vec.at`. Its fields can be assigned where those of the vectors can.
 */
export function elementAt<R extends ValueRecord>(records: R, index: number | UInt): ElementOf<R> {
  return eachField([records], ([leaf]) => {
    if (leaf instanceof Vec) return leaf.at(index);
    return languageError('B020', 'an element of a record that holds more than vectors', 'choose a vector of records');
  }) as ElementOf<R>;
}

/** All records of vectors of records, 0 first. */
export function elementsOf<R extends ValueRecord>(records: R): readonly ElementOf<R>[] {
  const lengths = new Set(leavesOf(records).map(([, leaf]) => (leaf instanceof Vec ? leaf.length : 0)));
  const [length = 0] = lengths;
  if (lengths.size !== 1 || length === 0) {
    languageError('B020', 'the elements of a record that holds more than vectors of one length', 'choose the vectors');
  }
  return Array.from({ length }, (_, index) => elementAt(records, index));
}

/** The bits of a record as one number, its first field in the highest bits: for memories of records. */
export function pack(record: Value | ValueRecord): UInt {
  return cat(...leavesOf(record).map(([, leaf]) => leaf));
}

/**
 * The same bits under another shape of the same width: a word as a vector, or as a record, whose first field is in the
 * highest bits. Parts of what can be assigned can be assigned.
 */
export function reinterpret<V extends Value>(value: Value, shape: Shape<V>): V;
export function reinterpret<S extends AnyShape>(value: Value, shape: S): ValueOf<S>;
export function reinterpret(value: Value, shape: AnyShape): unknown {
  if (isShape(shape)) return reinterpretValue(value, shape);
  const bits = quietly(() => reinterpretValue(value, uint(widthOf(shape))));
  let low = bits.width;
  return namedFields(() =>
    eachLeaf(shape, '', (leaf) => {
      const high = low - 1;
      low -= leaf.type.width;
      const part = quietly(() => bits.bits(high, low));
      return reinterpretValue(part, leaf);
    }),
  );
}

/** A record of what `use` makes of the values of several records, which have the same fields. */
function eachField(
  records: readonly OperandRecord[],
  use: (leaves: readonly (Value | Constant)[], path: readonly string[]) => Value,
): ValueRecord {
  const walk = (parts: readonly OperandPart[], path: readonly string[]): Value | ValueRecord => {
    const [model, ...others] = parts;
    for (const other of others) requireSameFields(model!, other, path);
    if (!isRecord(model!)) return use(parts as readonly (Value | Constant)[], path);
    const fields = Object.keys(model).map((field) => {
      const inner = parts.map((part) => (part as OperandRecord)[field]!);
      return [field, walk(inner, [...path, field])] as const;
    });
    return sealFields(Object.fromEntries(fields));
  };
  return namedFields(() => walk(records, []) as ValueRecord);
}

/** What is made for a field takes the name that the source gives to the record, with that of the field behind. */
export function namedFields<R extends Value | ValueRecord>(make: () => R): R {
  const { signals } = currentContext('a record');
  const first = signals.length;
  const record = make();
  const made = new Set<object>(signals.slice(first));
  for (const [path, { expression }] of leavesOf(record)) {
    if (path === '' || expression.kind !== 'reference' || !made.has(expression.signal)) continue;
    const signal: Draft<Signal> = expression.signal;
    signal.name = `${signal.name}_${path.replaceAll('.', '_')}`;
  }
  return record;
}
