import { describe, expect, it } from 'vitest';
import { bool, elaborate, input, Module, output, uint } from '../../generators/language/index.ts';
import { simulate, simulateCircuit } from '../../sim/testbench/index.ts';
import { Counter, TwoClocks } from './designs.ts';

const counting = async (options: Parameters<typeof simulate>[2] = {}) => {
  const dut = await simulate(Counter, { width: 8 }, { reset: 0, ...options });
  dut.ports.limit.value = 255;
  dut.ports.enable.value = true;
  return dut;
};

describe('processes', () => {
  it('go on in order of creation, one at a time, until all wait', async () => {
    const dut = await counting();
    const log: string[] = [];
    const process = (name: string, wait: number) => async () => {
      log.push(`${name} starts at ${dut.cycle}`);
      for (let turn = 0; turn < 2; turn += 1) {
        await dut.clock.cycles(wait);
        // What else a process waits for takes no time.
        await Promise.resolve();
        await new Promise((resolve) => setTimeout(resolve, 1));
        log.push(`${name} ${dut.cycle}`);
      }
      return name;
    };
    const slow = dut.fork(process('slow', 2));
    const fast = dut.fork(process('fast', 1));
    expect(log).toEqual([]);
    expect(await dut.join(slow, fast)).toEqual(['slow', 'fast']);
    expect(log).toEqual(['slow starts at 0', 'fast starts at 0', 'fast 1', 'slow 2', 'fast 2', 'slow 4']);
    expect(dut.cycle).toBe(4);
  });

  it('see an input that an earlier one has set in the same cycle', async () => {
    const dut = await counting();
    dut.ports.enable.value = false;
    dut.ports.limit.value = 0;
    const seen: boolean[] = [];
    const look = async () => {
      await dut.clock.edge();
      seen.push(dut.ports.wraps.value);
    };
    const before = dut.fork(look);
    const setter = dut.fork(async () => {
      await dut.clock.edge();
      dut.ports.enable.value = true;
    });
    const after = dut.fork(look);
    await dut.join(before, setter, after);
    expect(seen).toEqual([false, true]);
  });

  it('are forked by others, joined, and raced', async () => {
    const dut = await counting();
    const waiting = (cycles: number) => () => dut.clock.cycles(cycles).then(() => cycles);
    const outer = dut.fork(async () => {
      const inner = [dut.fork(waiting(7)), dut.fork(waiting(3)), dut.fork(waiting(5))] as const;
      const first = await dut.joinAny(...inner);
      expect([await first.join(), dut.cycle]).toEqual([3, 3]);
      expect(inner.map(({ isDone }) => isDone)).toEqual([false, true, false]);
      return dut.join(...inner);
    });
    expect(await outer.join()).toEqual([7, 3, 5]);
    expect(dut.cycle).toBe(7);
    expect(await dut.run(async () => 'at once')).toBe('at once');
    expect(dut.cycle).toBe(7);
  });

  it('may wait for several things at once', async () => {
    const dut = await counting();
    const [first, count] = await Promise.all([
      dut.clock.cycles(2).then(() => dut.cycle),
      dut.clock.until(dut.ports.count, { value: 5 }),
    ]);
    expect([first, count, dut.cycle]).toEqual([2, 5, 5]);
    expect(await Promise.race([dut.clock.cycles(9).then(() => 'nine'), dut.clock.edge().then(() => 'one')])).toBe(
      'one',
    );
    expect(dut.cycle).toBe(6);
  });

  it('that are stopped never go on', async () => {
    const dut = await counting();
    let turns = 0;
    const ticking = dut.fork(async () => {
      for (;;) {
        await dut.clock.edge();
        turns += 1;
      }
    });
    await dut.clock.cycles(3);
    // The test goes on before the processes that it has started: the third turn does not come.
    ticking.stop();
    await dut.clock.cycles(3);
    expect([turns, ticking.isDone, await ticking.join()]).toEqual([2, true, undefined]);
  });

  it('that fail make the test fail where nobody joins them, at once', async () => {
    const dut = await counting();
    dut.fork(async () => {
      await dut.clock.cycles(2);
      throw new RangeError('two cycles are enough');
    });
    await expect(dut.clock.cycles(100)).rejects.toThrow('two cycles are enough');
    expect(dut.cycle).toBe(2);
    const joined = dut.fork(async () => {
      await dut.clock.edge();
      throw new RangeError('and one more');
    });
    await expect(joined.join()).rejects.toThrow('and one more');
    await dut.clock.edge();
    expect(dut.cycle).toBe(4);
  });
});

