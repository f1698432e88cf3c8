/*
 * Speed of the simulators: `node --import ./bin/strip-types.mjs bench/simulators.ts [--verilator] [--interpreter]
 * [--small] [--rounds=N] [name...]`, all of `workloads.ts` but the largest by default. All run the same cycles of the same circuit in turn, in many short rounds, and the best round
 * of each counts, so that other work on the machine counts little. Results must be equal, or the program ends with an error.
 */
import { emitVerilog } from '../generators/verilog/index.ts';
import { createSimulator, type Simulator } from '../sim/engine/index.ts';
import { buildVerilator } from '../sim/verilator/build.ts';
import { modelInterface } from '../sim/verilator/model-interface.ts';
import { startVerilated } from '../sim/verilator/verilated-simulator.ts';
import { type Runner, type Workload, workloads } from './workloads.ts';

interface Contestant {
  readonly name: string;
  /** Divides the cycles of a round. */
  readonly slowness: number;
  prepare(workload: Workload): Promise<Runner>;
}

function inProcess(engine: Simulator['engine'], slowness: number): Contestant {
  return {
    name: engine,
    slowness,
    async prepare({ circuit }) {
      const simulator = createSimulator(circuit, { engine });
      return {
        set: (port, value) => simulator.set(port, value),
        step: (cycles) => simulator.step(cycles),
        get: (port) => simulator.get(port),
        runUntil: (port, options) => simulator.runUntil(port, options),
        fill(memory, words) {
          for (const [address, word] of words.entries()) simulator.writeMemory(memory, address, word);
        },
        async close() {},
      };
    },
  };
}

const verilator: Contestant = {
  name: 'verilator',
  slowness: 1,
  async prepare({ circuit, fillsMemories }) {
    const model = { ...modelInterface(circuit), ...(fillsMemories ? {} : { memories: [] }) };
    const built = await buildVerilator({ files: emitVerilog(circuit), model, optimisation: 'fast-run' });
    const simulator = startVerilated(built);
    return {
      set: (port, value) => simulator.set(port, value),
      step: (cycles) => simulator.step(cycles),
      get: (port) => simulator.get(port),
      runUntil: (port, options) => simulator.runUntil(port, options),
      fill: (memory, words) => simulator.writeMemory(memory, 0, words),
      close: () => simulator.close(),
    };
  },
};

/** Million cycles per second of the best round of each, and milliseconds to the first cycle. */
async function measure(workload: Workload, contestants: readonly Contestant[], rounds: number): Promise<void> {
  const entries = [];
  for (const contestant of contestants) {
    const start = performance.now();
    const runner = await contestant.prepare(workload);
    runner.step(1);
    await runner.get(workload.result);
    const first = performance.now() - start;
    workload.load(runner);
    entries.push({ contestant, runner, first, rate: 0, results: [] as bigint[] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const entry of entries) {
      const { contestant, runner } = entry;
      const cycles = Math.round(workload.cycles / contestant.slowness);
      await runner.get(workload.result);
      const start = performance.now();
      workload.run(runner, cycles);
      const result = await runner.get(workload.result);
      entry.rate = Math.max(entry.rate, cycles / (performance.now() - start) / 1000);
      entry.results.push(BigInt(result));
    }
  }
  const reference = entries.find(({ contestant }) => contestant.name === 'verilator');
  for (const { contestant, runner, first, rate, results } of entries) {
    await runner.close();
    const ratio = reference ? `${(rate / reference.rate).toFixed(2)} x Verilator` : '';
    console.log(
      `${workload.name.padEnd(11)} ${contestant.name.padEnd(12)} first cycle ${first.toFixed(1).padStart(9)} ms  ` +
        `${rate.toPrecision(3).padStart(8)} M cycles/s  ${ratio}`,
    );
    if (contestant.slowness === 1 && `${results}` !== `${entries[0]!.results}`) {
      throw new Error(
        `${contestant.name} and ${entries[0]!.contestant.name} disagree: ${results}, ${entries[0]!.results}`,
      );
    }
  }
}

const options = process.argv.slice(2);
const names = options.filter((option) => !option.startsWith('--'));
const rounds = Number(options.find((option) => option.startsWith('--rounds='))?.slice('--rounds='.length) ?? 200);
const contestants = [
  inProcess('wasm', 1),
  ...(options.includes('--interpreter') ? [inProcess('interpreter', 1000)] : []),
  ...(options.includes('--verilator') ? [verilator] : []),
];
const chosen =
  names.length > 0
    ? names
    : options.includes('--small')
      ? ['mac8']
      : Object.keys(workloads).filter((name) => name !== 'mac128');
for (const name of chosen) {
  const workload = workloads[name];
  if (!workload) throw new Error(`no workload is called ${name}; there are ${Object.keys(workloads).join(', ')}`);
  await measure(workload(), contestants, rounds);
}
