import type {
  Assignable,
  Connect,
  InputPort,
  Literal,
  OutputPort,
  Register,
  SourceLocation,
  Wire,
} from '../circuit/types.ts';
import { Place } from './assignment.ts';
import { languageError } from './errors.ts';
import { convert, literal } from './expressions.ts';
import { addConnect, addPermanentConnect, currentContext, type Draft, reference } from './module-context.ts';
import { likeValue } from './mux.ts';
import { type Constant, expressionLike } from './operands.ts';
import { type AnyShape, isShape, type Shape, type ValueOf } from './shapes.ts';
import { captureLocation, captureOrigin } from './source-location.ts';
import { type KindOf, type Operand, Value } from './values.ts';

declare const inputBrand: unique symbol;
declare const outputBrand: unique symbol;

/** What reading `.value` or `.next` gives: nothing that an operator takes, and an error when it is tried. */
export type AssignedOnly = 'is only assigned: read the signal itself';
/** A value that can be driven: `signal.value = …`; the last assignment on a path wins. */
export type Driven<V> = V & { get value(): AssignedOnly; set value(value: Operand<V>) };
/** A value that takes what `register.next = …` assigns at the clock edge, and else keeps its own. */
export type Registered<V> = V & { get next(): AssignedOnly; set next(value: Operand<V>) };

/** Reset values for the fields of a shape; fields without one keep their value while the reset is active. */
export type ResetOf<S> = S extends Shape<infer V> ? Operand<V> : { readonly [K in keyof S]?: ResetOf<S[K]> };

/** A record of driven, registered or plain values, as the shape has it. */
export type DrivenOf<S> = S extends Shape<infer V> ? Driven<V> : { readonly [K in keyof S]: DrivenOf<S[K]> };
export type RegisteredOf<S> =
  S extends Shape<infer V> ? Registered<V> : { readonly [K in keyof S]: RegisteredOf<S[K]> };

export type Input<V> = V & { readonly [inputBrand]: true };
export type InputOf<S> = S extends Shape<infer V> ? Input<V> : { readonly [K in keyof S]: InputOf<S[K]> };
export type Output<V> = Driven<V> & { readonly [outputBrand]: true };
/** An output of any kind, for types that leave outputs out. */
export interface AnyOutput {
  readonly [outputBrand]: true;
}
export type OutputOf<S> = S extends Shape<infer V> ? Output<V> : { readonly [K in keyof S]: OutputOf<S[K]> };

/** Declares an input port. Its name is the key under which the module returns it. */
export function input<S extends AnyShape>(shape: S): InputOf<S> {
  const { location, documentation } = captureOrigin();
  return eachLeaf(shape, '', (leaf) => {
    const port: Draft<InputPort> = { kind: 'input', name: '', type: leaf.type, location };
    if (documentation) port.documentation = documentation;
    currentContext('input()').ports.push(port);
    return leaf.of(reference(port));
  }) as InputOf<S>;
}

/** Declares an output port of a shape, or one that shows the given value. Named by the key under which it is returned. */
export function output<S extends AnyShape>(shape: S): OutputOf<S>;
export function output<V extends Value>(value: V): Output<KindOf<V>>;
export function output(shapeOrValue: AnyShape | Value): unknown {
  const { location, documentation } = captureOrigin();
  const declare = (leaf: Shape): Value => {
    const port: Draft<OutputPort> = { kind: 'output', name: '', type: leaf.type, location };
    if (documentation) port.documentation = documentation;
    currentContext('output()').ports.push(port);
    return withDrive(leaf.of(reference(port), new Place(port)));
  };
  if (!(shapeOrValue instanceof Value)) return eachLeaf(shapeOrValue, '', declare);
  const { type } = shapeOrValue.expression;
  const port = declare({ type, text: '', of: (expression, place) => likeValue(shapeOrValue, expression, place) });
  drivePermanently(port, shapeOrValue, location);
  return port;
}

/** Declares a wire, to be driven on every path: `wire.value = …`. Named by the source. */
export function wire<S extends AnyShape>(shape: S): DrivenOf<S> {
  const { location, name = 'signal' } = captureOrigin();
  return eachLeaf(shape, name, (leaf, leafName) => {
    const made: Draft<Wire> = { kind: 'wire', name: leafName, type: leaf.type, location };
    currentContext('wire()').signals.push(made);
    return withDrive(leaf.of(reference(made), new Place(made)));
  }) as DrivenOf<S>;
}

/** Declares a register; `reset` is its value while the reset is active, without it the reset leaves it alone. */
export function reg<V extends Value>(shape: Shape<V>, options?: { readonly reset?: Operand<V> }): Registered<V>;
export function reg<S extends AnyShape>(shape: S, options?: { readonly reset?: ResetOf<S> }): RegisteredOf<S>;
export function reg(shape: AnyShape, { reset }: { readonly reset?: unknown } = {}): unknown {
  const { location, name = 'register' } = captureOrigin();
  const module = currentContext('reg()');
  return eachLeaf(shape, name, (leaf, leafName, path) => {
    const made: Draft<Register> = { kind: 'register', name: leafName, type: leaf.type, clock: module.clock, location };
    const value = path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], reset);
    if (value !== undefined) made.reset = { signal: module.reset, value: resetValue(leaf, value) };
    module.signals.push(made);
    return withNext(leaf.of(reference(made), new Place(made)));
  });
}

