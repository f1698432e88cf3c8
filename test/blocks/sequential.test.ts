import { describe, expect, it } from 'vitest';
import {
  changes,
  counter,
  debounce,
  delay,
  delayLine,
  downCounter,
  fallingEdge,
  lfsr,
  primitivePolynomials,
  pulseEvery,
  registerEnable,
  risingEdge,
  stretchPulse,
  synchronise,
  upDownCounter,
} from '../../generators/blocks/index.ts';
import { bool, type elaborate, input, Module, output, sint, uint, when } from '../../generators/language/index.ts';
import { createSimulator, type Simulator } from '../../sim/engine/index.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { factorsOf, isPrimitive, timesInverseOfX } from './binary-polynomials.ts';
import { circuitOf, engines, expectCleanVerilog } from './tools.ts';

/** Runs a circuit with random one-bit and narrow inputs; `look` sees each cycle before its clock edge. */
function atRandom(
  circuit: ReturnType<typeof elaborate>,
  engine: Simulator['engine'],
  look: (get: (name: string) => number, cycle: number) => void,
  { cycles = 400, chance = 0.5 } = {},
): void {
  const simulator = createSimulator(circuit, { engine });
  const random = randomNumbers(cycles);
  const inputs = circuit.top.ports.filter((port) => port.kind === 'input' && !port.role);
  simulator.set('reset', 1);
  simulator.step();
  simulator.set('reset', 0);
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    for (const { name, type } of inputs) {
      const most = 2 ** (type.width - (type.signed ? 1 : 0)) - 1;
      simulator.set(name, type.width === 1 ? random.chance(chance) : random.integer(type.signed ? -most - 1 : 0, most));
    }
    look((name) => simulator.getNumber(name), cycle);
    simulator.step();
  }
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

describe.each([1, 2, 5, 8, 10])('counters modulo %i', (size) => {
  const Counters = Module(`Counters${size}`, () => {
    const enable = input(bool());
    const clear = input(bool());
    const up = input(bool());
    const down = input(bool());
    const free = counter(size);
    const beat = counter(size, { enable, clear });
    const back = downCounter(size, { enable, clear });
    const around = upDownCounter(size, { up, down, ends: 'wrap' });
    const level = upDownCounter(size, { up, down, ends: 'saturate' });
    return {
      enable,
      clear,
      up,
      down,
      free: { value: output(free.value), wraps: output(free.wraps) },
      beat: { value: output(beat.value), wraps: output(beat.wraps) },
      back: { value: output(back.value), wraps: output(back.wraps) },
      around: { value: output(around.value), wraps: output(around.wraps) },
      level: output(level.value),
    };
  });
  const circuit = circuitOf(Counters);

  it.each(engines)('count as whole numbers do (%s)', (engine) => {
    const now = { free: 0, beat: 0, back: 0, around: 0, level: 0 };
    atRandom(
      circuit,
      engine,
      (get) => {
        const [enable, clear, move] = [get('enable'), get('clear'), get('up') - get('down')];
        expect(get('free_value')).toBe(now.free);
        expect(get('beat_value')).toBe(now.beat);
        expect(get('back_value')).toBe(now.back);
        expect(get('around_value')).toBe(now.around);
        expect(get('level')).toBe(now.level);
        expect(get('beat_wraps')).toBe(Number(enable === 1 && now.beat + 1 === size));
        expect(get('back_wraps')).toBe(Number(enable === 1 && now.back === 0));
        expect(get('around_wraps')).toBe(Number(now.around + move !== modulo(now.around + move, size)));
        now.free = modulo(now.free + 1, size);
        now.beat = clear ? 0 : modulo(now.beat + enable, size);
        now.back = clear ? 0 : modulo(now.back - enable, size);
        now.around = modulo(now.around + move, size);
        now.level = Math.min(size - 1, Math.max(0, now.level + move));
      },
      { chance: 0.4 },
    );
  });

  it('print clean Verilog', () => {
    expectCleanVerilog(circuit);
  });
});

