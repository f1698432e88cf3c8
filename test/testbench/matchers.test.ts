import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bool, flip, sint, uint, vec } from '../../generators/language/index.ts';
import { simulate } from '../../sim/testbench/index.ts';
import '../../sim/testbench/matchers/index.ts';
import { arbitraryOf, samplesOf } from '../../sim/testbench/random/arbitraries.ts';
import { Counter, Kinds, Mode } from './designs.ts';

const failure = (check: () => void): string => {
  try {
    check();
  } catch (error) {
    return (error as Error).message;
  }
  return 'it passed';
};

describe('toShow', () => {
  it('fails with signal, cycle, both values in both radices, and a wave', async () => {
    const dut = await simulate(Counter, { width: 8 }, { engine: 'interpreter', reset: 0 });
    dut.ports.limit.value = 20;
    dut.ports.enable.value = true;
    await dut.clock.cycles(14);
    const { count, enable, limit } = dut.ports;
    expect(count).toShow(14);
    expect(count).toShow(14n);
    expect(count).not.toShow(15);
    expect(failure(() => expect(count).toShow(42, { beside: [enable] }))).toBe(
      [
        'count does not show 42 = 0x2a',
        '  signal    count: uint(8), output',
        '  cycle     14, on interpreter',
        '  expected  42 = 0x2a',
        '  received  14 = 0x0e',
        'cycle   3 4 5 6 7 8 9 10 11 12 13 14',
        'count   3 4 5 6 7 8 9 10 11 12 13 14',
        'enable  ‾ ‾ ‾ ‾ ‾ ‾ ‾ ‾‾ ‾‾ ‾‾ ‾‾ ‾‾',
      ].join('\n'),
    );
    dut.watch(limit);
    const negated = failure(() => expect(count).not.toShow(14));
    expect(negated).toContain('count shows 14 = 0x0e\n');
    expect(negated).toContain('expected  anything else than 14 = 0x0e');
    expect(negated).toContain('limit  20 . . ');
    await expect(expect(count).toShowWithin(17, { cycles: 2 })).rejects.toThrow(
      'count does not show 17 = 0x11 within 2 cycles\n',
    );
    expect(dut.cycle).toBe(16);
  });

  it('shows members by name, and is for ports alone', async () => {
    const dut = await simulate(Kinds, undefined);
    dut.ports.mode.value = 'Run';
    expect(dut.ports.modeOut).toShow('Run');
    expect(failure(() => expect(dut.ports.modeOut).toShow('Done'))).toContain(
      'signal    modeOut: Mode, output\n  cycle     1, on wasm\n  expected  Done\n  received  Run\n',
    );
    expect(failure(() => expect(dut.ports.negated.value).toShow(0))).toContain('toShow() is for ports');
  });
});

describe('values of ports', () => {
  it('are refused where they do not fit', async () => {
    const { ports } = await simulate(Kinds, undefined);
    const setting: readonly (readonly [() => void, string])[] = [
      [
        () => (ports.byte8.value = 128),
        'byte8, which is sint(8), cannot be 128\n  remedy: give a whole number from -128 to 127',
      ],
      [() => (ports.byte8.value = 0.5), 'byte8, which is sint(8), cannot be 0.5'],
      [
        () => (ports.lanes.value = [1, 2]),
        'lanes, which is vec(3, sint(5)), cannot be [1, 2]\n  remedy: give an array of 3 elements',
      ],
      [() => (ports.lanes.value = [1, 2, 16]), 'lanes[2], which is sint(5), cannot be 16'],
      [
        () => (ports.mode.value = 'Stop' as 'Idle'),
        'mode cannot be Stop: that is no member of Mode\n  remedy: choose among Idle, Run, Done',
      ],
      [() => ((ports.negated as unknown as { value: number }).value = 1), 'negated is an output and cannot be set'],
      [() => (ports.wide.big = 2n ** 70n), 'wide'],
    ];
    for (const [set, message] of setting) expect(set).toThrow(message);
    ports.wide.value = 5;
    expect(() => ports.wide.value).toThrow(
      'error B601: wide, which is uint(70), is too wide for a number\n  remedy: read it with .big',
    );
    expect(ports.wide.big).toBe(5n);
  });
});

describe('arbitraries of shapes', () => {
  it('stay in range and reach both ends', () => {
    for (const [shape, low, high] of [
      [uint(3), 0, 7],
      [sint(3), -4, 3],
      [uint(40), 0, 2 ** 40 - 1],
      [sint(33), -(2 ** 32), 2 ** 32 - 1],
    ] as const) {
      const values = samplesOf(shape, { count: 400, seed: 3 });
      expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
      expect(Math.max(...values)).toBeLessThanOrEqual(high);
      if (high < 10) expect(new Set(values).size).toBe(8);
    }
    const wide = samplesOf(sint(80), { count: 200, seed: 3, wide: true }).map(BigInt);
    expect(wide.every((value) => BigInt.asIntN(80, value) === value)).toBe(true);
    expect(wide.some((value) => value < -(2n ** 60n))).toBe(true);
    expect(() => arbitraryOf(uint(54))).toThrow('error B601: uint(54) is too wide for numbers');
  });

  it('have the form of the shape, and are the same for the same seed', () => {
    const shape = { mode: Mode, pair: vec(2, uint(4)), back: flip({ flag: bool() }) };
    const samples = samplesOf(shape, { count: 50, seed: 9 });
    expect(samplesOf(shape, { count: 50, seed: 9 })).toEqual(samples);
    expect(samplesOf(shape, { count: 50, seed: 10 })).not.toEqual(samples);
    expect(new Set(samples.map(({ mode }) => mode))).toEqual(new Set(['Idle', 'Run', 'Done']));
    for (const { pair, back } of samples) {
      expect(pair.length).toBe(2);
      expect(pair.every((value) => value >= 0 && value < 16)).toBe(true);
      expect(typeof back.flag).toBe('boolean');
    }
  });

  it('drive a property of fast-check', async () => {
    const dut = await simulate(Kinds, undefined);
    const property = fc.property(arbitraryOf(sint(8)), (value) => {
      dut.ports.byte8.value = value;
      expect(dut.ports.negated).toShow(-value);
    });
    fc.assert(property, { seed: 4, numRuns: 200 });
  });
});
