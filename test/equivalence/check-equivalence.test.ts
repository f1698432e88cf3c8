import { describe, expect, it } from 'vitest';
import { elaborate } from '../../generators/language/index.ts';
import { checkEquivalence } from '../../sim/equivalence/check-equivalence.ts';
import type { StimulusCycle } from '../../sim/equivalence/cycles.ts';
import type { NamedEngine } from '../../sim/equivalence/trace.ts';
import { type TraceEngineName, traceEngine } from '../../sim/equivalence/trace-engines.ts';
import { hasTool } from '../support/tools.ts';
import { verilatorIsInstalled } from '../verilator/installed.ts';
import { Accumulator, AccumulatorModel, Bridge, bridgeModel, Squares, squaresModel } from './designs.ts';

const outside: readonly TraceEngineName[] = [
  ...(verilatorIsInstalled ? (['verilator'] as const) : []),
  ...(hasTool('iverilog') ? (['icarus'] as const) : []),
];
const engines: readonly TraceEngineName[] = ['interpreter', 'wasm', ...outside];

/** An engine whose values are changed. */
const faulty = (change: (row: readonly (bigint | undefined)[], cycle: number) => readonly bigint[]): NamedEngine => ({
  name: 'faulty',
  trace: async (request) => {
    const { rows } = await traceEngine('interpreter')(request);
    return { rows: rows.map(change) };
  },
});

const spoiltAt = (spoilt: number) =>
  faulty((row, cycle) => (cycle === spoilt ? [row[0]! + 1n, row[1]!] : (row as readonly bigint[])));

function* squareWords(): Generator<StimulusCycle> {
  for (let cycle = 0; cycle < 300; cycle++) {
    const words = cycle < 280 && cycle % 3 > 0;
    const inputs = { words_valid: words, words_payload: cycle % 64, squares_ready: cycle % 5 > 1, reset: cycle < 2 };
    yield { inputs };
  }
}

function* bridgedWords(): Generator<StimulusCycle> {
  for (let cycle = 0; cycle < 600; cycle++) {
    const resets = { line_reset: cycle < 6, core_reset: cycle < 6 };
    const inputs = { ...resets, words_valid: cycle > 12, words_payload: (cycle * 7) % 256, out_ready: cycle % 5 > 1 };
    const rising = [...(cycle % 2 === 0 ? ['line_clock'] : []), ...(cycle % 3 === 0 ? ['core_clock'] : [])];
    yield { inputs, clocks: rising };
  }
}

