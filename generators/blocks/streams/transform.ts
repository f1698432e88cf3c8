import { type AnyShape, type Bool, bool, input, Module, reg, wire } from '../../language/index.ts';
import { block } from '../caller.ts';
import { passThrough } from './pass.ts';
import { drivePayload, type Payload, type Plain } from './payload.ts';
import { inputStream, outputStream, type Stream } from './stream.ts';

/**
 * The stream with its payload replaced: `mapStream(words, (word) => word.add(1))`. `change` must depend on the payload
 * alone, or on what does not change while a word waits.
 */
export function mapStream<P extends Payload, R extends Payload>(
  source: Stream<P>,
  change: (payload: P) => R,
): Stream<R> {
  return { valid: source.valid, payload: change(source.payload), ready: source.ready };
}

/** The words for which `keep` is true; the others are taken and dropped. `keep` must depend on the payload alone. */
export function filterStream<P extends Payload>(source: Stream<P>, keep: (payload: P) => Bool): Stream<P> {
  return block('filtered', () => {
    const kept = keep(source.payload);
    const ready = wire(bool());
    const valid = source.valid.and(kept);
    source.ready.value = ready.or(kept.not());
    return { valid, payload: source.payload, ready };
  });
}

/** Lets words pass in some cycles only. A word that was offered once stays offered. */
export const Throttle = Module('Throttle', ({ payload }: { readonly payload: AnyShape }) => {
  const incoming = inputStream(payload);
  const outgoing = outputStream(payload);
  /** A word may be offered from this cycle on. */
  const allow = input(bool());

  const offered = reg(bool(), { reset: false });
  const open = allow.or(offered);
  outgoing.valid.value = incoming.valid.and(open);
  drivePayload(outgoing.payload, incoming.payload);
  incoming.ready.value = outgoing.ready.and(open);
  offered.next = outgoing.valid.and(outgoing.ready.not());

  return { incoming, outgoing, allow };
});

/** Slows a stream down, for tests: `throttle(words, noise.bit(0))`. */
export function throttle<P extends Payload>(source: Stream<P>, allow: Bool): Stream<Plain<P>> {
  const { stream, instance } = passThrough(source, 'throttle', (payload) => Throttle({ payload }));
  instance.allow.value = allow;
  return stream;
}