describe('what looks back in time', () => {
  const Past = Module('Past', () => {
    const signal = input(bool());
    const enable = input(bool());
    const word = input(sint(6));
    const rises = risingEdge(signal);
    const falls = fallingEdge(signal, { initially: true });
    const differs = changes(signal);
    const later = delay(word, 3, { reset: -1 });
    const line = delayLine(word, 2);
    const kept = registerEnable(word, enable, { reset: 5 });
    const inside = synchronise(signal, { stages: 3 });
    return {
      signal,
      enable,
      word,
      rises: output(rises),
      falls: output(falls),
      differs: output(differs),
      later: output(later),
      line: { now: output(line[0]!), one: output(line[1]!), two: output(line[2]!) },
      kept: output(kept),
      inner: output(inside),
    };
  });
  const circuit = circuitOf(Past);

  it.each(engines)('shows what was (%s)', (engine) => {
    const signals: number[] = [];
    const words: number[] = [];
    let kept = 5;
    atRandom(circuit, engine, (get, cycle) => {
      const [signal, word] = [get('signal'), get('word')];
      const before = signals.at(-1);
      expect(get('rises')).toBe(Number(signal === 1 && (before ?? 0) === 0));
      expect(get('falls')).toBe(Number(signal === 0 && (before ?? 1) === 1));
      expect(get('differs')).toBe(Number(signal !== (before ?? 0)));
      expect(get('later')).toBe(words[cycle - 3] ?? -1);
      expect(get('inner')).toBe(signals[cycle - 3] ?? 0);
      expect(get('line_now')).toBe(word);
      if (cycle > 1) expect([get('line_one'), get('line_two')]).toEqual([words[cycle - 1], words[cycle - 2]]);
      expect(get('kept')).toBe(kept);
      if (get('enable')) kept = word;
      signals.push(signal);
      words.push(word);
    });
  });

  it('is named by the line that asks for it', () => {
    const names = circuit.top.signals.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['rises_previous', 'later_stage_0', 'later_stage_1', 'inside_stage_0', 'line_stage_0']),
    );
  });

  it('prints clean Verilog', () => {
    expectCleanVerilog(circuit);
  });
});

describe('pulses', () => {
  const Pulses = Module('Pulses', () => {
    const signal = input(bool());
    const tick = pulseEvery(7);
    const steady = pulseEvery(1);
    const long = stretchPulse(signal, 5);
    const clean = debounce(signal, 4);
    return {
      signal,
      tick: output(tick),
      steady: output(steady),
      stretched: output(long),
      clean: output(clean),
    };
  });
  const circuit = circuitOf(Pulses);

  it.each(engines)('come, last and settle as they should (%s)', (engine) => {
    const signals: number[] = [];
    let clean = 0;
    let run = 0;
    let settled = 0;
    atRandom(
      circuit,
      engine,
      (get, cycle) => {
        expect(get('tick')).toBe(Number(cycle % 7 === 6));
        expect(get('steady')).toBe(1);
        expect(get('stretched')).toBe(Number(signals.slice(-5).includes(1)));
        expect(get('clean')).toBe(clean);
        const signal = get('signal');
        run = signal === clean ? 0 : run + 1;
        if (run === 4) {
          clean = signal;
          run = 0;
          settled += 1;
        }
        signals.push(signal);
      },
      { chance: 0.4, cycles: 2000 },
    );
    expect(settled).toBeGreaterThan(10);
  });

  it('print clean Verilog', () => {
    expectCleanVerilog(circuit);
  });

  it('may be spaced by a value', () => {
    const Spaced = Module('Spaced', () => {
      const last = input(uint(4));
      const tick = pulseEvery({ last });
      return { last, tick: output(tick) };
    });
    const circuit = circuitOf(Spaced);
    const simulator = createSimulator(circuit);
    simulator.set('last', 9);
    const ticks: number[] = [];
    for (let cycle = 0; cycle < 60; cycle += 1) {
      if (cycle === 35) simulator.set('last', 2);
      if (simulator.getNumber('tick')) ticks.push(cycle);
      simulator.step();
    }
    expect(ticks).toEqual([9, 19, 29, 35, 38, 41, 44, 47, 50, 53, 56, 59]);
    expectCleanVerilog(circuit);
  });
});

