import { type AnyShape, bool, Module, mux, reg, when } from '../../language/index.ts';
import { passThrough } from './pass.ts';
import { drivePayload, mapPayloads, type Payload, type Plain } from './payload.ts';
import { inputStream, outputStream, type Stream } from './stream.ts';

/** Registers `valid` and the payload: no path from the incoming to the outgoing words. `ready` passes through. */
export const PipeRegister = Module('PipeRegister', ({ payload }: { readonly payload: AnyShape }) => {
  const incoming = inputStream(payload);
  const outgoing = outputStream(payload);

  const valid = reg(bool(), { reset: false });
  const word = reg(payload) as Payload;
  const free = valid.not().or(outgoing.ready);
  when(free, () => {
    valid.next = incoming.valid;
  });
  when(free.and(incoming.valid), () => {
    drivePayload(word, incoming.payload);
  });
  incoming.ready.value = free;
  outgoing.valid.value = valid;
  drivePayload(outgoing.payload, word);

  return { incoming, outgoing };
});

/** Registers `ready`: keeps the word that comes in the cycle in which the consumer stops. Words pass through. */
export const SkidBuffer = Module('SkidBuffer', ({ payload }: { readonly payload: AnyShape }) => {
  const incoming = inputStream(payload);
  const outgoing = outputStream(payload);

  const held = reg(bool(), { reset: false });
  const word = reg(payload) as Payload;
  when(held, () => {
    held.next = outgoing.ready.not();
  }).elsewhen(incoming.valid, () => {
    held.next = outgoing.ready.not();
    drivePayload(word, incoming.payload);
  });
  incoming.ready.value = held.not();
  outgoing.valid.value = held.or(incoming.valid);
  drivePayload(
    outgoing.payload,
    mapPayloads([word, incoming.payload], ([kept, passing]) => mux(held, kept!, passing!)),
  );

  return { incoming, outgoing };
});

/** A register in the forward path: one cycle later, one word per cycle. `const staged = pipeRegister(words)`. */
export function pipeRegister<P extends Payload>(source: Stream<P>): Stream<Plain<P>> {
  return passThrough(source, 'pipeRegister', (payload) => PipeRegister({ payload })).stream;
}

/** A register in the path of `ready`: no cycle later, one word per cycle. `const relaxed = skidBuffer(words)`. */
export function skidBuffer<P extends Payload>(source: Stream<P>): Stream<Plain<P>> {
  return passThrough(source, 'skidBuffer', (payload) => SkidBuffer({ payload })).stream;
}
