import {
  type AnyShape,
  type Bool,
  bool,
  clockDomain,
  currentDomain,
  Module,
  mux,
  reg,
  regNext,
  when,
  wire,
  withDomain,
} from '../../language/index.ts';
import { shapeOfValue } from '../shape-of.ts';
import { passThrough } from '../streams/pass.ts';
import { drivePayload, mapPayloads, type Payload, type Plain, widthOfShape } from '../streams/payload.ts';
import { inputStream, outputStream, type Stream, transfers } from '../streams/stream.ts';
import { type CrossingOptions, requireCrossingOptions, stagesOf } from './synchronise.ts';

/** The parameters of `HandshakeCrossing`. */
export interface HandshakeParameters {
  readonly payload: AnyShape;
  /** Registers of each synchroniser, at least 2. */
  readonly stages: number;
}

/**
 * One word at a time from the domain `write` to the domain `read`. A word is held until the other side has taken it:
 * `request` turns over for each word that is sent, `taken` follows it when the word has arrived.
 */
export const HandshakeCrossing = Module(
  'HandshakeCrossing',
  ({ payload, stages }: HandshakeParameters) => {
    const write = clockDomain('write');
    const read = clockDomain('read');
    const incoming = withDomain(write, () => inputStream(payload));
    const outgoing = withDomain(read, () => outputStream(payload));
    const taken = wire(bool());

    const { held, request } = withDomain(write, () => {
      const request = reg(bool(), { reset: false });
      const held = reg(payload) as Payload;
      const takenSeen = stagesOf(taken, stages, false);
      incoming.ready.value = request.eq(takenSeen);
      when(transfers(incoming), () => {
        request.next = request.not();
        drivePayload(held, incoming.payload);
      });
      return { held, request: request as Bool };
    });

    withDomain(read, () => {
      const requestSeen = stagesOf(request, stages, false);
      const follower = reg(bool(), { reset: false });
      const offered = reg(bool(), { reset: false });
      const arrives = requestSeen.xor(follower).and(offered.not().or(outgoing.ready));
      offered.next = arrives.or(offered.and(outgoing.ready.not()));
      when(arrives, () => {
        follower.next = requestSeen;
      });
      taken.value = follower;
      const word = mapPayloads([held], ([sent]) => {
        const next = wire(shapeOfValue(sent!));
        const kept = regNext(next, { crossing: true });
        next.value = mux(arrives, sent!, kept as never) as never;
        return kept as never;
      });
      outgoing.valid.value = offered;
      drivePayload(outgoing.payload, word);
    });

    return { incoming, outgoing };
  },
  { name: ({ payload }) => `HandshakeCrossing${widthOfShape(payload)}` },
);

/**
 * Leads a stream to another clock, one word in some cycles of both: `const settings = handshakeCrossing(written, { from:
 * bus, to: core })`. For words that come rarely; `asyncQueue` moves one per cycle.
 */
export function handshakeCrossing<P extends Payload>(source: Stream<P>, options: CrossingOptions): Stream<Plain<P>> {
  requireCrossingOptions('handshakeCrossing()', options);
  const { from, to = currentDomain(), stages = 2 } = options;
  const domains = { write: from, read: to };
  return passThrough(source, 'crossed', (payload) => HandshakeCrossing({ payload, stages }, undefined, domains)).stream;
}