describe('the moment before an edge', () => {
  it('shows what every process has set, and allows no more', async () => {
    const dut = await counting();
    const seen: number[] = [];
    const monitor = dut.fork(async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        await dut.clock.settled();
        seen.push(dut.ports.limit.value);
      }
    }, 'monitor');
    for (const limit of [10, 20, 30]) {
      dut.ports.limit.value = limit;
      await dut.clock.edge();
    }
    await monitor.join();
    expect(seen).toEqual([10, 20, 30]);
    const wrong = dut.fork(async () => {
      await dut.clock.settled();
      dut.ports.limit.value = 1;
    }, 'wrong');
    await expect(wrong.join()).rejects.toThrow(
      'error B607: wrong sets limit right before an edge, when monitors look\n  remedy: wait for the edge first: await dut.clock.edge()',
    );
  });

  it('is where edgeWhen looks: at the edge with the inputs of its cycle', async () => {
    const dut = await counting();
    dut.ports.limit.value = 3;
    const taken = dut.fork(() => dut.clock.edgeWhen(dut.ports.wraps));
    dut.fork(async () => {
      await dut.clock.cycles(3);
      // The counter shows 3 and would wrap, but for this input.
      dut.ports.enable.value = false;
      await dut.clock.cycles(2);
      dut.ports.enable.value = true;
    });
    expect(await taken.join()).toBe(6);
    expect(dut.ports.count.value).toBe(0);
  });
});

describe('waits that do not end', () => {
  it('name signal, process and cycles, with a wave', async () => {
    const dut = await counting();
    const reader = dut.fork(() => dut.clock.until(dut.ports.count, { value: 200, timeout: 3 }), 'reader');
    await expect(reader.join()).rejects.toThrow(
      [
        'error B606: count = 200 = 0xc8 has not come within 3 cycles of clock: reader waited from cycle 0 to 3',
        'cycle  0 1 2 3',
        'count  0 1 2 3',
        '  remedy: mend the design, or give the wait a larger timeout where that is right',
      ].join('\n'),
    );
    const never = () => false;
    await expect(dut.clock.until(never, { timeout: 2 })).rejects.toThrow(
      'never has not come within 2 cycles of clock: the test waited from cycle 3 to 5',
    );
    await expect(dut.clock.edgeWhen(never, { timeout: 2 })).rejects.toThrow('from cycle 5 to 7');
    await dut.clock.edge();
    expect(dut.cycle).toBe(8);
  });

  it('end together with what every process waits for, where no clock can help', async () => {
    const dut = await counting();
    const other = dut.fork(() => first.join(), 'other');
    const first = dut.fork((): Promise<unknown> => other.join(), 'first');
    await expect(first.join()).rejects.toThrow(
      'error B604: the testbench is at a deadlock: the test waits for the end of first, other waits for the end of first, first waits for the end of other',
    );
  });

  it('end at the limit of the whole test', async () => {
    const dut = await counting({ maximumCycles: 50 });
    const forever = dut.fork(async () => {
      for (;;) await dut.clock.cycles(5);
    }, 'forever');
    await expect(forever.join()).rejects.toThrow(
      'error B605: the test has gone on for 50 cycles: the test waits for the end of forever, forever waits for cycle 55 of clock',
    );
  });

  it('keep plain steps from passing over them', async () => {
    const dut = await counting();
    dut.step(2);
    const waiting = dut.fork(() => dut.clock.cycles(5), 'waiting');
    await dut.clock.edge();
    expect(() => dut.step(1)).toThrow(
      'error B603: step() would pass over what goes along with the clock: waiting waits for cycle 7 of clock',
    );
    await waiting.join();
    dut.step(1);
    expect([dut.cycle, dut.clock.cycle, dut.ports.count.value]).toEqual([8, 8, 8]);
  });
});

