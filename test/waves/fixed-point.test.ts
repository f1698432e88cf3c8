import { beforeAll, describe, expect, it } from 'vitest';
import { delay, fixed, fixedConstant, toFixed, unsignedFixed } from '../../generators/blocks/index.ts';
import {
  bool,
  elaborate,
  input,
  keep,
  Module,
  mux,
  output,
  readOnlyMemory,
  reg,
  regNext,
  wire,
} from '../../generators/language/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { simulate, simulateCircuit } from '../../sim/testbench/index.ts';
import '../../sim/testbench/matchers/index.ts';
import { asciiWave, record, type Trace, vcdText } from '../../sim/waves/index.ts';
import { readVcd } from './read-vcd.ts';

/** y becomes y + (x - y) / 4, rounded half up to multiples of 1/256; beside it, signals declared in every other way. */
const Average = Module('Average', () => {
  const x = input(fixed(2, 4));
  const gain = input(unsignedFixed(0, 3));
  const choose = input(bool());
  const y = reg(fixed(2, 8), { reset: fixedConstant(0, fixed(2, 8)) });
  const error = x.sub(y);
  y.next = toFixed(y.add(error.scale(-2)), y.shape, { rounding: 'half-up', overflow: 'saturate' });
  const chosen = mux(choose, x, fixedConstant(-0.5, fixed(2, 4)));
  const squared = keep(gain.mul(gain));
  const before = regNext(y);
  const later = delay(x, 2);
  const driven = wire(fixed(3, 8));
  driven.value = y;
  const words = readOnlyMemory({ module: 'Table', word: fixed(2, 4), contents: [-24, 24] });
  words.readAt(choose.asUInt());
  const units = y.raw.addWrap(1);
  const isLarge = y.gt(x);
  return {
    x,
    gain,
    choose,
    y: output(y),
    all: output(units.add(later.raw).add(chosen.raw)),
    isLarge: output(isLarge),
    previous: output(before),
    squared: output(squared),
    driven: output(driven),
    read: output(words.readData),
  };
});

const xs = [0.5, 0.5, -1.25, 1.9375, 1.9375, 0];
/** The same in real numbers. */
function averages(): readonly number[] {
  const values = [0];
  for (const x of xs) values.push(Math.floor((values.at(-1)! + (x - values.at(-1)!) / 4) * 256 + 0.5) / 256);
  return values;
}

describe('fixed point from the design', () => {
  let trace: Trace;
  beforeAll(() => {
    const simulator = createSimulator(elaborate(Average, {}));
    const recording = record(simulator);
    simulator.set('gain', 6);
    for (const x of xs) {
      simulator.set('x', x * 16);
      simulator.step();
    }
    trace = recording.end();
  });

  it('carries its point into every signal, and nowhere else', () => {
    const points = trace.signals.flatMap(({ name, fractionBits }) =>
      fractionBits === undefined ? [] : [[name, fractionBits]],
    );
    // By the rules of the library: a difference has the finer step, a product the sum of both.
    const four = ['x', 'chosen', 'later', 'later_stage', 'read', 'words.readData'];
    const eight = ['y', 'y_register', 'error', 'before', 'previous', 'driven'];
    const expected = [
      ...four.map((name) => [name, 4]),
      ...eight.map((name) => [name, 8]),
      ...['squared', 'squared_value'].map((name) => [name, 6]),
      ['gain', 3],
    ];
    expect(Object.fromEntries(points)).toEqual(Object.fromEntries(expected));
  });

  it('is a real number in a dump', () => {
    const { variables } = readVcd(vcdText(trace));
    const { type, changes } = variables.get('Average.y_real')!;
    expect(type).toBe('real');
    const seen = averages().map((_, sample) => Number(changes.findLast(({ time }) => time <= sample * 10)!.value));
    expect(seen).toEqual(averages());
  });

  it('is written with its point as text', () => {
    expect(asciiWave(trace, { signals: ['x', 'y'], to: 3 })).toBe(
      ['cycle  0    1      2', 'x     │0.5        │-1.25', 'y     │0   │0.125 │0.21875'].join('\n'),
    );
  });
});

describe('fixed point in a test', () => {
  it('is set and read as a real number', async () => {
    const dut = await simulate(Average, {});
    const seen: number[] = [0];
    for (const x of xs) {
      dut.ports.x.real = x;
      await dut.clock.edge();
      seen.push(dut.ports.y.real);
    }
    expect(seen).toEqual(averages());
    // Multiples of 1/16, the nearest, ties upwards.
    for (const [real, units] of [
      [0.1, 2],
      [-0.1, -2],
      [1 / 32, 1],
      [-1 / 32, 0],
      [1.96, 31],
    ] as const) {
      dut.ports.x.real = real;
      expect(dut.ports.x.value).toBe(units);
    }
    dut.ports.gain.real = 0.875;
    expect(dut.ports.gain.value).toBe(7);
    expect(dut.ports.squared.real).toBe(0.765625);
  });

  it('says which numbers there are', async () => {
    const { ports } = await simulate(Average, {});
    expect(() => {
      ports.x.real = 1.97;
    }).toThrow('error B600: x, which is fixed(2, 4), cannot be 1.97\n  remedy: give a number from -2 to 1.9375');
    expect(() => {
      ports.gain.real = Number.NaN;
    }).toThrow('gain, which is unsignedFixed(0, 3), cannot be NaN\n  remedy: give a number from 0 to 0.875');
    expect(() => {
      ports.x.value = 0.5;
    }).toThrow('give .real a number, or .value a whole number of 2^-4, from -32 to 31');
    // -130 / 256, and 1024 - 130 in ten bits.
    expect(() => expect(ports.y).toShow(-130)).toThrow('expected  -0.5078125: -130 = 0x37e');
  });

  it('needs no types', async () => {
    const dut = await simulateCircuit(elaborate(Average, {}));
    dut.ports.x!.real = -1.25;
    expect(dut.ports.x!.value).toBe(-20);
    dut.watch('error');
    expect(dut.wave('error')).toBe('cycle  0     1\nerror  ? -1.25');
  });
});
