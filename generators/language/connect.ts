import {
  declaredShape,
  isRecord,
  type OperandPart,
  type OperandRecord,
  requireSameFields,
  type ValueRecord,
} from './bundles.ts';
import { languageError } from './errors.ts';
import type { Constant } from './operands.ts';
import { requireOptions } from './options.ts';
import type { OperandsOf } from './records.ts';
import { type BundleShape, isFlipped } from './shapes.ts';
import { type AnyInput, type AssignedOnly, assign, type Driven } from './signals.ts';
import { type KindOf, type Operand, Value } from './values.ts';

/** Where something is assigned, whole or in parts; of an input it is said that it cannot be. */
export type Assigned<T> = T extends AnyInput
  ? 'an input is driven from outside'
  : T extends Value
    ? T
    : { readonly [K in keyof T]: Assigned<T[K]> };

/**
 * Assigns a value to a wire, output, register, input of an instance, or to a part of one: `drive(word.at(3), x)`. Of
 * records every field: `drive(held, { valid: true, data: word })`.
 */
export function drive<V extends Value>(target: V & Assigned<V>, value: Operand<NoInfer<V>>): void;
export function drive<R extends ValueRecord>(target: R & Assigned<R>, value: OperandsOf<NoInfer<R>>): void;
export function drive(target: Value | ValueRecord, value: unknown): void {
  assignFields(target, value as OperandPart, []);
}

/** Values for some fields of a record, but for inputs. */
export type Updates<T> = T extends AnyInput
  ? 'an input is driven from outside'
  : T extends Value
    ? Operand<T>
    : { readonly [K in keyof T]?: Updates<T[K]> };

/** Assigns the fields that are named, and leaves the others alone: `update(held, { valid: false })`. */
export function update<R extends ValueRecord>(target: R, values: Updates<NoInfer<R>>): void {
  const walk = (part: ValueRecord, given: OperandRecord, path: readonly string[]): void => {
    for (const [field, value] of Object.entries(given)) {
      if (value === undefined) continue;
      const inner = Object.hasOwn(part, field) ? part[field] : undefined;
      if (inner === undefined) {
        const remedy = `name one of ${Object.keys(part).join(', ')}`;
        languageError('B022', `there is no field ${[...path, field].join('.')} to update`, remedy);
      }
      if (isRecord(inner) && isRecord(value)) walk(inner as ValueRecord, value, [...path, field]);
      else assignFields(inner, value, [...path, field]);
    }
  };
  walk(target, values as OperandRecord, []);
}

function assignFields(target: Value | ValueRecord, value: OperandPart, path: readonly string[]): void {
  if (path.length > 0 || isRecord(target)) requireSameFields(target, value, path);
  if (target instanceof Value) assign(target, value as Value | Constant, path.join('.'));
  else {
    for (const [field, part] of Object.entries(target)) {
      assignFields(part, (value as OperandRecord)[field]!, [...path, field]);
    }
  }
}

/** What an interface is connected to: it gives what the other takes, field by field, and takes what it gives. */
export type Peer<T> = T extends Value
  ? T extends { readonly value: AssignedOnly } | { readonly next: AssignedOnly }
    ? KindOf<T>
    : Driven<KindOf<T>>
  : { readonly [K in keyof T]: Peer<T[K]> };

/** What `connect` leaves out. */
export interface ConnectOptions<Field extends PropertyKey = string> {
  /** Fields, of one side or both, that are left alone. */
  readonly except?: readonly Field[];
}

/**
 * Connects two interfaces, each field in its direction: what only one side can give is led to the other. Where both
 * sides could be driven, as two wires, `source` drives `sink`, and `sink` drives the flipped fields of `source`.
 * @throws BurinError B022 for a field that only one of them has, or that neither side can drive; B001, B002 as in an
 * assignment.
 */
export function connect<T extends Value | ValueRecord, const Field extends keyof T = never>(
  sink: T,
  source: Peer<Omit<NoInfer<T>, Field>>,
  options: ConnectOptions<Field | (string & {})> = {},
): void {
  requireOptions('connect()', options, ['except']);
  connectParts(sink, source as Value | ValueRecord, new Set(options.except as readonly string[] | undefined));
}

function connectParts(sink: Value | ValueRecord, source: Value | ValueRecord, except: ReadonlySet<string>): void {
  const walk = (
    to: Value | ValueRecord,
    from: Value | ValueRecord,
    path: readonly string[],
    flipped: boolean,
    left: ReadonlySet<string>,
  ): void => {
    requireSameFields(to, from, path, left);
    if (to instanceof Value || from instanceof Value) {
      connectLeaves(to as Value, from as Value, path.join('.'), flipped);
      return;
    }
    const shape = (declaredShape(to) ?? declaredShape(from)) as BundleShape | undefined;
    for (const [field, part] of Object.entries(to)) {
      if (left.has(field)) continue;
      const turns = shape?.[field] !== undefined && isFlipped(shape[field]);
      walk(part, from[field]!, [...path, field], flipped !== turns, new Set());
    }
  };
  walk(sink, source, [], false, except);
}

function connectLeaves(sink: Value, source: Value, field: string, flipped: boolean): void {
  const forwards = sink.place !== undefined && isReadable(source);
  const backwards = source.place !== undefined && isReadable(sink);
  if (!forwards && !backwards) {
    languageError(
      'B022',
      `neither side can drive ${field ? `field ${field}` : 'the other'}`,
      'connect what gives a value to what takes one: an output, a wire, a register or the input of an instance',
    );
  }
  if (forwards && backwards ? flipped : backwards) assign(source, sink, field);
  else assign(sink, source, field);
}

/** Inputs of instances can only be assigned. */
const isReadable = ({ place }: Value): boolean => place?.signal.kind !== 'instanceInput';
