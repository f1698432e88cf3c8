import { describe, expect, test } from 'vitest';
import {
  assert,
  assume,
  bool,
  clockDomain,
  cover,
  elaborate,
  input,
  Module,
  output,
  reg,
  singlePortMemory,
  uint,
  when,
  withDomain,
} from '../../generators/language/index.ts';
import { createSimulator, PropertyViolation } from '../../sim/engine/index.ts';
import { explainProof, type ObserverBody, type PropertyProof, prove, type Witness } from '../../sim/formal/index.ts';
import type { Stimulus } from '../../sim/stimulus.ts';
import { hasYosys } from '../verilog/tools.ts';
import { Level } from './designs.ts';

/** The cycle in which the other simulator sees a violation. */
function violatedIn(circuit: Parameters<typeof createSimulator>[0], stimulus: Stimulus): number | undefined {
  const simulator = createSimulator(circuit, { engine: 'interpreter' });
  try {
    for (const row of stimulus) {
      for (const [name, value] of Object.entries(row)) if (!simulator.clocks.includes(name)) simulator.set(name, value);
      simulator.step(1, simulator.clocks.length > 1 ? simulator.clocks.filter((name) => row[name] === 1n) : undefined);
    }
  } catch (error) {
    if (error instanceof PropertyViolation) return error.cycle;
    throw error;
  }
  return undefined;
}

const linesOf = (name: string, proof: PropertyProof): readonly string[] => explainProof(name, proof).split('\n');

