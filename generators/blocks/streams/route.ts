import { languageError } from '../../language/errors.ts';
import { bool, type UInt, wire } from '../../language/index.ts';
import { block } from '../caller.ts';
import { allOf } from '../one-hot.ts';
import { mapFields, type Payload } from './payload.ts';
import type { Stream } from './stream.ts';

/** What the streams of a record carry, field by field. */
export type JoinedPayload<R> = { readonly [K in keyof R]: R[K] extends Stream<infer P> ? P : never };

/**
 * One word of every stream at a time, side by side under the names of the record:
 * `const pairs = joinStreams({ weight, feature })`, then `pairs.payload.weight`. Each `ready` waits for all `valid`s.
 */
export function joinStreams<R extends Readonly<Record<string, Stream>>>(
  sources: R,
): Stream<JoinedPayload<R> & Payload> {
  const streams = Object.values(sources);
  if (streams.length === 0) languageError('B020', 'a join of no streams', 'give at least one');
  return block('joined', () => {
    const valid = allOf(streams.map((stream) => stream.valid));
    const ready = wire(bool());
    for (const stream of streams) stream.ready.value = valid.and(ready);
    const payload = mapFields(sources, (stream) => stream.payload);
    return { valid, payload: payload as unknown as JoinedPayload<R> & Payload, ready };
  });
}

/**
 * Each word to one of `outputs` streams, which its payload selects; a number beyond the last selects the last.
 * `const [reads, writes] = demultiplexStream(requests, 2, ({ write }) => write.asUInt())`.
 */
export function demultiplexStream<P extends Payload>(
  source: Stream<P>,
  outputs: number,
  select: (payload: P) => UInt,
): readonly Stream<P>[] {
  if (!Number.isInteger(outputs) || outputs < 1) {
    languageError('B020', `a demultiplexer to ${outputs} streams`, 'choose a whole number of at least 1');
  }
  return block('demultiplexed', () => {
    const index = select(source.payload);
    const streams = Array.from({ length: outputs }, (_, output) => {
      const selected = output === outputs - 1 ? index.ge(output) : index.eq(output);
      const ready = wire(bool());
      const valid = source.valid.and(selected);
      return { selected, stream: { valid, payload: source.payload, ready } };
    });
    const taken = streams.map(({ selected, stream }) => selected.and(stream.ready));
    source.ready.value = taken.reduce((a, b) => a.or(b));
    return streams.map(({ stream }) => stream);
  });
}