describe('blocks inside a when', () => {
  it('are there all the time, as registers are', () => {
    const Inside = Module('Inside', () => {
      const enable = input(bool());
      const y = output(uint(2));
      y.value = 0;
      when(enable, () => {
        const steps = counter(4);
        y.value = steps.value;
      });
      return { enable, y };
    });
    const simulator = createSimulator(circuitOf(Inside));
    simulator.step(3);
    simulator.set('enable', 1);
    expect(simulator.getNumber('y')).toBe(3);
  });
});

describe('feedback registers', () => {
  it('have a primitive polynomial in every degree', () => {
    for (let degree = 2; degree <= 64; degree += 1) {
      const polynomial = [degree, ...primitivePolynomials[degree]!, 0].reduce(
        (bits, exponent) => bits | (1n << BigInt(exponent)),
        0n,
      );
      expect(isPrimitive(polynomial, degree), `degree ${degree}`).toBe(true);
    }
  });

  it('are told from polynomials that are not primitive', () => {
    // x^4 + x^3 + x^2 + x + 1 is irreducible, of order 5; x^4 + x^2 + 1 is a square.
    expect(isPrimitive(0b11111n, 4)).toBe(false);
    expect(isPrimitive(0b10101n, 4)).toBe(false);
    expect(factorsOf(2n ** 44n - 1n)).toEqual([3n, 5n, 23n, 89n, 397n, 683n, 2113n]);
  });

  it.each([2, 3, 5, 8, 11, 14])('of %i bits run through all values but 0', (width) => {
    const Noise = Module(`Noise${width}`, () => {
      const noise = lfsr(width);
      return { noise: output(noise) };
    });
    const simulator = createSimulator(circuitOf(Noise));
    simulator.set('reset', 1);
    simulator.step();
    simulator.set('reset', 0);
    const seen = new Set<number>();
    for (let step = 1; step < 2 ** width; step += 1) {
      seen.add(simulator.getNumber('noise'));
      simulator.step();
    }
    expect(seen.size).toBe(2 ** width - 1);
    expect(seen.has(0)).toBe(false);
    expect(simulator.getNumber('noise')).toBe(1);
  });

  it.each([17, 32, 33, 61, 64])('of %i bits divide by x in the field of their polynomial', (width) => {
    const seed = 2n ** BigInt(width) - 3n;
    const Noise = Module(`Noise${width}`, () => {
      const enable = input(bool());
      const noise = lfsr(width, { enable, seed });
      return { enable, noise: output(noise) };
    });
    const circuit = circuitOf(Noise);
    const polynomial = [width, ...primitivePolynomials[width]!, 0].reduce(
      (bits, exponent) => bits | (1n << BigInt(exponent)),
      0n,
    );
    for (const engine of engines) {
      const simulator = createSimulator(circuit, { engine });
      simulator.set('reset', 1);
      simulator.step();
      simulator.set('reset', 0);
      let expected = seed;
      for (let step = 0; step < 200; step += 1) {
        expect(simulator.get('noise')).toBe(expected);
        simulator.set('enable', step % 3 > 0);
        if (step % 3 > 0) expected = timesInverseOfX(expected, polynomial);
        simulator.step();
      }
    }
    expectCleanVerilog(circuit);
  });

  it('refuse widths without a polynomial and a seed of 0', () => {
    const of = (width: number, seed: number) =>
      Module('Noise', () => {
        const noise = lfsr(width, { seed });
        return { noise: output(noise) };
      });
    expect(() => circuitOf(of(65, 1))).toThrow(/error B020: a feedback register of 65 bits\n/);
    expect(() => circuitOf(of(8, 0))).toThrow(/error B021: a feedback register that starts with 0 stays there\n/);
  });
});
