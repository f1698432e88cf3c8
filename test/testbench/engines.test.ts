import { afterEach, describe, expect, it } from 'vitest';
import type { Dut, EngineName } from '../../sim/testbench/index.ts';
import {
  driveStream,
  monitorStream,
  receiveStream,
  Scoreboard,
  simulate,
  simulateCircuit,
} from '../../sim/testbench/index.ts';
import '../../sim/testbench/matchers/index.ts';
import { elaborate } from '../../generators/language/index.ts';
import { verilatorIsInstalled } from '../verilator/installed.ts';
import { AddOne, Counter, Kinds, Store, TwoClocks } from './designs.ts';

const engines: readonly EngineName[] = ['interpreter', 'wasm', 'verilator'];
/** What each engine showed of the random stream: cycle and word of each transfer. */
const shown = new Map<EngineName, readonly string[]>();

describe.each(engines)('a testbench on %s', (engine) => {
  const opened: Dut<unknown>[] = [];
  const open = async <D extends Dut<unknown>>(starting: Promise<D>): Promise<D> => {
    const dut = await starting;
    opened.push(dut);
    return dut;
  };
  const it_ = it.skipIf(engine === 'verilator' && !verilatorIsInstalled);
  afterEach(() => {
    for (const dut of opened.splice(0)) dut.close();
  });

  it_('reads and sets ports of every kind', async () => {
    const { ports, clock } = await open(simulate(Kinds, undefined, { engine }));
    ports.flag.value = true;
    ports.byte8.value = -128;
    ports.wide.big = 2n ** 70n - 3n;
    ports.mode.value = 'Done';
    ports.lanes.value = [-16, 7, 15];
    ports.pair.near.value = -8;
    expect(ports.flagOut).toShow(false);
    expect(ports.negated).toShow(128);
    expect(ports.modeOut).toShow('Done');
    expect(ports.middle.value).toBe(7);
    expect(ports.lanesOut.value).toEqual([-16, 7, 15]);
    expect(ports.lanesOut.big).toBe(0b01111_00111_10000n);
    expect(ports.state.value).toBe('Idle');
    await clock.edge();
    expect(ports.state.value).toBe('Run');
    expect(ports.kept.big).toBe(2n ** 70n - 3n);
    expect(ports.sum.value).toShow(-136);
    ports.lanes.value = 0x7fffn;
    expect(ports.lanesOut.value).toEqual([-1, -1, -1]);
  });

  it_('waits for edges, values and conditions', async () => {
    const { ports, clock } = await open(simulate(Counter, { width: 16 }, { engine }));
    ports.limit.value = 200;
    ports.enable.value = true;
    const start = clock.cycle;
    await clock.cycles(150);
    expect(ports.count).toShow(150);
    expect(await clock.until(ports.count, { value: 180 })).toBe(30);
    expect(await clock.until(ports.wraps)).toBe(20);
    expect(ports.count).toShow(200);
    expect(await clock.until(ports.wraps)).toBe(0);
    expect(await clock.edgeWhen(ports.wraps)).toBe(1);
    expect(ports.count).toShow(0);
    expect(await clock.until(() => ports.count.value % 7 === 5)).toBe(5);
    await expect(ports.count).toShowWithin(9, { cycles: 4 });
    await expect(ports.count).not.toShowWithin(8, { cycles: 3 });
    expect(clock.cycle - start).toBe(150 + 30 + 20 + 1 + 5 + 4 + 3);
  });

  it_('steps without processes', async () => {
    const dut = await open(simulate(Counter, { width: 16 }, { engine }));
    dut.ports.limit.value = 60_000;
    dut.ports.enable.value = true;
    dut.step(1000);
    expect(dut.ports.count).toShow(1000);
    expect(dut.runUntil(dut.ports.count, { value: 1500, maximumCycles: 1000 })).toBe(500);
    expect(dut.clock.cycle).toBe(1501);
    await dut.clock.cycles(10);
    expect(dut.ports.count).toShow(1510);
  });

  it_('drives and checks a stream with random pauses', async () => {
    const dut = await open(simulate(AddOne, { depth: 3 }, { engine, seed: 5 }));
    const driver = driveStream(dut, dut.ports.words, { pause: 0.4, scramble: true });
    const given = monitorStream(dut, dut.ports.words);
    const taken = receiveStream(dut, dut.ports.sums, { pause: 0.5 });
    const board = new Scoreboard<{ value: number; last: boolean }>(dut).watch(taken);
    given.onWord(({ value, last }) => board.expect({ value: value + 1, last }));
    const words = Array.from({ length: 40 }, (_, index) => ({ value: (index * 37) % 256, last: index % 8 === 7 }));
    await driver.sendAll(words);
    await board.complete({ timeout: 100 });
    expect(board.compared).toBe(40);
    expect(given.words).toEqual(words);
    expect(taken.words).toEqual(words.map(({ value, last }) => ({ value: value + 1, last })));
    shown.set(
      engine,
      [...given.transfers, ...taken.transfers].map(({ word, cycle }) => `${cycle} ${word.value}`),
    );
  });

  it_('reaches memories by name', async () => {
    const dut = await open(simulate(Store, undefined, { engine }));
    dut.writeMemory('table', 3, -5n);
    dut.ports.address.value = 3;
    await dut.clock.edge();
    expect(dut.ports.read).toShow(-5);
    dut.ports.data.value = -2048;
    dut.ports.store.value = true;
    await dut.clock.edge();
    expect(dut.readMemory('table', 3)).toBe(-2048n);
  });

  it_('runs several clocks by their periods', async () => {
    const dut = await open(
      simulate(TwoClocks, undefined, {
        engine,
        clocks: { clock: { period: 5 }, pixel: { period: 2, phase: 1 } },
        reset: 0,
      }),
    );
    const { pixel, clock } = dut.clocks;
    await clock!.cycles(4);
    // Edges of pixel at 1, 3, …, 19; the fourth one of clock is at 20.
    expect(dut.time).toBe(20);
    expect([dut.ports.slow.value, dut.ports.ticks.value]).toEqual([4, 10]);
    await pixel!.cycles(2);
    expect(dut.time).toBe(23);
    expect([dut.ports.slow.value, dut.ports.ticks.value]).toEqual([4, 12]);
    // Both rise at 25.
    await clock!.edge();
    expect([dut.ports.slow.value, dut.ports.ticks.value]).toEqual([5, 13]);
    dut.step(3);
    expect([dut.time, dut.ports.slow.value, dut.ports.ticks.value]).toEqual([30, 6, 15]);
  });

  it_('takes a circuit without types', async () => {
    const dut = await open(simulateCircuit(elaborate(Kinds, undefined), { engine }));
    dut.ports.flag!.value = 1;
    dut.ports.lanes!.value = [1, 2, 31];
    dut.ports.mode!.value = 'Run';
    expect(dut.ports.flagOut!.value).toBe(0);
    expect(dut.ports.lanesOut!.value).toEqual([1, 2, 31]);
    expect(dut.ports.modeOut!.value).toBe('Run');
    expect(dut.ports.negated!.value).toBe(0);
  });
});

it.skipIf(!verilatorIsInstalled)('gives the same words in the same cycles on every engine', () => {
  const [first, ...others] = engines.map((engine) => shown.get(engine));
  expect(first?.length).toBe(80);
  for (const other of others) expect(other).toEqual(first);
});
