import type { PortRecord } from '../../../generators/language/index.ts';
import type { Input, Output } from '../../../generators/language/signals.ts';
import type { Enum } from '../../../generators/language/values.ts';
import type { Vec } from '../../../generators/language/vector.ts';
import type { PlainValue, PortKind } from './kinds.ts';

/** What reading a port of a kind gives: a boolean, a number, the name of a member, or an array of them. */
export type ReadOf<V> = V extends { readonly kind: 'Bool' }
  ? boolean
  : V extends Enum<infer Name>
    ? Name
    : V extends Vec<infer Element>
      ? readonly ReadOf<Element>[]
      : number;

/** What a port of a kind may be set to: wide integers may be bigints, and a vector's bits one bigint. */
export type WriteOf<V> = V extends { readonly kind: 'Bool' }
  ? boolean
  : V extends Enum<infer Name>
    ? Name
    : V extends Vec<infer Element>
      ? readonly WriteOf<Element>[] | bigint
      : number | bigint;

/** What every port of a simulated design is: its name, its kind and its bits. */
export interface AnyPort {
  /** Name in the circuit: fields of records behind underscores. */
  readonly name: string;
  readonly direction: 'input' | 'output';
  /** How its bits are read. */
  readonly portKind: PortKind;
  /** The value, of any width, as a test reads it: integers of more than 53 bits are bigints. */
  readonly plain: PlainValue;
}

/** An output of the design: read at any time, settled. */
export interface OutputPort<Read> extends AnyPort {
  readonly direction: 'output';
  /** The value. Throws a `BurinError` (B601) for integers of more than 53 bits: `big` reads them. */
  readonly value: Read;
  /** The value of any width; of a vector all bits, element 0 in the lowest. */
  readonly big: bigint;
}

/** An output that is a fixed-point number; `value` is in units of its last bit. */
export interface FixedOutputPort extends OutputPort<number> {
  /** The real number, as near as a number comes; exact for up to 53 bits. */
  readonly real: number;
}

declare const written: unique symbol;

/** An input of the design: set by the test, between two clock edges. */
export interface InputPort<Read, Write = Read> extends AnyPort {
  readonly direction: 'input';
  /** Only a type: what the port may be set to. */
  readonly [written]?: Write;
  /** The value. Reading throws a `BurinError` (B601) beyond 53 bits, setting one (B600) for what does not fit. */
  get value(): Read;
  set value(value: Write);
  /** The value of any width. */
  get big(): bigint;
  set big(value: bigint);
}

/** An input that is a fixed-point number; `value` is in units of its last bit. */
export interface FixedInputPort extends InputPort<number, number | bigint> {
  /** The real number. Setting takes the nearest that the port has, ties upwards; B600 beyond its range. */
  get real(): number;
  set real(value: number);
}

interface AnyFixed {
  readonly kind: 'Fixed';
}

/** The ports of a simulated module, in the form of the record that its body returns. */
export type PortsOf<P> = { readonly [K in keyof P]: PortHandleOf<P[K]> };
type PortHandleOf<P> =
  P extends Input<infer V>
    ? V extends AnyFixed
      ? FixedInputPort
      : InputPort<ReadOf<V>, WriteOf<V>>
    : P extends Output<infer V>
      ? V extends AnyFixed
        ? FixedOutputPort
        : OutputPort<ReadOf<V>>
      : P extends undefined
        ? undefined
        : P extends PortRecord
          ? PortsOf<P>
          : OutputPort<ReadOf<P>>;

/** A port of a circuit whose types are not known. */
export interface UntypedPort extends AnyPort {
  /** As for typed ports; one bit reads as 0 or 1. */
  get value(): PlainValue;
  set value(value: PlainValue);
  /** Of a fixed-point number the real one; of other numbers the number. */
  get real(): number;
  set real(value: number);
  get big(): bigint;
  set big(value: bigint);
}

/** The ports of a circuit whose types are not known, by name. */
export interface UntypedPorts {
  readonly [name: string]: UntypedPort;
}

/** A port, or a record of ports: what a stream carries. */
export type PayloadPorts = AnyPort | { readonly [field: string]: PayloadPorts };

/** What a test gives to a driver for ports: a value, or a record of values. */
export type WordToWrite<P> =
  P extends InputPort<infer _Read, infer Write>
    ? Write
    : P extends AnyPort
      ? PlainValue
      : { readonly [K in keyof P]: WordToWrite<P[K]> };

/** What a monitor gives of ports: a value, or a record of values; with `Wide` an integer may be a bigint. */
export type WordRead<P, Wide extends boolean = false> = P extends {
  readonly direction: 'input' | 'output';
  readonly value: infer Read;
}
  ? Wide extends true
    ? Widened<Read>
    : Read
  : { readonly [K in keyof P]: WordRead<P[K], Wide> };
type Widened<Read> = Read extends number ? number | bigint : Read;
