/*
 * From the sources of UltraTrail with the keyword network to its first simulated cycle, in a process of its own:
 * `node --import ./bin/strip-types.mjs bench/first-cycle.ts`. What was reached, by part, as JSON.
 */
import { loadNetwork } from '../generators/networks/format/load-network.ts';
import { createSimulator } from '../sim/engine/index.ts';
import { elaborateAccelerator } from '../sim/equivalence/circuit.ts';
import { deploy } from '../sim/equivalence/deployment.ts';

/** Milliseconds since the process started. */
export interface Moment {
  /** Of the processor, all threads. */
  readonly processor: number;
  /** As a user waits. */
  readonly clock: number;
}

export interface StartTimes {
  /** Behind Node's own start, and all modules. */
  readonly loaded: Moment;
  /** Behind the way from the network's files to the parameters of its accelerator. */
  readonly deployed: Moment;
  /** Behind elaboration and checks. */
  readonly elaborated: Moment;
  /** Behind the first cycle. */
  readonly simulated: Moment;
}

const now = (): Moment => {
  const { user, system } = process.cpuUsage();
  return { processor: (user + system) / 1000, clock: performance.now() };
};
const loaded = now();
const { parameters } = deploy(loadNetwork('kws'));
const deployed = now();
const circuit = elaborateAccelerator(parameters);
const elaborated = now();
const simulator = createSimulator(circuit);
simulator.step(1);
simulator.get('done');
const times: StartTimes = { loaded, deployed, elaborated, simulated: now() };
console.log(JSON.stringify(times));
