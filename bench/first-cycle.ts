/*
 * From the sources of UltraTrail with the keyword network to its first simulated cycle, in a process of its own:
 * `node --import ./bin/strip-types.mjs bench/first-cycle.ts`. Milliseconds of the processor, of all threads, as JSON.
 */
import { loadNetwork } from '../generators/networks/format/load-network.ts';
import { createSimulator } from '../sim/engine/index.ts';
import { elaborateAccelerator } from '../sim/equivalence/circuit.ts';
import { deploy } from '../sim/equivalence/deployment.ts';

export interface StartTimes {
  /** Node's own start, and all modules. */
  readonly load: number;
  /** From the network's files to the parameters of its accelerator. */
  readonly deploy: number;
  /** Elaboration and checks. */
  readonly elaborate: number;
  /** From the circuit to the first cycle. */
  readonly simulate: number;
}

const used = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const loaded = used();
const { parameters } = deploy(loadNetwork('kws'));
const deployed = used();
const circuit = elaborateAccelerator(parameters);
const elaborated = used();
const simulator = createSimulator(circuit);
simulator.step(1);
simulator.get('done');
const times: StartTimes = {
  load: loaded,
  deploy: deployed - loaded,
  elaborate: elaborated - deployed,
  simulate: used() - elaborated,
};
console.log(JSON.stringify(times));
