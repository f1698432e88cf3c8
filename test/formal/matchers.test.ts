import { describe, expect, test } from 'vitest';
import { elaborate, input, Module, mux, output, reg, sint, uint } from '../../generators/language/index.ts';
import '../../sim/testbench/matchers/index.ts';
import { verilogSubject } from '../../sim/formal/index.ts';
import { hasYosys } from '../verilog/tools.ts';
import { Level } from './designs.ts';

const failure = async (check: Promise<unknown>): Promise<string> => {
  try {
    await check;
  } catch (error) {
    return (error as Error).message;
  }
  return 'it passed';
};

/** Adds up what comes; `most` and more count as `most`. */
const Sum = Module('Sum', ({ most }: { readonly most: number }) => {
  const value = input(uint(4));
  const sum = reg(uint(8), { reset: 0 });
  sum.next = sum.addWrap(mux(value.gt(most), most, value));
  return { value, sum: output(sum) };
});

describe.skipIf(!hasYosys)('matchers of proofs', () => {
  test('toHold passes for what is proven, and its negation for what is refuted', async () => {
    await expect(elaborate(Level, { bound: 8 })).toHold();
    await expect(elaborate(Level, { bound: 6 })).not.toHold();
    await expect(elaborate(Level, { bound: 8 })).toHold({ kind: 'cover', depth: 12 });
  });

  test('its message has the property, the cycle, the line and a wave', async () => {
    const text = await failure(expect(elaborate(Level, { bound: 0 })).toHold());
    expect(text.split('\n').map((line) => line.trimEnd())).toEqual([
      expect.stringMatching(
        /^Level: assert_words does not hold in cycle 2: 1 words \(test\/formal\/designs\.ts:\d+:3\)$/,
      ),
      expect.stringMatching(/^cycle +0 +1 +2$/),
      expect.stringMatching(/^reset +▔▔▔▁▁▁▁▁$/),
      expect.stringMatching(/^push +[▔▁]{3}▔▔[▔▁]{3}$/),
      expect.stringMatching(/^pop +[▔▁]{3}▁▁[▔▁]{3}$/),
      expect.stringMatching(/^level +│0 +│1$/),
      expect.stringMatching(/^level_register │0 +│1$/),
    ]);
    expect(await failure(expect(elaborate(Level, { bound: 8 })).not.toHold())).toBe(
      'Level: the assertions hold in every cycle',
    );
  });

  test('what is unknown fails either way', async () => {
    const unknown =
      /^Level is neither proven nor refuted: not met within 4 cycles, .*\n {2}remedy: look at more cycles$/;
    const circuit = elaborate(Level, { bound: 8 });
    expect(await failure(expect(circuit).toHold({ kind: 'cover', depth: 4 }))).toMatch(unknown);
    expect(await failure(expect(circuit).not.toHold({ kind: 'cover', depth: 4 }))).toMatch(unknown);
  });

  test('toBeEquivalentTo shows both sides of a difference', async () => {
    await expect(elaborate(Sum, { most: 15 })).toBeEquivalentTo(elaborate(Sum, { most: 15 }));
    await expect(elaborate(Sum, { most: 15 })).not.toBeEquivalentTo(elaborate(Sum, { most: 14 }));
    const text = await failure(expect(elaborate(Sum, { most: 15 })).toBeEquivalentTo(elaborate(Sum, { most: 14 })));
    const [heading, cycles, ...rows] = text.split('\n');
    expect(heading).toMatch(/^Sum: outputs differ in cycle \d+$/);
    expect(cycles).toMatch(/^cycle/);
    expect(rows.map((row) => row.split(' ')[0])).toEqual(['reset', 'value', 'a.sum', 'b.sum']);
    expect(await failure(expect(elaborate(Sum, { most: 14 })).not.toBeEquivalentTo(elaborate(Sum, { most: 14 })))).toBe(
      'Sum: both sides show equal outputs in every cycle',
    );
  });

  test('without a circuit on the other side it shows the inputs', async () => {
    const Negated = Module('Negated', () => {
      const a = input(sint(4));
      return { a, b: output(a.neg()) };
    });
    const text = 'module Negated(input signed [3:0] a, output signed [4:0] b); assign b = a == -8 ? 0 : -a; endmodule';
    const wrong = verilogSubject([{ name: 'negated.sv', text }], 'Negated');
    expect(await failure(expect(elaborate(Negated, {})).toBeEquivalentTo(wrong))).toBe(
      'Negated: outputs differ in cycle 0\n  cycle 0: a = -8',
    );
  });
});

test('they are for circuits', async () => {
  await expect(failure(expect(Sum).toHold())).resolves.toBe(
    'toHold() is for circuits: await expect(elaborate(Counter, { width: 8 })).toHold(…)',
  );
  await expect(failure(expect(elaborate(Sum, { most: 15 })).toBeEquivalentTo(Sum as never))).resolves.toMatch(
    /^toBeEquivalentTo\(\) is for circuits and subjects of proofs/,
  );
});
