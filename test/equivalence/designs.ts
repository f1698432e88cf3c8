import {
  asyncQueue,
  connectStream,
  inputStream,
  mapStream,
  outputStream,
  queue,
} from '../../generators/blocks/index.ts';
import {
  bool,
  clockDomain,
  input,
  Module,
  output,
  reg,
  sint,
  uint,
  when,
  withDomain,
} from '../../generators/language/index.ts';

/** Sums signed samples in 12 bits, and says when the sum is negative in the same cycle as the sample. */
export const Accumulator = Module('Accumulator', () => {
  const sample = input(sint(8));
  const enable = input(bool());
  const sum = reg(sint(12), { reset: 0 });
  when(enable, () => {
    sum.next = sum.addWrap(sample);
  });
  return { sample, enable, sum: output(sum), below: output(sample.lt(sum)) };
});

/** What `Accumulator` does, as a class. */
export class AccumulatorModel {
  sum = 0n;

  step({ sample, enable, reset }: Readonly<Record<string, bigint>>) {
    const outputs = { sum: this.sum, below: sample! < this.sum };
    if (reset === 1n) this.sum = 0n;
    else if (enable === 1n) this.sum = BigInt.asIntN(12, this.sum + sample!);
    return outputs;
  }
}

/** Squares words and keeps up to four. */
export const Squares = Module('Squares', () => {
  const words = inputStream(uint(6));
  const squares = outputStream(uint(12));
  connectStream(
    queue(
      mapStream(words, (word) => word.mul(word)),
      { depth: 4 },
    ),
    squares,
  );
  return { words, squares };
});

export const squaresModel = {
  accepts: { words: { valid: 'words_valid', ready: 'words_ready', payload: ['words_payload'] } },
  gives: { squares: { valid: 'squares_valid', ready: 'squares_ready', payload: ['squares_payload'] } },
  transform: ({ words }: Readonly<Record<string, readonly Readonly<Record<string, bigint>>[]>>) => ({
    squares: words!.map(({ words_payload: word }) => ({ squares_payload: word! ** 2n })),
  }),
};

/** Two clocks and a hierarchy: words of one clock reach the other through a queue of the library. */
export const Bridge = Module('Bridge', () => {
  const line = clockDomain();
  const core = clockDomain();
  const words = withDomain(line, () => inputStream(uint(8)));
  const received = asyncQueue(words, { depth: 4, from: line, to: core });
  const out = withDomain(core, () => outputStream(uint(8)));
  withDomain(core, () => connectStream(received, out));
  return { words, out };
});

export const bridgeModel = {
  accepts: { words: { valid: 'words_valid', ready: 'words_ready', payload: ['words_payload'], clock: 'line_clock' } },
  gives: { out: { valid: 'out_valid', ready: 'out_ready', payload: ['out_payload'], clock: 'core_clock' } },
  transform: ({ words }: Readonly<Record<string, readonly Readonly<Record<string, bigint>>[]>>) => ({
    out: words!.map(({ words_payload }) => ({ out_payload: words_payload! })),
  }),
};