describe.skipIf(!hasYosys)('properties', () => {
  test('an assertion that always holds is proven', async () => {
    expect(await prove(elaborate(Level, { bound: 8 }))).toEqual({ kind: 'proven' });
    expect(await prove(elaborate(Level, { bound: 8 }), { kind: 'bmc', depth: 12 })).toEqual({
      kind: 'proven',
      cycles: 12,
    });
  });

  test('one that fails is refuted by the shortest run, which both simulators follow', async () => {
    const circuit = elaborate(Level, { bound: 6 });
    const proof = await prove(circuit, { depth: 12 });
    if (proof.kind !== 'refuted') throw new Error(proof.kind);
    // Cycle 0 resets, seven words come, and the level is seen one cycle later.
    expect(proof.stimulus.map(({ reset, push }) => [reset, push])).toEqual([
      [1n, expect.anything()],
      ...Array.from({ length: 7 }, () => [0n, 1n]),
      [0n, expect.anything()],
    ]);
    expect(violatedIn(circuit, proof.stimulus)).toBe(8);
    const [heading, ...wave] = linesOf('Level', proof);
    expect(heading).toMatch(
      /^Level: assert_words does not hold in cycle 8: 7 words \(test\/formal\/designs\.ts:\d+:3\)$/,
    );
    expect(wave.map((line) => line.split(' ')[0])).toEqual([
      'cycle',
      'reset',
      'push',
      'pop',
      'level',
      'level_register',
    ]);
    expect(wave.at(-2)).toBe('level          │0   │1 │2 │3 │4 │5 │6 │7');
  });

  test('what fails beyond the depth holds as far as was looked', async () => {
    const circuit = elaborate(Level, { bound: 6 });
    expect(await prove(circuit, { kind: 'bmc', depth: 8 })).toEqual({ kind: 'proven', cycles: 8 });
    expect(await prove(circuit, { kind: 'bmc', depth: 9 })).toMatchObject({ kind: 'refuted' });
  });

  test('covers come with a run that meets them, or are never met', async () => {
    const circuit = elaborate(Level, { bound: 8 });
    const proof = await prove(circuit, { kind: 'cover', depth: 12 });
    if (proof.kind !== 'proven') throw new Error(proof.kind);
    const [{ property, stimulus }, ...more] = proof.witnesses as readonly [Witness, ...Witness[]];
    expect(more).toEqual([]);
    expect(property).toBe('cover_it_fills');
    const simulator = createSimulator(circuit, { engine: 'interpreter' });
    for (const row of stimulus) {
      for (const [name, value] of Object.entries(row)) simulator.set(name, value);
      simulator.step();
    }
    expect(simulator.covers).toMatchObject([{ name: 'cover_it_fills', count: 1 }]);
    expect(await prove(elaborate(Level, { bound: 9 }), { kind: 'cover', depth: 12 })).toMatchObject({
      kind: 'unreachable',
      property: 'cover_it_fills',
    });
    expect(await prove(circuit, { kind: 'cover', depth: 4 })).toMatchObject({
      kind: 'unknown',
      reason: expect.stringMatching(/^not met within 4 cycles, and not proven to be never met: cover_it_fills \(test/),
    });
  });

  test('where induction does not close, the state in which it ends says what to assert', async () => {
    // Both registers count alike, which the assertion does not say: they may differ until one of them is 15.
    const Twins = Module('Twins', ({ helped }: { readonly helped: boolean }) => {
      const enable = input(bool());
      const one = reg(uint(4), { reset: 0 });
      const other = reg(uint(4), { reset: 0 });
      when(enable, () => {
        one.next = one.addWrap(1);
        other.next = other.addWrap(1);
      });
      assert(one.eq(15).and(other.eq(0)).not(), 'apart');
      if (helped) assert(one.eq(other), 'alike');
      return { enable, one: output(one), other: output(other) };
    });
    const proof = await prove(elaborate(Twins, { helped: false }), { depth: 3 });
    if (proof.kind !== 'unknown') throw new Error(proof.kind);
    expect(linesOf('Twins', proof).map((line) => line.split(/ {2}|:/)[0]?.split(' ')[0])).toEqual([
      'Twins',
      'cycle',
      'reset',
      'enable',
      'one_register',
      'other_register',
      '',
    ]);
    expect(proof.reason).toBe(
      'the assertions hold in the first 3 cycles, but that they hold in 3 cycles does not make them hold in the next',
    );
    expect(await prove(elaborate(Twins, { helped: true }), { depth: 3 })).toEqual({ kind: 'proven' });
  });

  test('an observer asserts of signals inside what the design does not', async () => {
    const Inner = Module('Inner', () => {
      const count = reg(uint(3), { reset: 0 });
      when(count.lt(5), () => {
        count.next = count.addWrap(1);
      });
      return { isLast: output(count.eq(5)) };
    });
    const Outer = Module('Outer', () => {
      const inner = Inner({});
      return { isLast: output(inner.isLast) };
    });
    const circuit = elaborate(Outer, {});
    const atMost = (bound: number) => ({
      observer: ((signals) => {
        const count = signals.uint('inner.count');
        const before = reg(uint(3), { reset: 0 });
        before.next = count;
        assert(count.le(bound), 'bounded');
        assert(count.ge(before), 'never falls');
      }) satisfies ObserverBody,
    });
    expect(await prove(circuit, atMost(5))).toEqual({ kind: 'proven' });
    const proof = await prove(circuit, atMost(4));
    expect(proof).toMatchObject({ kind: 'refuted', violation: { property: 'observer.assert_bounded', cycle: 6 } });
    await expect(
      prove(circuit, { observer: (signals) => assert(signals.uint('inner.counter').eq(0)) }),
    ).rejects.toThrow(
      'error B544: Outer has no signal inner.counter\n  remedy: names are those of simulators, such as reset, isLast, inner.isLast, inner.count',
    );
  });

  test('memories start at their contents, and keep what is written', async () => {
    const Store = Module('Store', ({ start }: { readonly start: number }) => {
      const write = input(bool());
      const data = input(uint(4));
      const memory = singlePortMemory({
        module: 'Cells',
        depth: 2,
        word: uint(4),
        readDuringWrite: 'no-change',
        initial: [start, 9],
      });
      const written = reg(bool(), { reset: false });
      // Without a reset: the memory takes words in the first cycle too.
      const known = reg(uint(4));
      const shown = reg(bool(), { reset: false });
      shown.next = write.not();
      when(write, () => {
        memory.writeAt(0, data);
        known.next = data;
        written.next = true;
      }).otherwise(() => {
        memory.readAt(0);
      });
      when(shown, () => {
        assert(memory.readData.eq(known), 'kept');
      });
      return { write, data, written: output(written) };
    });
    expect(await prove(elaborate(Store, { start: 0 }), { kind: 'bmc', depth: 6 })).toMatchObject({ kind: 'proven' });
    expect(await prove(elaborate(Store, { start: 4 }), { kind: 'bmc', depth: 6 })).toMatchObject({ kind: 'refuted' });
  });

  test('clocks rise in any order', async () => {
    const Clocks = Module('Clocks', ({ bound }: { readonly bound: number }) => {
      const other = clockDomain('other');
      const mine = reg(uint(4), { reset: 0 });
      mine.next = mine.addWrap(1);
      assert(mine.le(bound), 'mine');
      const theirs = withDomain(other, () => {
        const theirs = reg(uint(4), { reset: 0 });
        theirs.next = theirs.addWrap(1);
        cover(theirs.eq(3), 'theirs');
        return theirs;
      });
      return { mine: output(mine), theirs: output(theirs) };
    });
    const circuit = elaborate(Clocks, { bound: 2 });
    const proof = await prove(circuit, { depth: 8 });
    if (proof.kind !== 'refuted') throw new Error(proof.kind);
    // The first rows reset; the own clock rises three times more, and once to look.
    expect(proof.stimulus.filter(({ clock }) => clock === 1n)).toHaveLength(5);
    expect(violatedIn(circuit, proof.stimulus)).toBe(proof.stimulus.length - 1);
    expect(await prove(circuit, { kind: 'cover', depth: 8 })).toMatchObject({ kind: 'proven' });
  });

  test('resets come once, unless they may come again', async () => {
    const Started = Module('Started', () => {
      const steps = reg(uint(2), { reset: 0 });
      when(steps.lt(3), () => {
        steps.next = steps.addWrap(1);
      });
      const before = reg(uint(2));
      before.next = steps;
      assert(steps.ge(before), 'never falls');
      return { steps: output(steps) };
    });
    const circuit = elaborate(Started, {});
    expect(await prove(circuit)).toEqual({ kind: 'proven' });
    expect(await prove(circuit, { resets: 'any' })).toMatchObject({ kind: 'refuted' });
  });

  test('assumptions that contradict each other prove nothing', async () => {
    const Nonsense = Module('Nonsense', () => {
      const count = reg(uint(4), { reset: 0 });
      count.next = count.addWrap(1);
      assume(count.lt(3), 'it stays small');
      assert(count.ne(7), 'no 7');
      return { count: output(count) };
    });
    expect(await prove(elaborate(Nonsense, {}))).toMatchObject({
      kind: 'unknown',
      reason: 'the assumptions contradict each other: nothing keeps them for 10 cycles, so that they prove anything',
    });
  });

  test('what is not answered in time is unknown, and what cannot be asked an error', async () => {
    const Product = Module('Product', () => {
      const a = input(uint(24));
      const b = input(uint(24));
      assert(a.add(1).mul(b).eq(a.mul(b).add(b)), 'distributive');
      return { a, b };
    });
    expect(await prove(elaborate(Product, {}), { timeoutSeconds: 2 })).toMatchObject({
      kind: 'unknown',
      reason: 'no answer within 2 s',
    });
    const Silent = Module('Silent', () => {
      const a = input(bool());
      return { a, b: output(a.not()) };
    });
    const circuit = elaborate(Silent, {});
    await expect(prove(circuit)).rejects.toThrow(/error B541: Silent asserts nothing\n {2}remedy: give it assert\(…\)/);
    await expect(prove(circuit, { kind: 'cover' })).rejects.toThrow(/error B541: Silent covers nothing/);
    await expect(prove(circuit, { depth: 0 })).rejects.toThrow(
      'error B543: the depth of a proof is 0\n  remedy: choose a whole number of at least 1',
    );
  });
});