/** A register that takes `value` at every clock edge. */
export function regNext<V extends Value>(value: V, options: { readonly reset?: Operand<V> } = {}): KindOf<V> {
  const { location, name = 'register' } = captureOrigin();
  const module = currentContext('regNext()');
  const { type } = value.expression;
  const made: Draft<Register> = { kind: 'register', name, type, clock: module.clock, location };
  if (options.reset !== undefined) {
    const shape: Shape = { type, text: '', of: () => value };
    made.reset = { signal: module.reset, value: resetValue(shape, options.reset) };
  }
  module.signals.push(made);
  addPermanentConnect({ target: { signal: made }, value: value.expression, location });
  return likeValue(value, reference(made)) as unknown as KindOf<V>;
}

/** Assigns a value to a wire, output, register, instance input, or to a part of one: `drive(word.at(3), x)`. */
export function drive<V extends Value>(target: V, value: Operand<NoInfer<V>>): void {
  assign(target, value as Value | Constant);
}

/** Assigns without regard to the `when`s that are open, for what belongs to a declaration. */
export function drivePermanently(target: Value, value: Value | Constant, location: SourceLocation): void {
  addPermanentConnect({ ...connection(target, value), location });
}

function assign(target: Value, value: Value | Constant): void {
  addConnect({ ...connection(target, value), location: captureLocation() });
}

/** What an assignment connects, once target and value suit each other. */
function connection(target: Value, value: Value | Constant): Pick<Connect, 'target' | 'value'> {
  const { place } = target;
  if (!place) {
    languageError(
      'B022',
      'this value cannot be assigned',
      'assign wires, outputs, registers, inputs of instances, or parts of them; of an element chosen at run time only the whole',
    );
  }
  const source = expressionLike(target, value);
  const { type } = target.expression;
  const what = describe(place.signal);
  if (source.type.signed !== type.signed) {
    languageError(
      'B002',
      `${what} is ${signedness(type)} and is assigned a value that is ${signedness(source.type)}`,
      'say what is meant: toSInt() keeps the number, asSInt() and asUInt() keep the bits',
    );
  }
  if (source.type.width > place.width) {
    if (!(value instanceof Value)) {
      const message = `${value} does not fit ${what} of ${place.width} bits`;
      languageError('B021', message, 'choose a constant that fits, or declare it wider');
    }
    languageError(
      'B001',
      `${what} has ${place.width} bits and is assigned a value of ${source.type.width} bits`,
      `say what is dropped: wrap(${place.width}) or saturate(${place.width}), or declare it wider`,
    );
  }
  return { target: place.target, value: convert(source, place.type) };
}

function describe(signal: Assignable): string {
  if (signal.kind === 'instanceInput') return `input ${signal.name} of an instance`;
  return signal.name ? `${signal.kind} ${signal.name}` : `this ${signal.kind}`;
}

const signedness = ({ signed }: { readonly signed: boolean }): string => (signed ? 'signed' : 'unsigned');

function resetValue(shape: Shape, reset: unknown): Literal {
  const value = expressionLike(shape.of(literal(shape.type, 0n)), reset as Value | Constant);
  const { width, signed } = shape.type;
  if (value.kind !== 'literal' || value.type.width > width || value.type.signed !== signed) {
    languageError(
      'B021',
      `the reset value is not a constant that ${width} ${signed ? 'signed' : 'unsigned'} bits hold`,
      'give a number that fits, a member of the enumeration, or vecOf() constants',
    );
  }
  return convert(value, shape.type) as Literal;
}

/** Adds the assignment property `value` to a value that has a place. */
export function withDrive<V extends Value>(value: V): V {
  return withAssignment(value, 'value');
}

function withNext<V extends Value>(value: V): V {
  return withAssignment(value, 'next');
}

function withAssignment<V extends Value>(value: V, property: 'value' | 'next'): V {
  const get = (): never =>
    languageError('B022', `.${property} can only be assigned`, 'to read the signal, use it without the property');
  return Object.defineProperty(value, property, { get, set: (assigned: Value | Constant) => assign(value, assigned) });
}

/** Applies `make` to each leaf of a shape, with its name and path of fields; returns the values in the shape's form. */
export function eachLeaf(
  shape: AnyShape,
  name: string,
  make: (leaf: Shape, name: string, path: readonly string[]) => Value,
  path: readonly string[] = [],
): unknown {
  if (isShape(shape)) return make(shape, name, path);
  const fields = Object.entries(shape).map(([field, inner]) => {
    return [field, eachLeaf(inner, name ? `${name}_${field}` : field, make, [...path, field])];
  });
  return Object.fromEntries(fields) as ValueOf<AnyShape>;
}
