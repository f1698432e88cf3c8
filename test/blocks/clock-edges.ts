import type { Circuit } from '../../generators/circuit/types.ts';
import { createSimulator, type Simulator } from '../../sim/engine/index.ts';

/** A clock port of the top module, with the time between its edges in units of its own. */
export interface ClockPeriod {
  readonly clock: string;
  readonly period: number;
}

/** The clocks that rise together at each of the first `count` times at which any rises. */
export function clockEdges(clocks: readonly ClockPeriod[], count: number): readonly (readonly string[])[] {
  const times = new Map<number, string[]>();
  for (const { clock, period } of clocks) {
    for (let edge = 1; edge <= count; edge += 1) {
      const time = edge * period;
      times.set(time, [...(times.get(time) ?? []), clock]);
    }
  }
  const ordered = [...times].sort(([a], [b]) => a - b).map(([, rising]) => rising);
  return ordered.slice(0, count);
}

/** A simulator behind one edge of all clocks under reset. */
export function resetSimulator(circuit: Circuit, engine: Simulator['engine']): Simulator {
  const simulator = createSimulator(circuit, { engine });
  for (const name of simulator.resets) simulator.set(name, 1);
  simulator.step();
  for (const name of simulator.resets) simulator.set(name, 0);
  return simulator;
}

/** Edges of both clocks, until the slower one has risen `cycles` times. */
export const edgesFor = ([a, b]: readonly [number, number], cycles: number): number =>
  Math.ceil(cycles * (1 + Math.max(a, b) / Math.min(a, b)));

/** Ratios of clocks: equal, near each other, far apart in both directions. */
export const clockRatios: readonly (readonly [write: number, read: number])[] = [
  [1, 1],
  [7, 8],
  [8, 7],
  [10, 3],
  [3, 10],
  [1, 23],
  [23, 1],
];
