import type {
  Assignable,
  Connect,
  Expression,
  InputPort,
  Literal,
  OutputPort,
  Register,
  SourceLocation,
  Wire,
} from '../circuit/types.ts';
import { Place } from './assignment.ts';
import { eachLeaf } from './bundles.ts';
import { languageError } from './errors.ts';
import { convert, literal } from './expressions.ts';
import { type AssignedProperty, assignablePrototype, withPrototype } from './kinds.ts';
import { addPermanentConnect, addStatement, currentContext, type Draft, reference } from './module-context.ts';
import { likeValue } from './mux.ts';
import { type Constant, expressionLike } from './operands.ts';
import { requireFields, requireOptions } from './options.ts';
import { type AnyShape, type BundleShape, type FlippedShape, isFlipped, isShape, type Shape } from './shapes.ts';
import { captureLocation, captureOrigin, type Origin } from './source-location.ts';
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
export type DrivenOf<S> =
  S extends Shape<infer V>
    ? Driven<V>
    : S extends FlippedShape<infer Inner>
      ? DrivenOf<Inner>
      : { readonly [K in keyof S]: DrivenOf<S[K]> };
export type RegisteredOf<S> =
  S extends Shape<infer V> ? Registered<V> : { readonly [K in keyof S]: RegisteredOf<S[K]> };

/** A value that is an input port: only read. */
export type Input<V> = V & { readonly [inputBrand]: true };
/** An input of any kind, for types that leave inputs out. */
export interface AnyInput {
  readonly [inputBrand]: true;
}
export type InputOf<S> =
  S extends Shape<infer V>
    ? Input<V>
    : S extends FlippedShape<infer Inner>
      ? OutputOf<Inner>
      : { readonly [K in keyof S]: InputOf<S[K]> };
/** A value that is an output port: driven, and may be read. */
export type Output<V> = Driven<V> & { readonly [outputBrand]: true };
/** An output of any kind, for types that leave outputs out. */
export interface AnyOutput {
  readonly [outputBrand]: true;
}
export type OutputOf<S> =
  S extends Shape<infer V>
    ? Output<V>
    : S extends FlippedShape<infer Inner>
      ? InputOf<Inner>
      : { readonly [K in keyof S]: OutputOf<S[K]> };

/** With which clock an input is in step. */
export interface InputOptions {
  /** In step with no clock of the module: only a synchroniser may sample it. */
  readonly asynchronous?: boolean;
}

/**
 * Declares an input port, of a record one for each field; flipped fields are outputs. Its name is the key under which
 * the module returns it.
 */
export function input<S extends AnyShape>(shape: S, options: InputOptions = {}): InputOf<S> {
  requireOptions('input()', options, ['asynchronous']);
  const origin = captureOrigin();
  return eachLeaf(shape, origin.name ?? '', (leaf, name, _path, flipped) =>
    flipped ? outputPort(leaf, name, origin) : inputPort(leaf, name, origin, options),
  ) as InputOf<S>;
}

/**
 * Declares an output port of a shape, or one that shows the given value; flipped fields are inputs. Named by the key
 * under which it is returned.
 */
export function output<S extends AnyShape>(shape: S): OutputOf<S>;
export function output<V extends Value>(value: V): Output<KindOf<V>>;
export function output(shapeOrValue: AnyShape | Value): unknown {
  const origin = captureOrigin();
  if (!(shapeOrValue instanceof Value)) {
    return eachLeaf(shapeOrValue, origin.name ?? '', (leaf, name, _path, flipped) =>
      flipped ? inputPort(leaf, name, origin, {}) : outputPort(leaf, name, origin),
    );
  }
  const { type } = shapeOrValue.expression;
  const shape: Shape = {
    type,
    text: '',
    ...pointOf(shapeOrValue.binaryPoint),
    of: (expression, place) => likeValue(shapeOrValue, expression, place),
  };
  const port = outputPort(shape, origin.name ?? '', origin);
  drivePermanently(port, shapeOrValue, origin.location);
  return port;
}

/** Ports are called as the source declares them, for messages, until the record that returns them names them. */
function inputPort(leaf: Shape, name: string, origin: Origin, { asynchronous = false }: InputOptions): Value {
  const context = currentContext('input()');
  const { location, documentation } = origin;
  const port: Draft<InputPort> = { kind: 'input', name, type: leaf.type, location, ...pointOf(leaf.fractionBits) };
  if (documentation) port.documentation = documentation;
  if (asynchronous) port.asynchronous = true;
  context.ports.push(port);
  context.inputDomains.set(port, context.domain);
  return leaf.of(reference(port));
}

function outputPort(leaf: Shape, name: string, { location, documentation }: Origin): Value {
  const port: Draft<OutputPort> = { kind: 'output', name, type: leaf.type, location, ...pointOf(leaf.fractionBits) };
  if (documentation) port.documentation = documentation;
  currentContext('output()').ports.push(port);
  return withDrive(leaf.of(reference(port), new Place(port)));
}

/** Declares a wire, to be driven on every path: `wire.value = …`. Named by the source. */
export function wire<S extends AnyShape>(shape: S): DrivenOf<S> {
  const { location, name = 'signal' } = captureOrigin();
  return eachLeaf(shape, name, (leaf, leafName) => {
    const point = pointOf(leaf.fractionBits);
    const made: Draft<Wire> = { kind: 'wire', name: leafName, type: leaf.type, location, ...point };
    currentContext('wire()').signals.push(made);
    return withDrive(leaf.of(reference(made), new Place(made)));
  }) as DrivenOf<S>;
}

