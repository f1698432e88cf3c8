import {
  type AnyShape,
  type Bool,
  bool,
  type Driven,
  flip,
  type Input,
  input,
  type Output,
  output,
  wire,
} from '../../language/index.ts';
import type { DrivenOf, InputOf, OutputOf } from '../../language/signals.ts';
import { type DrivenPayload, drivePayload, type Payload, type Plain } from './payload.ts';

/**
 * A stream as its consumer sees it: reads `valid` and `payload`, drives `ready`. A word is transferred at each clock
 * edge at which both are true. The producer keeps `valid` and `payload` until then, and does not wait for `ready`.
 */
export interface Stream<P extends Payload = Payload> {
  readonly valid: Bool;
  readonly payload: P;
  readonly ready: Driven<Bool>;
}

/** A stream as its producer sees it: drives `valid` and `payload`, reads `ready`. */
export interface StreamSink<P extends Payload = Payload> {
  readonly valid: Driven<Bool>;
  readonly payload: DrivenPayload<P>;
  readonly ready: Bool;
}

/** The shape of a stream, for interfaces that hold several: `{ reads: Stream(address), words: flip(Stream(uint(8))) }`. */
export function Stream<S extends AnyShape>(payload: S) {
  return { valid: bool(), payload, ready: flip(bool()) };
}

/** The ports of a stream that enters a module. */
export type InputStream<S extends AnyShape> = {
  readonly valid: Input<Bool>;
  readonly payload: InputOf<S>;
  readonly ready: Output<Bool>;
};

/** The ports of a stream that leaves a module. */
export type OutputStream<S extends AnyShape> = {
  readonly valid: Output<Bool>;
  readonly payload: OutputOf<S>;
  readonly ready: Input<Bool>;
};

/** Both sides of a stream inside a module. */
export type WireStream<S extends AnyShape> = {
  readonly valid: Driven<Bool>;
  readonly payload: DrivenOf<S>;
  readonly ready: Driven<Bool>;
};

/** Ports through which the module takes words: `<name>_valid`, `<name>_payload…` in, `<name>_ready` out. */
export function inputStream<S extends AnyShape>(payload: S): InputStream<S> {
  return input(Stream(payload)) as InputStream<S>;
}

/** Ports through which the module gives words: `<name>_valid`, `<name>_payload…` out, `<name>_ready` in. */
export function outputStream<S extends AnyShape>(payload: S): OutputStream<S> {
  return output(Stream(payload)) as OutputStream<S>;
}

/** A stream between two parts of one module; each side is driven by its own part. */
export function wireStream<S extends AnyShape>(payload: S): WireStream<S> {
  return wire(Stream(payload)) as WireStream<S>;
}

/** The shape of values that are there in some cycles and cannot be refused: `input(Valid(uint(8)))`. */
export function Valid<S extends AnyShape>(payload: S) {
  return { valid: bool(), payload };
}
/** Values of the shape `Valid`. */
export interface Valid<P extends Payload = Payload> {
  readonly valid: Bool;
  readonly payload: P;
}

/** Whether a word is transferred in this cycle. */
export function transfers(stream: { readonly valid: Bool; readonly ready: Bool }): Bool {
  return stream.valid.and(stream.ready);
}

/** Leads the stream on to `sink`, in the same cycle and without a register. */
export function connectStream<P extends Payload>(source: Stream<P>, sink: StreamSink<Plain<P>>): void {
  sink.valid.value = source.valid;
  drivePayload(sink.payload as Payload, source.payload);
  source.ready.value = sink.ready;
}

/** The values of a stream that is always ready. */
export function alwaysReady<P extends Payload>(source: Stream<P>): Valid<P> {
  source.ready.value = true;
  return { valid: source.valid, payload: source.payload };
}