describe('equivalence of a design on all engines', () => {
  it('holds against a model that steps by cycles', async () => {
    const report = await checkEquivalence({
      design: Accumulator,
      golden: new AccumulatorModel(),
      stimuli: { cycles: 2500, seed: 1 },
      engines,
    });
    expect(report).toMatchObject({ design: 'Accumulator', equivalent: true, cycles: 2500, reference: 'golden' });
    expect(report.engines.map(({ engine, comparedValues }) => [engine, comparedValues])).toEqual(
      engines.map((engine) => [engine, 5000]),
    );
  });

  it('is refuted with the first difference and a wave around it', async () => {
    const stimuli = Array.from({ length: 12 }, (_, cycle) => ({
      inputs: { sample: cycle - 3, enable: cycle !== 6, reset: cycle === 0 },
    }));
    const report = await checkEquivalence({
      design: Accumulator,
      golden: new AccumulatorModel(),
      stimuli,
      engines: ['interpreter', spoiltAt(9), 'wasm'],
    });
    expect(report.equivalent).toBe(false);
    expect(report.engines.map(({ difference }) => difference?.cycle)).toEqual([undefined, 9, undefined]);
    // Samples -2 to 5 without that of cycle 6, which is 3.
    expect(report.difference).toMatchObject({
      engine: 'faulty',
      reference: 'golden',
      signal: 'sum',
      expected: '9',
      received: '10',
      inputs: { reset: '0', sample: '6', enable: '1' },
    });
    expect(report.difference?.wave?.split('\n')).toEqual([
      'cycle          2  3 4  5 6 7 8  9 10 11',
      'reset         __ __ _ __ _ _ _ __ __ __',
      'sample        -1  0 1  2 3 4 5  6  7  8',
      'enable        ‾‾ ‾‾ ‾ ‾‾ _ ‾ ‾ ‾‾ ‾‾ ‾‾',
      'sum (golden)  -2 -3 . -2 0 . 4  9 15 22',
      'sum (faulty)  -2 -3 . -2 0 . 4 10 15 22',
      'below         __ __ _ __ _ _ _ ‾‾ ‾‾ ‾‾',
      '                               ^^',
    ]);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('holds against a model of transactions, which does not know the latency', async () => {
    const golden = { ...squaresModel, mostOwed: 4 };
    const report = await checkEquivalence({ design: Squares, golden, stimuli: squareWords(), engines });
    expect(report).toMatchObject({ equivalent: true, reference: 'golden' });
    expect(report.engines[0]!.comparedValues).toBeGreaterThan(100);
  });

  it('is refuted by a transaction that has another payload, and by one too few', async () => {
    const wrong = {
      ...squaresModel,
      transform: (accepted: Parameters<typeof squaresModel.transform>[0]) => {
        const { squares } = squaresModel.transform(accepted);
        return { squares: squares.map((square, place) => (place === 7 ? { squares_payload: 5n } : square)) };
      },
    };
    const stimuli = [...squareWords()];
    const other = await checkEquivalence({ design: Squares, golden: wrong, stimuli, engines: ['wasm'] });
    expect(other.difference).toMatchObject({ engine: 'wasm', signal: 'squares_payload', expected: '5' });
    expect(other.difference?.wave).toContain('squares_payload');
    const never = stimuli.map(({ inputs }) => ({ inputs: { ...inputs, squares_ready: 0 } }));
    const golden = { ...squaresModel, mostOwed: 3 };
    const owing = await checkEquivalence({ design: Squares, golden, stimuli: never, engines: ['wasm'] });
    expect(owing.difference).toMatchObject({
      signal: 'squares',
      expected: '4 transactions by the end, of which at most 3 may be owed',
      received: '0 transactions',
    });
  });

  it('holds for a hierarchy with two clocks that rise apart and together', async () => {
    const golden = { ...bridgeModel, mostOwed: 8 };
    const report = await checkEquivalence({ design: Bridge, golden, stimuli: bridgedWords(), engines });
    expect(report).toMatchObject({ equivalent: true });
    expect(report.engines[0]!.comparedValues).toBeGreaterThan(90);
    const random = await checkEquivalence({
      design: elaborate(Bridge, undefined),
      stimuli: { cycles: 1500, seed: 4 },
      engines,
    });
    expect(random).toMatchObject({ equivalent: true, reference: 'interpreter' });
  });

  it('compares only the outputs that the model gives', async () => {
    const golden = ({ reset }: Readonly<Record<string, bigint>>) => (reset === 1n ? {} : { sum: 0 });
    const stimuli = [{ inputs: { reset: 1 } }, { inputs: { reset: 0 } }, { inputs: { sample: 5 } }];
    const report = await checkEquivalence({ design: Accumulator, golden, stimuli, engines: ['wasm'] });
    expect(report.engines).toMatchObject([{ comparedValues: 2 }]);
  });

  it('refuses impossible requests', async () => {
    const check = (stimuli: Iterable<StimulusCycle>, golden: () => object = () => ({})) =>
      checkEquivalence({
        design: Accumulator,
        golden: golden as () => Record<string, number>,
        stimuli,
        engines: ['wasm'],
      });
    await expect(check([{ inputs: { sampel: 1 } }])).rejects.toThrow(
      'error B551: cycle 0 of the stimuli: no input is called sampel; close to it: sample\n  remedy: ',
    );
    await expect(check([{}, { inputs: { sample: 128 } }])).rejects.toThrow(
      'B551: cycle 1 of the stimuli: sample cannot take 128: it holds -128 to 127',
    );
    await expect(check([{ clocks: ['clk'] }])).rejects.toThrow('B551: cycle 0 of the stimuli: no clock is called clk');
    await expect(check([])).rejects.toThrow('B551: the stimuli have no cycle');
    await expect(check([{}], () => ({ sum: 4096 }))).rejects.toThrow(
      'B552: the golden model, cycle 0: sum cannot take 4096: it holds -2048 to 2047',
    );
    const lonely = checkEquivalence({ design: Accumulator, stimuli: [{}], engines: ['wasm'] });
    await expect(lonely).rejects.toThrow('B550: there is nothing to compare with\n  remedy: give a golden model');
  });
});