/** Declares a register; `reset` is its value while the reset is active, without it the reset leaves it alone. */
export function reg<V extends Value>(shape: Shape<V>, options?: { readonly reset?: Operand<V> }): Registered<V>;
export function reg<S extends AnyShape>(shape: S, options?: { readonly reset?: ResetOf<S> }): RegisteredOf<S>;
export function reg(shape: AnyShape, options: { readonly reset?: unknown } = {}): unknown {
  requireOptions('reg()', options, ['reset']);
  const { reset } = options;
  if (reset !== undefined) requireResetFields(shape, reset);
  const { location, name = 'register' } = captureOrigin();
  const module = currentContext('reg()');
  return eachLeaf(shape, name, (leaf, leafName, path, flipped) => {
    if (flipped) {
      languageError(
        'B020',
        `field ${path.join('.')} of a register runs against the others`,
        'a register has no directions: declare its shape without flip()',
      );
    }
    const { type, fractionBits } = leaf;
    const made: Draft<Register> = { kind: 'register', name: leafName, type, clock: module.clock, location };
    if (fractionBits !== undefined) made.fractionBits = fractionBits;
    const value = path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], reset);
    if (value !== undefined) made.reset = { signal: module.reset, value: resetValue(leaf, value) };
    module.signals.push(made);
    return withNext(leaf.of(reference(made), new Place(made)));
  });
}

/** The binary point as a signal's declaration has it. */
const pointOf = (fractionBits: number | undefined): { readonly fractionBits?: number } =>
  fractionBits === undefined ? {} : { fractionBits };

/** A reset value of a misspelt field would be none. */
function requireResetFields(shape: AnyShape, reset: unknown): void {
  if (isShape(shape) || isFlipped(shape) || typeof reset !== 'object' || reset === null) return;
  requireFields('the record of this register', reset, Object.keys(shape));
  for (const [field, part] of Object.entries(shape as BundleShape)) {
    requireResetFields(part, (reset as Record<string, unknown>)[field]);
  }
}

/** How a register of `regNext` starts. */
export interface RegisterNextOptions<V> {
  readonly reset?: Operand<V>;
  /** `value` may be in step with another clock: the register is the first stage of a synchroniser. */
  readonly crossing?: boolean;
}

/** A register that takes `value` at every clock edge. */
export function regNext<V extends Value>(value: V, options: RegisterNextOptions<V> = {}): KindOf<V> {
  requireOptions('regNext()', options, ['reset', 'crossing']);
  const { location, name } = captureOrigin();
  const module = currentContext('regNext()');
  const { type } = value.expression;
  const made: Draft<Register> = { kind: 'register', name: name ?? 'register', type, clock: module.clock, location };
  if (value.binaryPoint !== undefined) made.fractionBits = value.binaryPoint;
  if (!name) module.unnamed.add(made);
  if (options.crossing) made.crossing = true;
  if (options.reset !== undefined) {
    const shape: Shape = { type, text: '', of: () => value };
    made.reset = { signal: module.reset, value: resetValue(shape, options.reset) };
  }
  module.signals.push(made);
  addPermanentConnect({ kind: 'connect', target: { signal: made }, value: value.expression, location });
  return likeValue(value, reference(made)) as unknown as KindOf<V>;
}

/** Assigns without regard to the `when`s that are open, for what belongs to a declaration. */
export function drivePermanently(target: Value, value: Value | Constant, location: SourceLocation): Draft<Connect> {
  return addPermanentConnect(connection(target, value, location));
}

/** Assigns a value; `field` is its path where it is part of a record, for messages. */
export function assign(target: Value, value: Value | Constant, field?: string): void {
  addStatement(connection(target, value, captureLocation(), field));
}

/** What an assignment connects, once target and value suit each other. */
function connection(target: Value, value: Value | Constant, location: SourceLocation, field?: string): Connect {
  const { place } = target;
  if (!place) {
    languageError(
      'B022',
      field ? `field ${field} cannot be assigned` : 'this value cannot be assigned',
      'assign wires, outputs, registers, inputs of instances, or parts of them; of an element chosen at run time only the whole',
    );
  }
  const source = expressionLike(target, value, field);
  const { type } = target.expression;
  const what = field ? `field ${field}` : describe(place.signal);
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
  return { kind: 'connect', target: place.target, value: convert(source, place.type), location };
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

/** A value of the kind of `model` that is driven: `value` assigns its place. */
export function drivenLike<V extends Value>(model: V, expression: Expression, place: Place): V {
  return withPrototype(prototypeWith(model, 'value'), model, expression, place);
}

function withNext<V extends Value>(value: V): V {
  return withAssignment(value, 'next');
}

function withAssignment<V extends Value>(value: V, property: AssignedProperty): V {
  return Object.setPrototypeOf(value, prototypeWith(value, property)) as V;
}

function prototypeWith(value: Value, property: AssignedProperty): object {
  return assignablePrototype(Object.getPrototypeOf(value), property, () => ({
    get: () =>
      languageError('B022', `.${property} can only be assigned`, 'to read the signal, use it without the property'),
    set(this: Value, assigned: Value | Constant) {
      assign(this, assigned);
    },
  }));
}