describe('time', () => {
  it('passes in jumps where nobody is woken, without a difference', async () => {
    const dut = await counting();
    const seen: [number, number][] = [];
    const process = (wait: number) => async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        await dut.clock.cycles(wait);
        seen.push([dut.cycle, dut.ports.count.value]);
      }
    };
    await dut.join(dut.fork(process(100)), dut.fork(process(70)));
    expect(seen).toEqual([70, 100, 140, 200, 210, 300].map((cycle) => [cycle, cycle % 256]));
    expect(await dut.clock.until(dut.ports.count, { value: 255 })).toBe(256 + 255 - 300);
    expect(dut.clock.cycle).toBe(511);
    expect(dut.wave(dut.ports.count)).toContain('255');
  });

  it('is counted for designs without clocks too', async () => {
    const Adder = Module('Adder', () => {
      const left = input(uint(4));
      const carry = input(bool());
      return { left, carry, sum: output(left.add(carry.asUInt())) };
    });
    const dut = await simulate(Adder, {});
    dut.ports.left.value = 15;
    dut.ports.carry.value = true;
    expect(dut.ports.sum.value).toBe(16);
    await dut.clock.cycles(3);
    expect([dut.cycle, dut.time]).toEqual([3, 3]);
  });

  it('of several clocks is that of their periods', async () => {
    const dut = await simulate(TwoClocks, {}, { clocks: { pixel: { period: 3 } } });
    // The reset takes one edge of each: 3 units of time.
    expect([dut.time, dut.clocks.pixel!.cycle, dut.clocks.clock!.cycle]).toEqual([3, 1, 3]);
    expect(await dut.clock.until(dut.ports.ticks, { value: 2 })).toBe(6);
    expect(dut.time).toBe(9);
    await expect(simulate(TwoClocks, {}, { clocks: { pixle: {} } })).rejects.toThrow(
      'error B608: TwoClocks has no clock pixle\n  remedy: its clocks are clock, pixel',
    );
  });
});

describe('a signal by its name', () => {
  it('is peeked at, watched, and refused where there is none', async () => {
    const dut = await simulateCircuit(elaborate(Counter, { width: 4 }), { engine: 'interpreter' });
    dut.ports.limit!.value = 3;
    dut.ports.enable!.value = true;
    dut.watch('isLast');
    await dut.clock.cycles(4);
    expect(dut.peek('isLast')).toBe(0n);
    expect(dut.wave('isLast', 'count')).toBe(
      ['cycle   0 1 2 3 4 5', 'isLast  ? _ _ _ ‾ _', 'count   0 . 1 2 3 0'].join('\n'),
    );
    expect(() => dut.peek('isFirst')).toThrow('no signal is called isFirst');
    expect(() => dut.watch('isFirst')).toThrow('no signal is called isFirst');
  });

  it('takes the engine from the environment, or refuses its name', async () => {
    process.env.BURIN_ENGINE = 'interpreter';
    try {
      expect((await counting()).engine).toBe('interpreter');
      process.env.BURIN_ENGINE = 'abacus';
      await expect(counting()).rejects.toThrow(
        'error B602: there is no engine abacus\n  remedy: choose one of wasm, interpreter, verilator',
      );
    } finally {
      delete process.env.BURIN_ENGINE;
    }
  });
});
