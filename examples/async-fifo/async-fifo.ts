import { asyncQueue, connectStream, inputStream, outputStream } from '../../generators/blocks/index.ts';
import { clockDomain, Module, uint, withDomain } from '../../generators/language/index.ts';

export interface AsyncFifoParameters {
  /** Bits of a word. */
  readonly wordBits: number;
  /** Words: a power of two, at least 2. */
  readonly depth: number;
}

/** Leads words from one clock to another, in order and without losing any. */
export const AsyncFifo = Module('AsyncFifo', ({ wordBits, depth }: AsyncFifoParameters) => {
  const write = clockDomain();
  const read = clockDomain();
  const incoming = withDomain(write, () => inputStream(uint(wordBits)));
  const outgoing = withDomain(read, () => outputStream(uint(wordBits)));

  const queue = asyncQueue(incoming, { depth, from: write, to: read });
  connectStream(queue, outgoing);

  return { incoming, outgoing };
});
