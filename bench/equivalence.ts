import { input, Module, output, reg, sint } from '../generators/language/index.ts';
import { checkEquivalence } from '../sim/equivalence/check-equivalence.ts';
import { missingEngine, type TraceEngineName, traceEngineNames } from '../sim/equivalence/trace-engines.ts';
import { digits, formatTable, formatTime, sayProgress } from './table.ts';

/** Four taps, 24 bits: wide enough that the values matter, small enough that the outside tools are quick. */
const Filter = Module('EquivalenceFilter', () => {
  const sample = input(sint(12));
  const first = reg(sint(12), { reset: 0 });
  const second = reg(sint(12), { reset: 0 });
  const third = reg(sint(12), { reset: 0 });
  const fourth = reg(sint(12), { reset: 0 });
  first.next = sample;
  second.next = first;
  third.next = second;
  fourth.next = third;
  const sum = first.mul(3).add(second.mul(-17)).add(third.mul(29)).add(fourth.mul(5));
  return { sample, sum: output(sum) };
});

/** Checked cycles per second of each engine, all outputs compared in every cycle, builds taken from the cache. */
export async function measureEquivalence(): Promise<string> {
  const rows: (readonly string[])[] = [];
  for (const engine of traceEngineNames.filter((name): name is TraceEngineName => !missingEngine(name))) {
    sayProgress(`checked cycles on ${engine}`);
    const check = (cycles: number) =>
      checkEquivalence({
        design: Filter,
        golden: filterModel(),
        stimuli: { cycles, seed: 1 },
        engines: [engine],
      });
    const { engines: first } = await check(1);
    const { equivalent, engines } = await check(20_000);
    if (!equivalent) throw new Error(`${engine} differs from the model`);
    const { seconds, cyclesPerSecond } = engines[0]!;
    rows.push([engine, digits(cyclesPerSecond), formatTime(seconds * 1000), formatTime(first[0]!.seconds * 1000)]);
  }
  const header = ['engine', 'checked cycles/s', '20 000 cycles', 'first cycle, with the build'];
  return formatTable('Equivalence of a filter with four taps', header, rows);
}

/** The filter, by whole numbers. */
function filterModel() {
  const taps = [0n, 0n, 0n, 0n];
  const factors = [3n, -17n, 29n, 5n];
  return ({ sample, reset }: Readonly<Record<string, bigint>>) => {
    const sum = taps.reduce((total, tap, place) => total + tap * factors[place]!, 0n);
    taps.pop();
    taps.unshift(sample!);
    if (reset === 1n) taps.fill(0n);
    return { sum };
  };
}
