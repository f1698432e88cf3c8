/** Testbenches: a design under test with typed ports, processes, streams and scoreboards. */

export { Dut } from './dut.ts';
export type { ClockTiming, SimulateOptions } from './settings.ts';
export { simulate, simulateCircuit } from './simulate.ts';
