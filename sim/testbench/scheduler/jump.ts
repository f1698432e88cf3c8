import { PropertyViolation, SimulationError } from '../../engine/simulator.ts';
import type { EngineSimulator } from '../engines/engine.ts';
import { type ClockState, passed } from './timeline.ts';

/** What comes this soon is waited for one edge at a time, so that waves show the way there. */
const soonCycles = 100;

/**
 * Runs edges that wake nobody in one call of the engine, which is many times as fast as one at a time. Where there is one
 * clock and processes wait for edges, up to `sampledCycles` and one edge in front of the first that ends a wait; where one
 * waits for the value of a port alone, also no further than to the value. Whether it is: no further edge must be taken then.
 */
export function jumpAhead(
  { simulator, clocks }: { readonly simulator: EngineSimulator; readonly clocks: readonly ClockState[] },
  nextLimit: number,
  sampledCycles: number,
): boolean {
  const clock = clocks[0]!;
  const { conditionWaits, edgeWaits, edges } = clock;
  const looksOn = clock.settledWaits.length > 0 || clock.agents.length > 0;
  if (clocks.length !== 1 || looksOn || conditionWaits.length > 1) return false;
  const end = edgeWaits.reduce((least, { target }) => Math.min(least, target), nextLimit);
  const [condition] = conditionWaits;
  const before = simulator.cycle;
  try {
    if (!condition) {
      const free = end - edges - sampledCycles - 1;
      if (Number.isFinite(free) && free > 0) simulator.step(free);
      return false;
    }
    if (!condition.port || condition.before || edges - condition.start < soonCycles) return false;
    const free = Math.min(end, condition.limit) - edges - sampledCycles - 1;
    return free > 0 && waitInEngine(simulator, condition.port, free);
  } finally {
    passed(clock, simulator.cycle - before);
  }
}

/** Whether the value was there after at most `edges` edges. */
function waitInEngine(simulator: EngineSimulator, port: { name: string; value: number }, edges: number): boolean {
  try {
    simulator.runUntil(port.name, { value: port.value, maximumCycles: edges });
    return true;
  } catch (error) {
    // Without the value the wait goes on, and fails at its own limit.
    if (error instanceof SimulationError && !(error instanceof PropertyViolation)) return false;
    throw error;
  }
}
