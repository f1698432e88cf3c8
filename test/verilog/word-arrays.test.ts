import { describe, expect, it } from 'vitest';
import { OuterProductArray } from '../../examples/mac-array/mac-array.ts';
import { Queue } from '../../generators/blocks/index.ts';
import {
  assert,
  bool,
  elaborate,
  input,
  Module,
  output,
  reg,
  uint,
  vec,
  when,
  wire,
} from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { proveEquivalent } from '../../sim/formal/prove.ts';
import { printedPair } from '../../sim/formal/subject.ts';
import { checked } from '../support/evaluate.ts';
import { complaints, hasIcarus, hasYosys, simulateInIcarus } from './tools.ts';

interface Sizes {
  readonly count: number;
  readonly width: number;
  readonly indexBits: number;
}

/** One of some words, chosen everywhere where a module can: in nets, in processes with and without a clock, in properties. */
const Choice = Module('Choice', ({ count, width, indexBits }: Sizes) => {
  const words = input(vec(count, uint(width)));
  const index = input(uint(indexBits));
  const other = input(uint(indexBits));
  const enable = input(bool());
  const inverted = wire(uint(count * width));
  inverted.value = words.asUInt().not();
  const late = reg(uint(width), { reset: 0 });
  when(enable, () => {
    late.next = words.at(index);
  });
  const chosen = output(uint(width));
  chosen.value = 0;
  when(enable, () => {
    chosen.value = words.at(other);
  });
  assert(words.at(index).eq(words.at(index)), 'a word is itself');
  const turned = vec(count, uint(width)).of(inverted.expression);
  return {
    words,
    index,
    other,
    enable,
    now: output(words.at(index)),
    turned: output(turned.at(index.addWrap(other))),
    late: output(late),
    chosen,
  };
});

const circuitOf = (sizes: Sizes) => checked(elaborate(Choice, sizes));
const textOf = (sizes: Sizes, dialect: 'asic' | 'portable'): string =>
  emitVerilog(circuitOf(sizes), { dialect })
    .map(({ text }) => text)
    .join('');

const arrays: readonly Sizes[] = [
  { count: 4, width: 8, indexBits: 2 },
  { count: 4, width: 9, indexBits: 2 },
  { count: 8, width: 16, indexBits: 3 },
  { count: 8, width: 70, indexBits: 4 },
  { count: 8, width: 20, indexBits: 2 },
];

describe.each(arrays)('$count words of $width bits for standard cells, chosen by $indexBits bits', (sizes) => {
  const circuit = circuitOf(sizes);
  const { count, width, indexBits } = sizes;

  it('stand in one array, and no tool complains', () => {
    const text = textOf(sizes, 'asic');
    expect(text.split(`assign words_words[word] = words[${width}*word +: ${width}];`)).toHaveLength(2);
    expect(complaints(circuit, { dialect: 'asic' })).toBe('');
    expect(complaints(circuit, { dialect: 'asic' }, ['VERIFICATION'])).toBe('');
  });

  it.skipIf(!hasYosys)('are chosen as the circuit says, for all inputs', async () => {
    expect(await proveEquivalent(...printedPair(circuit, { dialect: 'asic' }), { depth: 3 })).toEqual({
      kind: 'proven',
    });
  });

  it.skipIf(!hasIcarus)('are chosen so in Icarus, which runs processes when what they read changes', () => {
    const all = 2n ** BigInt(count * width) - 1n;
    const seeds = [0x9e3779b97f4a7c15n, 0xbf58476d1ce4e5b9n, 0x94d049bb133111ebn];
    const vectors = Array.from({ length: 40 }, (_, step) => {
      const word = (seeds[step % 3]! ** BigInt(9 + (step % 7))) & all;
      const [index, other] = [step * 5 + 3, step * 3 + 1].map((value) => BigInt(value % 2 ** indexBits));
      return [word, index!, other!, BigInt(step % 2)] as const;
    });
    const at = (words: bigint, index: bigint): bigint =>
      index < BigInt(count) ? (words >> (index * BigInt(width))) & (2n ** BigInt(width) - 1n) : 0n;
    let late = 0n;
    const expected = vectors.map(([words, index, other, enable], step) => {
      const row = [
        at(words, index),
        at(all ^ words, (index + other) % 2n ** BigInt(indexBits)),
        late,
        enable === 1n ? at(words, other) : 0n,
      ];
      if (step < 1) late = 0n;
      else if (enable === 1n) late = at(words, index);
      return row;
    });
    const results = simulateInIcarus(circuit, vectors, {
      dialect: 'asic',
      resetCycles: 1,
      initial: ['reset = 1;', '#1 clock = 1;', '#1 clock = 0;'],
    });
    expect(results).toEqual(expected);
  });
});

it.skipIf(!hasYosys)('the array of processing elements is the same hardware for standard cells', async () => {
  const circuit = checked(elaborate(OuterProductArray, { size: 4 }));
  expect(emitVerilog(circuit, { dialect: 'asic' })[1]!.text).toContain('assign out = sums_words[row];');
  expect(await proveEquivalent(...printedPair(circuit, { dialect: 'asic' }), { depth: 2 })).toEqual({
    kind: 'proven',
  });
});

it('registers that are an array already stay the only one', () => {
  const circuit = checked(elaborate(Queue, { payload: uint(32), depth: 16 }));
  const [file] = emitVerilog(circuit, { dialect: 'asic' });
  expect(file!.text.match(/\[0:\d+\]/g)).toEqual(['[0:15]']);
  expect(complaints(circuit, { dialect: 'asic' })).toBe('');
});

describe('words that are chosen from the vector', () => {
  it('are narrow or few, or their number is no power of two', () => {
    for (const [count, width, indexBits] of [
      [8, 8, 3],
      [2, 64, 1],
      [5, 8, 3],
      [16, 8, 4],
    ] as const)
      expect(textOf({ count, width, indexBits }, 'asic')).not.toMatch(/_words/);
  });

  it('stay so in the other dialects', () => {
    expect(textOf(arrays[0]!, 'portable')).not.toMatch(/_words/);
  });
});
