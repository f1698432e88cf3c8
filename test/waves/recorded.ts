import { createSimulator } from '../../sim/engine/index.ts';
import { record, type Trace } from '../../sim/waves/index.ts';
import { countingDesign } from './counting-design.ts';

/** A run of the counting design: its trace, and what every signal read before each edge and at the end. */
export interface RecordedRun {
  readonly trace: Trace;
  readonly seen: ReadonlyMap<string, readonly bigint[]>;
  readonly cycles: number;
}

export function recordedRun(cycles = 60): RecordedRun {
  const simulator = createSimulator(countingDesign);
  const recording = record(simulator, { fractionBits: { level: 2 } });
  const seen = new Map<string, bigint[]>(simulator.signals.map((name) => [name, []]));
  const look = () => {
    for (const [name, values] of seen) values.push(simulator.get(name));
  };
  for (let cycle = 0; cycle < cycles; cycle++) {
    simulator.set('reset', cycle % 23 === 0);
    simulator.set('start', cycle % 7 === 3);
    look();
    simulator.step();
  }
  look();
  return { trace: recording.end(), seen, cycles };
}
