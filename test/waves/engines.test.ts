import { describe, expect, it } from 'vitest';
import { collectCoverage, withCoverage } from '../../sim/coverage/index.ts';
import { createSimulator, type ObservableSimulator } from '../../sim/engine/index.ts';
import { drivenInputs } from '../../sim/stimulus.ts';
import { record } from '../../sim/waves/index.ts';
import { mixedCircuit } from '../engine/mixed-circuit.ts';
import { RandomSource } from '../support/random-circuit.ts';

/** Steps of one, several and all clocks, with inputs that change. */
function drive(simulator: ObservableSimulator, seed: number): void {
  const random = new RandomSource(seed);
  const below = (limit: number) => Number(random.value({ width: 16, signed: false })) % limit;
  const inputs = drivenInputs(simulator.circuit);
  for (let round = 0; round < 25; round++) {
    for (const { name, type } of inputs) if (below(2) === 0) simulator.set(name, random.value(type));
    for (const name of simulator.resets) simulator.set(name, below(6) === 0);
    const clocks = simulator.clocks.filter(() => below(2) === 0);
    simulator.step(1 + below(3), clocks.length > 0 ? clocks : undefined);
  }
}

describe('observations of circuits of all kinds, on both engines', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('agree, seed %i', (seed) => {
    const circuit = withCoverage(mixedCircuit(seed, ['cover']));
    const [one, other] = (['wasm', 'interpreter'] as const).map((engine) => {
      const simulator = createSimulator(circuit, { engine, print: () => {} });
      const recording = record(simulator);
      const collector = collectCoverage(simulator);
      drive(simulator, seed);
      return { trace: recording.end(), coverage: collector.end() };
    });
    expect(one!.trace.samples).toBeGreaterThan(25);
    expect(one!.trace).toEqual(other!.trace);
    expect(one!.coverage).toEqual(other!.coverage);
  });
});
