import { describe, expect, test } from 'vitest';
import { Arbiter, type ArbiterPolicy, AsyncQueue, counter, Queue, toGray } from '../../generators/blocks/index.ts';
import {
  assert,
  assume,
  type Bool,
  bool,
  clockDomain,
  elaborate,
  input,
  Module,
  mux,
  output,
  reg,
  uint,
  when,
  withDomain,
} from '../../generators/language/index.ts';
import { type ObservedSignals, prove } from '../../sim/formal/index.ts';
import '../../sim/testbench/matchers/index.ts';
import { hasYosys } from '../verilog/tools.ts';
import { seedBug } from './seeded-bug.ts';

/** The two ends of a stream, as the observer of a module sees them. */
function transfer(signals: ObservedSignals, stream: string): Bool {
  return signals.bool(`${stream}_valid`).and(signals.bool(`${stream}_ready`));
}

/**
 * Follows one word through a queue of 4 places, any word: from the edge at which it enters, which the proof
 * chooses, up to the one at which it must leave, behind those that were there before. The word is called by what
 * it holds, so that no other may come in its place.
 */
function followWord(signals: ObservedSignals): void {
  const depth = 4;
  const count = signals.uint('count');
  const enters = transfer(signals, 'incoming');
  const leaves = transfer(signals, 'outgoing');
  const follows = reg(bool(), { reset: false });
  const word = reg(uint(4), { reset: 0 });
  const ahead = reg(uint(3), { reset: 0 });
  when(follows.not().and(enters).and(signals.any(bool())), () => {
    const entering = signals.uint('incoming_payload');
    when(leaves.and(count.eq(0)), () => {
      assert(signals.uint('outgoing_payload').eq(entering), 'comes out as it comes in');
    }).otherwise(() => {
      follows.next = true;
      word.next = entering;
      ahead.next = mux(leaves, count.subWrap(1), count);
    });
  }).elsewhen(follows.and(leaves), () => {
    ahead.next = ahead.subWrap(1);
    when(ahead.eq(0), () => {
      follows.next = false;
      assert(signals.uint('outgoing_payload').eq(word), 'comes out as it went in');
    });
  });

  assert(count.le(depth), 'holds at most its depth');
  // What lies inside, without which induction begins in states that never come.
  const [reads, writes] = [signals.uint('readIndex'), signals.uint('writeIndex')];
  assert(count.bits(1, 0).eq(writes.subWrap(reads)), 'the indices are apart by what it holds');
  when(follows, () => {
    assert(ahead.lt(count), 'is still there');
    const place = reads.addWrap(ahead.bits(1, 0));
    const stored = signals.uint('words').shiftRightBy(place.shiftLeft(2)).bits(3, 0);
    assert(stored.eq(word), 'lies in its place');
  });
}

describe.skipIf(!hasYosys)('a queue', () => {
  const made = (paths = {}) => elaborate(Queue, { payload: uint(4), depth: 4, ...paths });
  test.each([{}, { flow: true }, { pipe: true }, { flow: true, pipe: true }])(
    '%j holds at most its depth, and loses, changes and reorders nothing',
    async (paths) => {
      await expect(made(paths)).toHold({ observer: followWord, depth: 2 });
    },
  );

  test.each([
    ['takes a word when it is full', { from: 'notEqual', to: 'equal' }],
    ['miscounts where one word enters as another leaves', { from: 'xor', to: 'or' }],
  ] as const)('one that %s is found', async (_, bug) => {
    const proof = await prove(seedBug(made(), 'Queue4x4', bug), { observer: followWord, depth: 10 });
    expect(proof.kind).toBe('refuted');
  });
});

