import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorBound, Fir, type FirParameters, lowPass } from '../../examples/fir/fir.ts';
import { realOf } from '../../generators/blocks/index.ts';
import { elaborate } from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { engines, expectCleanVerilog } from '../blocks/tools.ts';
import { checked } from '../support/evaluate.ts';
import { hasIcarus, simulateInIcarus } from '../verilog/tools.ts';

const parameters: fc.Arbitrary<FirParameters> = fc.record({
  coefficients: fc.array(fc.double({ min: -0.99, max: 0.99, noNaN: true }), { minLength: 1, maxLength: 9 }),
  sampleBits: fc.integer({ min: 2, max: 20 }),
  coefficientFractionBits: fc.integer({ min: 7, max: 16 }),
  rounding: fc.constantFrom('half-up', 'half-even', 'truncate'),
});

/** The filter in real numbers, saturated to the range of the samples. */
function realFilter({ coefficients, sampleBits }: FirParameters, samples: readonly number[]): readonly number[] {
  const most = 1 - 2 ** (1 - sampleBits);
  return samples.map((_sample, now) => {
    const sum = coefficients.reduce((total, weight, tap) => total + weight * (samples[now - tap] ?? 0), 0);
    return Math.min(most, Math.max(-1, sum));
  });
}

describe.each(engines)('the filter in the %s engine', (engine) => {
  it('is as near to real numbers as its error bound says, for any coefficients', () => {
    fc.assert(
      fc.property(parameters, fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 20 }), (given, xs) => {
        const format = { fractionBits: given.sampleBits - 1 };
        const most = 2 ** format.fractionBits - 1;
        const raws = xs.map((x) => Math.min(most, Math.floor(x * 2 ** format.fractionBits)));
        const expected = realFilter(
          given,
          raws.map((raw) => realOf(raw, format)),
        );
        const simulator = createSimulator(checked(elaborate(Fir, given)), { engine });
        simulator.set('reset', 1);
        simulator.step();
        simulator.set('reset', 0);
        // Doubles hold the model's sums with an error far below the bound.
        const bound = errorBound(given) + 2 ** -48;
        raws.forEach((raw, index) => {
          simulator.set('x', raw);
          simulator.step();
          expect(Math.abs(realOf(simulator.get('y'), format) - expected[index]!)).toBeLessThanOrEqual(bound);
        });
      }),
      { numRuns: engine === 'wasm' ? 60 : 20 },
    );
  });
});

describe('the low-pass filter', () => {
  const circuit = checked(elaborate(Fir, lowPass));

  it('answers an impulse with its coefficients', () => {
    const impulse = [2047n, ...Array.from({ length: 9 }, () => 0n)];
    const simulator = createSimulator(circuit);
    simulator.set('reset', 1);
    simulator.step();
    simulator.set('reset', 0);
    const answers = impulse.map((x) => {
      simulator.set('x', x);
      simulator.step();
      return Number(simulator.get('y')) / 2047;
    });
    lowPass.coefficients.forEach((weight, tap) => void expect(answers[tap]).toBeCloseTo(weight, 3));
    expect(answers.slice(7)).toEqual([0, 0, 0]);
  });

  it('is printed beside its source as it is now', () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const [file, ...more] = emitVerilog(circuit, { sourceRoot: root });
    expect(more).toEqual([]);
    const printed = readFileSync(new URL('../../examples/fir/Fir.sv', import.meta.url), 'utf8');
    expect(file!.text).toBe(printed);
  });

  it('is clean Verilog, and does the same in Icarus', (context) => {
    expectCleanVerilog(circuit);
    if (!hasIcarus) return context.skip();
    const samples = Array.from({ length: 60 }, (_, index) => BigInt(((index * 977) % 4096) - 2048));
    const vectors = samples.map((x) => [x]);
    const simulator = createSimulator(circuit);
    simulator.set('reset', 1);
    simulator.step();
    simulator.set('reset', 0);
    const expected = samples.map((x) => {
      simulator.set('x', x);
      const y = simulator.get('y');
      simulator.step();
      return [y];
    });
    const initial = ['reset = 1;', '#1 clock = 1;', '#1 clock = 0;'];
    expect(simulateInIcarus(circuit, vectors, { initial })).toEqual(expected);
  });
});
