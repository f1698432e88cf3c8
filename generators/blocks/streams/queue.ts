import { languageError } from '../../language/errors.ts';
import {
  type AnyShape,
  addressWidth,
  constant,
  drive,
  Module,
  mux,
  output,
  type Registered,
  reg,
  type UInt,
  uint,
  type Value,
  type Vec,
  vec,
  when,
} from '../../language/index.ts';
import { passThrough } from './pass.ts';
import { drivePayload, mapPayloads, mapShape, type Payload, type Plain, widthOfShape } from './payload.ts';
import { inputStream, outputStream, type Stream, transfers } from './stream.ts';

/** How many words a queue holds, and which paths lead through it. */
export interface QueueOptions {
  /** Words that the queue holds, at least 1. */
  readonly depth: number;
  /** A word that enters an empty queue can leave in the same cycle: a path from the incoming to the outgoing side. */
  readonly flow?: boolean;
  /** A full queue takes a word in the cycle in which another leaves: a path from the outgoing to the incoming `ready`. */
  readonly pipe?: boolean;
}

/** The parameters of `Queue`. */
export interface QueueParameters extends QueueOptions {
  readonly payload: AnyShape;
}

/** Words in registers: first in, first out. `count`: words that it holds. */
export const Queue = Module(
  'Queue',
  ({ payload, depth, flow = false, pipe = false }: QueueParameters) => {
    requireDepth(depth);
    const incoming = inputStream(payload);
    const outgoing = outputStream(payload);

    const words = reg(mapShape(payload, (leaf) => vec(depth, leaf))) as Payload;
    const count = reg(uint(addressWidth(depth + 1)), { reset: 0 });
    const stored = count.ne(0);
    const full = count.eq(depth);
    const readIndex = reg(uint(addressWidth(depth)), { reset: 0 });
    const writeIndex = reg(uint(addressWidth(depth)), { reset: 0 });

    const first = mapPayloads([words], ([column]) => (column as Vec<Value>).at(readIndex));
    const offered = flow
      ? mapPayloads([first, incoming.payload], ([old, passing]) => mux(stored, old!, passing!))
      : first;
    outgoing.valid.value = flow ? stored.or(incoming.valid) : stored;
    drivePayload(outgoing.payload, offered);
    incoming.ready.value = pipe ? full.not().or(outgoing.ready) : full.not();

    const passes = stored.not().and(outgoing.ready);
    const writes = flow ? transfers(incoming).and(passes.not()) : transfers(incoming);
    const reads = stored.and(outgoing.ready);
    when(writes, () => {
      mapPayloads([words, incoming.payload], ([column, word]) => {
        drive((column as Vec<Value>).at(writeIndex), word as never);
        return word!;
      });
      step(writeIndex, depth);
    });
    when(reads, () => {
      step(readIndex, depth);
    });
    when(writes.xor(reads), () => {
      // One adder with a chosen operand: of an adder and a subtracter synthesis makes two and chooses behind them.
      count.next = count.addWrap(mux(writes, constant(uint(count.width), 1), 2 ** count.width - 1));
    });

    return { incoming, outgoing, count: output(count) };
  },
  { name: ({ payload, depth }) => `Queue${depth}x${widthOfShape(payload)}` },
);

function requireDepth(depth: number): void {
  if (!Number.isInteger(depth) || depth < 1) {
    languageError('B020', `a queue of ${depth} words`, 'choose a whole number of at least 1');
  }
}

/** Moves the index of a word on, from the last to the first. */
function step(index: Registered<UInt>, depth: number): void {
  index.next = depth === 2 ** index.width ? index.addWrap(1) : mux(index.eq(depth - 1), 0, index.addWrap(1));
}

/** A stream out of a queue, which also tells how many words it holds. */
export type QueuedStream<P extends Payload> = Stream<P> & { readonly count: UInt };

/** Puts a queue behind a stream: `const buffered = queue(words, { depth: 4 })`. One word per cycle from depth 2 on. */
export function queue<P extends Payload>(source: Stream<P>, options: QueueOptions): QueuedStream<Plain<P>> {
  const { stream, instance } = passThrough(source, 'queue', (payload) => Queue({ payload, ...options }));
  return { ...stream, count: instance.count };
}
