import { describe, expect, it } from 'vitest';
import { Queue } from '../../generators/blocks/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import {
  assert,
  bool,
  drive,
  elaborate,
  input,
  Module,
  output,
  reg,
  uint,
  vec,
  vecOf,
  when,
} from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { proveEquivalent } from '../../sim/formal/prove.ts';
import { printedPair } from '../../sim/formal/subject.ts';
import { complaints, hasIcarus, hasVerilator, hasYosys, simulateInIcarus, withFiles } from './tools.ts';

/** Words read and written at an index of `indexBits`, everywhere where a module can: in processes, nets and properties. */
const Words = Module(
  'Words',
  ({ depth, indexBits }: { depth: number; indexBits: number }) => {
    const index = input(uint(indexBits));
    const write = input(bool());
    const value = input(uint(8));
    const words = reg(vec(depth, uint(8)));
    const held = reg(uint(8));
    when(write, () => {
      drive(words.at(index), value);
    });
    held.next = words.at(index);
    const chosen = output(uint(8));
    chosen.value = 0;
    when(write, () => {
      chosen.value = words.at(index);
    });
    assert(write.and(words.at(index).eq(255)).not(), 'no word is overwritten that is 255');
    return {
      index,
      write,
      value,
      now: output(words.at(index)),
      late: output(held),
      chosen,
      second: output(words.at(1).bits(6, 2)),
    };
  },
  { name: ({ depth, indexBits }) => `Words${depth}by${indexBits}` },
);

const sizes = [
  { depth: 16, indexBits: 4 },
  { depth: 16, indexBits: 6 },
  { depth: 6, indexBits: 3 },
  { depth: 5, indexBits: 2 },
  { depth: 2, indexBits: 1 },
];

const textOf = (circuit: Circuit): string => emitVerilog(circuit, { verification: 'omit' }).at(-1)!.text;

describe('registers of words', () => {
  it.each(sizes)('are an array of words: $depth with an index of $indexBits bits', (size) => {
    const text = textOf(elaborate(Words, size));
    expect(text).toMatch(new RegExp(`logic \\[7:0\\] +words \\[0:${size.depth - 1}\\];`));
    expect(text).not.toContain('+:');
  });

  it('stay vectors where they are reset, read as a whole or written in many places', () => {
    const Vectors = Module('Vectors', () => {
      const index = input(uint(2));
      const value = input(uint(8));
      const cleared = reg(vec(4, uint(8)), { reset: vecOf([0, 0, 0, 0], uint(8)) });
      const shown = reg(vec(4, uint(8)));
      const filled = reg(vec(4, uint(8)));
      for (const register of [cleared, shown, filled]) drive(register.at(index), value);
      for (const at of [0, 1]) drive(filled.at(at), value);
      return {
        index,
        value,
        cleared: output(cleared.at(index)),
        shown: output(shown.at(index)),
        whole: output(shown),
        filled: output(filled.at(index)),
      };
    });
    expect(textOf(elaborate(Vectors, {}))).not.toMatch(/\[0:3\]/);
  });

  it.skipIf(!hasIcarus || !hasVerilator || !hasYosys)('leave the tools nothing to say', () => {
    for (const size of sizes.slice(1, 4)) {
      expect(complaints(elaborate(Words, size))).toBe('');
      expect(complaints(elaborate(Words, size), {}, ['VERIFICATION'])).toBe('');
    }
  });

  it.skipIf(!hasIcarus).each(sizes)('read 0 and keep their words beyond the last: $depth by $indexBits', (size) => {
    const { depth, indexBits } = size;
    const words = new Array<bigint>(depth).fill(0n);
    let late = 0n;
    let seed = 12345;
    const random = (limit: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return (seed >>> 8) % limit;
    };
    const vectors = Array.from({ length: 200 }, () => [
      BigInt(random(2 ** indexBits)),
      BigInt(random(2)),
      BigInt(random(255)),
    ]);
    const expected = vectors.map(([index, write, value]) => {
      const now = words[Number(index)] ?? 0n;
      const row = [now, late, write === 1n ? now : 0n, (words[1]! >> 2n) & 31n];
      late = now;
      if (write === 1n && index! < depth) words[Number(index)] = value!;
      return row;
    });
    const initial = [`for (i = 0; i < ${depth}; i = i + 1) dut.words[i] = 0;`, 'dut.held = 0;'];
    expect(simulateInIcarus(elaborate(Words, size), vectors, { initial })).toEqual(expected);
  });

  it.skipIf(!hasYosys)('are what the circuit says', async () => {
    for (const size of sizes.slice(2, 5))
      expect(await proveEquivalent(...printedPair(elaborate(Words, size)), { depth: 3 })).toEqual({ kind: 'proven' });
    const queue = elaborate(Queue, { payload: uint(3), depth: 3 });
    expect(await proveEquivalent(...printedPair(queue), { depth: 3 })).toEqual({ kind: 'proven' });
  });

  it.skipIf(!hasYosys)('become RAM where there is one', () => {
    const queue = elaborate(Queue, { payload: uint(32), depth: 16 });
    const cells = withFiles(queue, (run, names) =>
      run(
        'yosys',
        '-p',
        `read_verilog -sv ${names.join(' ')}; synth_ecp5 -top ${queue.top.name} -run begin:map_ffs; stat`,
      ),
    );
    expect(cells).toMatch(/TRELLIS_DPR16X4 +8\n/);
  });
});
