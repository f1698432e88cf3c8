import { describe, expect, it } from 'vitest';
import { createSimulator, type ObservableSimulator } from '../../sim/engine/index.ts';
import { asciiWave, record, type Trace, valueAt } from '../../sim/waves/index.ts';
import { countingDesign } from './counting-design.ts';

const engines = ['wasm', 'interpreter'] as const;

/** What happens in a run, told by `get` before every edge. */
function drive(simulator: ObservableSimulator, seen: (simulator: ObservableSimulator) => void): void {
  for (let cycle = 0; cycle < 40; cycle++) {
    simulator.set('reset', cycle < 2);
    simulator.set('start', cycle % 5 === 3);
    seen(simulator);
    simulator.step();
  }
  seen(simulator);
}

function valuesOf(trace: Trace): Record<string, readonly bigint[]> {
  return Object.fromEntries(
    trace.signals.map((signal) => [
      signal.name,
      Array.from({ length: trace.samples }, (_, sample) => valueAt(signal, sample)),
    ]),
  );
}

describe.each(engines)('record on %s', (engine) => {
  it('has before every edge what get reads there', () => {
    const simulator = createSimulator(countingDesign, { engine });
    const seen: Record<string, bigint[]> = Object.fromEntries(simulator.signals.map((name) => [name, []]));
    const recording = record(simulator);
    drive(simulator, () => {
      for (const name of simulator.signals) seen[name]!.push(simulator.get(name));
    });
    const trace = recording.end();
    expect(trace.samples).toBe(41);
    expect(valuesOf(trace)).toEqual(seen);
  });

  it('keeps only changes', () => {
    const simulator = createSimulator(countingDesign, { engine });
    const recording = record(simulator);
    drive(simulator, () => {});
    for (const { changes, values, type } of recording.trace().signals) {
      expect(changes[0]).toBe(0);
      const words = Math.ceil(type.width / 32);
      expect(values.length).toBe(changes.length * words);
      for (let change = 1; change < changes.length; change++) {
        expect(changes[change]).toBeGreaterThan(changes[change - 1]!);
        const [before, now] = [change - 1, change].map((at) => values.slice(at * words, (at + 1) * words));
        expect(now).not.toEqual(before);
      }
    }
  });

  it('takes the cycles that are asked for, counted by the simulator', () => {
    const simulator = createSimulator(countingDesign, { engine });
    simulator.step(3);
    const recording = record(simulator, { signals: 'start', from: 5, to: 9 });
    for (let cycle = 3; cycle < 20; cycle++) {
      simulator.set('start', cycle === 6 || cycle === 8 || cycle === 9);
      simulator.step();
    }
    const trace = recording.end();
    expect([trace.firstCycle, trace.samples]).toEqual([5, 4]);
    expect(valuesOf(trace)).toEqual({ start: [0n, 1n, 0n, 1n] });
    // Edges go on behind it.
    expect([...trace.clocks[0]!.changes, ...trace.clocks[0]!.values]).toEqual([0, 1]);
  });

  it('goes on through runUntil, and stops when it is ended', () => {
    const simulator = createSimulator(countingDesign, { engine });
    const first = record(simulator, { signals: ['mode', 'steps'] });
    const second = record(simulator, { signals: 'stepper.*' });
    simulator.set('start', 1);
    const taken = simulator.runUntil('steps', { value: 3, maximumCycles: 50 });
    const whole = first.end();
    expect(whole.samples).toBe(taken + 1);
    expect(valuesOf(whole).steps).toEqual([0n, 0n, 1n, 2n, 3n]);
    simulator.step(2);
    expect(valuesOf(second.end())['stepper.steps']).toEqual([0n, 0n, 1n, 2n, 3n, 4n, 4n]);
    const edges = simulator.cycle;
    simulator.step(3);
    expect(simulator.cycle).toBe(edges + 3);
  });

  it('refuses patterns that fit nothing, and ranges without cycles', () => {
    const simulator = createSimulator(countingDesign, { engine });
    expect(() => record(simulator, { signals: 'stepper.count' })).toThrow(/B560: no signal is called stepper\.count/);
    expect(() => record(simulator, { from: 4, to: 4 })).toThrow(/B561/);
  });

  it('is drawn as text', () => {
    const simulator = createSimulator(countingDesign, { engine });
    const recording = record(simulator, { signals: ['start', 'mode', 'level', 'stepper.isLast'] });
    simulator.set('start', 1);
    simulator.step(7);
    // Four cycles of running take the steps from 0 to 4; the last of them is the one with 3.
    expect(asciiWave(recording.trace())).toBe(
      [
        'cycle           0     1    2   3   4   5     6     7',
        'start          ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔',
        'mode           │Idle │Run             │Done │Idle │Run',
        'level          │0         │-3 │-6 │-9 │-12',
        'stepper.isLast ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▔▔▔▔▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁',
      ].join('\n'),
    );
  });
});
