import type { AnyShape } from '../../language/index.ts';
import { block } from '../caller.ts';
import { shapeOf } from '../shape-of.ts';
import type { Payload, Plain } from './payload.ts';
import { connectStream, type Stream, type StreamSink } from './stream.ts';

/** An instance between two streams, as its parent sees it. */
interface Stage {
  readonly incoming: object;
  readonly outgoing: object;
}

/**
 * Leads the stream through an instance with the ports `incoming` and `outgoing`, called as the user calls the result.
 * The ports of a shape that is known at run time only get their static kinds back from the source here.
 */
export function passThrough<P extends Payload, I extends Stage>(
  source: Stream<P>,
  fallback: string,
  make: (payload: AnyShape) => I,
): { readonly stream: Stream<Plain<P>>; readonly instance: I } {
  const instance = block(fallback, () => make(shapeOf(source.payload)));
  connectStream(source, instance.incoming as StreamSink<Plain<P>>);
  return { stream: instance.outgoing as Stream<Plain<P>>, instance };
}
