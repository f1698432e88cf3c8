import { expect } from 'vitest';
import { type ReadWave, readAt } from './read-vcd.ts';
import type { RecordedRun } from './recorded.ts';

/** Members of the design's enumeration in the order of their values. */
const modes = ['Idle', 'Run', 'Done'];

/** Holds a wave, whoever read it, to what the simulator showed before each edge. */
export function expectSeen(wave: ReadWave, { seen, cycles }: RecordedRun, period: number): void {
  for (const [name, values] of seen) {
    const variable = wave.variables.get(`Counting.${name}`)!;
    const shown = values.map((_, sample) => BigInt(`0b${readAt(variable, sample * period)}`));
    expect([name, shown]).toEqual([name, values.map((value) => BigInt.asUintN(variable.width, value))]);
    // Nothing happens between edges.
    expect(variable.changes.every(({ time }) => time % period === 0)).toBe(true);
  }
  const clock = wave.variables.get('Counting.clock')!;
  const rises = clock.changes.filter(({ value }) => value === '1').map(({ time }) => time);
  expect(rises).toEqual(Array.from({ length: cycles }, (_, edge) => (edge + 1) * period));
  const falls = clock.changes.filter(({ value, time }) => value === '0' && time > 0).map(({ time }) => time);
  expect(falls).toEqual(rises.map((time) => time + period / 2));
}

/** Holds the variables that show members and fractions, at ten nanoseconds a cycle. */
export function expectTyped({ variables }: ReadWave, { seen }: RecordedRun): void {
  const texts = variables.get('Counting.mode_text')!;
  expect(seen.get('mode')!.map((_, sample) => readAt(texts, sample * 10))).toEqual(
    seen.get('mode')!.map((value) => modes[Number(value)]),
  );
  const reals = variables.get('Counting.level_real')!;
  expect(seen.get('level')!.map((_, sample) => Number(readAt(reals, sample * 10)))).toEqual(
    seen.get('level')!.map((value) => Number(value) / 4),
  );
}
