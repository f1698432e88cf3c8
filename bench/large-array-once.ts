/*
 * An array of multipliers in our simulator, in a process of its own whose memory is measured:
 * `node --import ./bin/strip-types.mjs bench/large-array-once.ts mac128 1000`. One line of JSON.
 */
import { createSimulator } from '../sim/engine/index.ts';
import { workloads } from './workloads.ts';

/** Milliseconds of the processor, of all threads, but for `runMilliseconds`; memory in bytes. */
export interface LargeArrayMeasurement {
  readonly circuitMilliseconds: number;
  /** From the circuit to the first cycle. */
  readonly firstMilliseconds: number;
  /** Of the given cycles behind it, on the clock. */
  readonly runMilliseconds: number;
  readonly circuitBytes: number;
  readonly peakBytes: number;
}

const [name = 'mac128', cycles = '1000'] = process.argv.slice(2);
const used = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
// The unit of the system's answer is 1024 bytes.
const peak = (): number => process.resourceUsage().maxRSS * 1024;

const begin = used();
const workload = workloads[name]!();
const made = used();
const circuitBytes = peak();
const simulator = createSimulator(workload.circuit, { engine: 'wasm' });
simulator.step();
simulator.get(workload.result);
const first = used();
workload.load({
  set: (port, value) => simulator.set(port, value),
  step: (count) => simulator.step(count),
  get: (port) => simulator.get(port),
  runUntil: (port, options) => simulator.runUntil(port, options),
  fill(memory, words) {
    for (const [address, word] of words.entries()) simulator.writeMemory(memory, address, word);
  },
  async close() {},
});
const start = performance.now();
simulator.step(Number(cycles));
simulator.get(workload.result);
const measured: LargeArrayMeasurement = {
  circuitMilliseconds: made - begin,
  firstMilliseconds: first - made,
  runMilliseconds: performance.now() - start,
  circuitBytes,
  peakBytes: peak(),
};
console.log(JSON.stringify(measured));
