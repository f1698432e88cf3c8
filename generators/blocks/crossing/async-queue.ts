import { languageError } from '../../language/errors.ts';
import {
  type AnyShape,
  addressWidth,
  bool,
  clockDomain,
  currentDomain,
  Module,
  pack,
  reg,
  reinterpret,
  twoPortMemory,
  type UInt,
  uint,
  type Value,
  when,
  wire,
  withDomain,
} from '../../language/index.ts';
import { toGray } from '../gray.ts';
import { passThrough } from '../streams/pass.ts';
import { drivePayload, type Payload, type Plain, widthOfShape } from '../streams/payload.ts';
import { inputStream, outputStream, type Stream, transfers } from '../streams/stream.ts';
import { type CrossingOptions, requireCrossingOptions, stagesOf } from './synchronise.ts';

/** The parameters of `AsyncQueue`. */
export interface AsyncQueueParameters {
  readonly payload: AnyShape;
  /** Words of its memory: a power of two, at least 2. One more waits at the output. */
  readonly depth: number;
  /** Registers of each synchroniser, at least 2. */
  readonly stages: number;
}

/**
 * A queue with one clock for what enters, `write`, and another for what leaves, `read`. Its positions cross as Gray
 * codes, of which one bit changes at a time: each side sees where the other was some cycles before, which is safe. Both
 * resets must be active at the same time once; a reset of one side alone loses words.
 */
export const AsyncQueue = Module(
  'AsyncQueue',
  ({ payload, depth, stages }: AsyncQueueParameters) => {
    requireDepth(depth);
    const write = clockDomain('write');
    const read = clockDomain('read');
    const incoming = withDomain(write, () => inputStream(payload));
    const outgoing = withDomain(read, () => outputStream(payload));
    const width = widthOfShape(payload);
    const word = uint(width);
    const words = twoPortMemory({ module: `AsyncQueueWords${depth}x${width}`, depth, word, domains: { write, read } });

    // One bit more than an address: with it, a full queue differs from an empty one.
    const position = uint(addressWidth(depth) + 1);
    const addressOf = (count: UInt): UInt => count.wrap(addressWidth(depth));
    const writeCode = wire(position);
    const readCode = wire(position);

    withDomain(write, () => {
      const writePosition = reg(position, { reset: 0 });
      const writeGray = reg(position, { reset: 0 });
      const readSeen = stagesOf(readCode, stages, 0);
      // Full: as many words ahead as there are places, which in Gray code turns the two highest bits over.
      const full = writeGray.eq(readSeen.xor(3 * 2 ** (position.type.width - 2)));
      incoming.ready.value = full.not();
      when(transfers(incoming), () => {
        const next = writePosition.addWrap(1);
        writePosition.next = next;
        writeGray.next = toGray(next);
        words.writeAt(addressOf(writePosition), pack(incoming.payload as Value));
      });
      writeCode.value = writeGray;
    });

    withDomain(read, () => {
      const readPosition = reg(position, { reset: 0 });
      const readGray = reg(position, { reset: 0 });
      const offered = reg(bool(), { reset: false });
      const writeSeen = stagesOf(writeCode, stages, 0);
      const fetches = readGray.ne(writeSeen).and(offered.not().or(outgoing.ready));
      when(fetches, () => {
        const next = readPosition.addWrap(1);
        readPosition.next = next;
        readGray.next = toGray(next);
        words.readAt(addressOf(readPosition));
      });
      offered.next = fetches.or(offered.and(outgoing.ready.not()));
      outgoing.valid.value = offered;
      drivePayload(outgoing.payload, reinterpret(words.readData, payload) as Payload);
      readCode.value = readGray;
    });

    return { incoming, outgoing };
  },
  { name: ({ payload, depth }) => `AsyncQueue${depth}x${widthOfShape(payload)}` },
);

function requireDepth(depth: number): void {
  if (!Number.isSafeInteger(depth) || depth < 2 || !Number.isInteger(Math.log2(depth))) {
    languageError('B020', `an asynchronous queue of ${depth} words`, 'choose a power of two, at least 2');
  }
}

/** Size of a queue between two clocks, and which they are. */
export interface AsyncQueueOptions extends CrossingOptions {
  /** Words: a power of two, at least 2. */
  readonly depth: number;
}

/**
 * Leads a stream to another clock: `const received = asyncQueue(words, { depth: 16, from: line, to: core })`. One word
 * per cycle of the slower clock from depth 8 on, and where the stages are more than 2, from deeper ones.
 */
export function asyncQueue<P extends Payload>(source: Stream<P>, options: AsyncQueueOptions): Stream<Plain<P>> {
  requireCrossingOptions('asyncQueue()', options, ['depth']);
  const { depth, from, to = currentDomain(), stages = 2 } = options;
  const domains = { write: from, read: to };
  const make = (payload: AnyShape) => AsyncQueue({ payload, depth, stages }, undefined, domains);
  return passThrough(source, 'asyncQueue', make).stream;
}
