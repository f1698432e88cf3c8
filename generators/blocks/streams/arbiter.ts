import { languageError } from '../../language/errors.ts';
import {
  type AnyShape,
  addressWidth,
  bool,
  cat,
  constant,
  Module,
  mux,
  output,
  reg,
  type UInt,
  uint,
  type Value,
} from '../../language/index.ts';
import { block } from '../caller.ts';
import { lowestIndex } from '../one-hot.ts';
import { shapeOf } from '../shape-of.ts';
import { drivePayload, mapPayloads, numbered, type Payload, type Plain, widthOfShape } from './payload.ts';
import { connectStream, inputStream, outputStream, type Stream, type StreamSink } from './stream.ts';

/** `priority`: the first stream that waits; `round-robin`: the next one behind the stream that was served last. */
export type ArbiterPolicy = 'priority' | 'round-robin';

/** The parameters of `Arbiter`. */
export interface ArbiterParameters {
  readonly payload: AnyShape;
  /** Incoming streams, at least 2. */
  readonly inputs: number;
  readonly policy: ArbiterPolicy;
}

/** Merges streams. A stream that was offered stays chosen until its word is taken. `chosen`: which one it is. */
export const Arbiter = Module(
  'Arbiter',
  ({ payload, inputs, policy }: ArbiterParameters) => {
    const incoming = Array.from({ length: inputs }, () => inputStream(payload));
    const outgoing = outputStream(payload);

    const requests = cat(...incoming.map(({ valid }) => valid).reverse());
    /** The stream that was chosen last. */
    const last = reg(uint(addressWidth(inputs)), { reset: inputs - 1 });
    const waits = reg(bool(), { reset: false });
    const first = lowestIndex(requests);
    const choice = policy === 'priority' ? first : nextBehind(last, requests, first);
    const chosen = mux(waits, last, choice);

    outgoing.valid.value = requests.orReduce();
    drivePayload(
      outgoing.payload,
      mapPayloads(
        incoming.map((stream) => stream.payload),
        (values) => choose(values, chosen),
      ),
    );
    for (const [index, { ready }] of incoming.entries()) ready.value = outgoing.ready.and(chosen.eq(index));
    last.next = mux(outgoing.valid, chosen, last);
    waits.next = outgoing.valid.and(outgoing.ready.not());

    return { incoming: numbered(incoming), outgoing, chosen: output(chosen) };
  },
  { name: ({ payload, inputs }) => `Arbiter${inputs}x${widthOfShape(payload)}` },
);

/** The lowest stream above `last` that waits, else the lowest of all. */
function nextBehind(last: UInt, requests: UInt, first: UInt): UInt {
  const above = Array.from({ length: requests.width }, (_, index) =>
    index === 0 ? constant(bool(), false) : requests.bit(index).and(last.lt(index)),
  );
  const later = cat(...above.reverse());
  const nextLater = lowestIndex(later);
  return mux(later.orReduce(), nextLater, first);
}

function choose(values: readonly Value[], index: UInt): Value {
  const last = values.length - 1;
  return values.slice(0, last).reduceRight((rest, value, number) => mux(index.eq(number), value, rest), values[last]!);
}

/** A stream out of several, which also tells where its word comes from. */
export type ArbitratedStream<P extends Payload> = Stream<P> & { readonly chosen: UInt };

/** Merges streams of one shape: `const merged = arbitrate([reads, writes], 'round-robin')`. One word per cycle. */
export function arbitrate<P extends Payload>(
  sources: readonly Stream<P>[],
  policy: ArbiterPolicy,
): ArbitratedStream<Plain<P>> {
  const [model] = sources;
  if (!model || sources.length < 2) {
    languageError('B020', `an arbiter of ${sources.length} streams`, 'give at least 2');
  }
  const parameters = { payload: shapeOf(model.payload), inputs: sources.length, policy };
  const arbiter = block('arbiter', () => Arbiter(parameters));
  for (const [index, source] of sources.entries()) {
    connectStream(source, arbiter.incoming[`${index}`] as unknown as StreamSink<Plain<P>>);
  }
  return { ...(arbiter.outgoing as unknown as Stream<Plain<P>>), chosen: arbiter.chosen };
}
