import { languageError } from '../../language/errors.ts';
import { type AnyShape, bool, Module, reg } from '../../language/index.ts';
import { allOf } from '../one-hot.ts';
import { passThrough } from './pass.ts';
import { drivePayload, numbered, type Payload, type Plain, widthOfShape } from './payload.ts';
import { inputStream, outputStream, type Stream, transfers } from './stream.ts';

/**
 * `eager`: each copy goes as soon as its consumer is ready. `lazy`: all go in the same cycle, and none is offered
 * before all consumers are ready; consumers must then not wait for `valid`, or there is a combinational loop.
 */
export type ForkMode = 'eager' | 'lazy';

/** The parameters of `Fork`. */
export interface ForkParameters {
  readonly payload: AnyShape;
  /** Outgoing streams, at least 1. */
  readonly outputs: number;
  readonly mode: ForkMode;
}

/** Gives each word to several consumers. */
export const Fork = Module(
  'Fork',
  ({ payload, outputs, mode }: ForkParameters) => {
    const incoming = inputStream(payload);
    const outgoing = Array.from({ length: outputs }, () => outputStream(payload));
    for (const stream of outgoing) drivePayload(stream.payload, incoming.payload);

    if (mode === 'lazy') {
      const allReady = allOf(outgoing.map(({ ready }) => ready));
      for (const { valid } of outgoing) valid.value = incoming.valid.and(allReady);
      incoming.ready.value = allReady;
    } else {
      const taken = outgoing.map((stream) => {
        /** This copy of the word has gone already. */
        const done = reg(bool(), { reset: false });
        stream.valid.value = incoming.valid.and(done.not());
        return { stream, done };
      });
      incoming.ready.value = allOf(taken.map(({ stream, done }) => done.or(stream.ready)));
      const stays = incoming.valid.and(incoming.ready.not());
      for (const { stream, done } of taken) done.next = stays.and(done.or(transfers(stream)));
    }

    return { incoming, outgoing: numbered(outgoing) };
  },
  {
    name: ({ payload, outputs, mode }) =>
      `${mode === 'lazy' ? 'Lazy' : 'Eager'}Fork${outputs}x${widthOfShape(payload)}`,
  },
);

/** Copies of a stream, each for a consumer of its own: `const [left, right] = forkStream(words, 2, 'eager')`. */
export function forkStream<P extends Payload>(
  source: Stream<P>,
  outputs: number,
  mode: ForkMode,
): readonly Stream<Plain<P>>[] {
  if (!Number.isInteger(outputs) || outputs < 1) {
    languageError('B020', `a fork into ${outputs} streams`, 'choose a whole number of at least 1');
  }
  const { instance } = passThrough(source, 'fork', (payload) => Fork({ payload, outputs, mode }));
  return Object.values(instance.outgoing) as unknown as readonly Stream<Plain<P>>[];
}