describe.skipIf(!hasYosys)('a counter', () => {
  const Count = Module('Count', ({ modulo }: { readonly modulo: number }) => {
    const enable = input(bool());
    const count = counter(modulo, { enable });
    assert(count.value.lt(modulo), 'below its modulus');
    assert(count.wraps.not().or(count.value.eq(modulo - 1)), 'wraps at its end');
    return { enable, value: output(count.value) };
  });

  test.each([1, 2, 10, 16, 1000])('modulo %d stays below it', async (modulo) => {
    await expect(elaborate(Count, { modulo })).toHold({ depth: 2 });
  });

  test('one that wraps elsewhere is found', async () => {
    const broken = seedBug(elaborate(Count, { modulo: 10 }), 'Count', { from: 'equal', to: 'greater' });
    expect(await prove(broken, { depth: 12 })).toMatchObject({ kind: 'refuted' });
  });
});

describe.skipIf(!hasYosys)('an arbiter of 4 streams', () => {
  const inputs = 4;
  const made = (policy: ArbiterPolicy) => elaborate(Arbiter, { payload: uint(2), inputs, policy });

  /** Whoever waits is served within 4 grants; producers keep their promise to offer a word until it is taken. */
  const observer = (signals: ObservedSignals): void => {
    const granted = transfer(signals, 'outgoing');
    const ready = Array.from({ length: inputs }, (_, at) => signals.bool(`incoming_${at}_ready`));
    for (let at = 0; at < inputs; at += 1) {
      const valid = signals.bool(`incoming_${at}_valid`);
      const waited = reg(bool(), { reset: false });
      waited.next = valid.and(ready[at]!.not());
      assume(waited.not().or(valid), `stream ${at} offers until it is served`);
      const passed = reg(uint(3), { reset: 0 });
      when(valid.not().or(ready[at]!), () => {
        passed.next = 0;
      }).elsewhen(granted, () => {
        passed.next = passed.addWrap(1);
      });
      assert(passed.lt(inputs), `stream ${at} waits for fewer than ${inputs} others`);
      for (const other of ready.slice(at + 1)) assert(ready[at]!.and(other).not(), `stream ${at} is served alone`);
    }
  };

  test('serves one at a time, and in turn', async () => {
    await expect(made('round-robin')).toHold({ observer, depth: 12 });
  });

  test('one that serves the first only lets others wait for ever', async () => {
    const proof = await prove(made('priority'), { observer, depth: 8 });
    expect(proof).toMatchObject({ kind: 'refuted', violation: { text: expect.stringMatching(/^stream [123] waits/) } });
  });

  test('one that serves a stream again before the next is found', async () => {
    const broken = seedBug(made('round-robin'), 'Arbiter4x2', { from: 'less', to: 'lessEqual' });
    expect(await prove(broken, { observer, depth: 8 })).toMatchObject({ kind: 'refuted' });
  });
});

describe.skipIf(!hasYosys)('a queue between two clocks', () => {
  const made = () => elaborate(AsyncQueue, { payload: uint(2), depth: 4, stages: 2 });

  /** The code that crosses from a side changes in one bit at a time: behind an edge, at most one differs from before. */
  const side = (signals: ObservedSignals, name: 'write' | 'read'): void =>
    withDomain(clockDomain(name), () => {
      const code = signals.uint(`${name}Gray`);
      const before = reg(uint(3), { reset: 0 });
      before.next = code;
      const changed = code.xor(before);
      assert(changed.and(changed.subWrap(1)).eq(0), `${name}: one bit at a time`);
      // Without it, codes that are none of their position would be looked at.
      assert(code.eq(toGray(signals.uint(`${name}Position`))), `${name}: the code is its position's`);
      const next = signals.uint(`${name}Position`).subWrap(1);
      assert(before.eq(code).or(before.eq(toGray(next))), `${name}: one step at a time`);
    });
  const observer = (signals: ObservedSignals): void => {
    side(signals, 'write');
    side(signals, 'read');
  };

  test('shows each side codes that change in one bit', async () => {
    await expect(made()).toHold({ observer, depth: 3 });
  });

  test('a code that is no Gray code is found', async () => {
    const name = 'AsyncQueue4x2';
    const broken = seedBug(made(), name, {
      from: 'xor',
      to: 'or',
      isRight: ({ right }) => right.kind !== 'literal',
    });
    const proof = await prove(broken, { observer, depth: 8 });
    expect(proof.kind).toBe('refuted');
  });
});
