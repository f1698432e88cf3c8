/*
 * Speed of the simulators: `node --import ./bin/strip-types.mjs bench/simulators.ts [--verilator] [--interpreter]
 * [--small] [name...]`. All run the same cycles of the same circuit in turn, in many short rounds, and the best round
 * of each counts, so that other work on the machine counts little. Results must be equal, or the program ends with an error.
 */
import type { Circuit } from '../generators/circuit/types.ts';
import { loadNetwork } from '../generators/networks/format/load-network.ts';
import { emitVerilog } from '../generators/verilog/index.ts';
import { createSimulator, type Simulator } from '../sim/engine/index.ts';
import { elaborateAccelerator } from '../sim/equivalence/circuit.ts';
import { deploy } from '../sim/equivalence/deployment.ts';
import { type DrivenDesign, driveWrites, loadProgram, resetDesign } from '../sim/host/drive-host.ts';
import { featureImage, imageWrites, startWrite } from '../sim/host/host-port.ts';
import { buildVerilator } from '../sim/verilator/build.ts';
import { modelInterface } from '../sim/verilator/model-interface.ts';
import { startVerilated } from '../sim/verilator/verilated-simulator.ts';
import { macArray } from '../test/support/mac-array.ts';
import { RandomSource } from '../test/support/random-circuit.ts';

interface Runner extends DrivenDesign {
  fill(memory: string, words: readonly bigint[]): void;
  close(): Promise<void>;
}

interface Contestant {
  readonly name: string;
  /** Divides the cycles of a round. */
  readonly slowness: number;
  prepare(circuit: Circuit): Promise<Runner>;
}

interface Workload {
  readonly name: string;
  readonly circuit: Circuit;
  /** Cycles of one round. */
  readonly cycles: number;
  load(runner: Runner): void;
  /** Asks for that many cycles; `result` is an output that depends on all of them. */
  run(runner: Runner, cycles: number): void;
  readonly result: string;
}

function inProcess(engine: Simulator['engine'], slowness: number): Contestant {
  return {
    name: engine,
    slowness,
    async prepare(circuit) {
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
  async prepare(circuit) {
    const built = await buildVerilator({ files: emitVerilog(circuit), model: modelInterface(circuit) });
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

/** The keyword network on the accelerator made for it, inference after inference. */
function keywordNetwork(): Workload {
  const { loaded, parameters, program } = deploy(loadNetwork('kws'), {});
  const random = new RandomSource(5);
  const { channels, length } = loaded.network.input;
  const features = Array.from({ length: channels * length }, () => Number(random.value({ width: 8, signed: true })));
  const inference = program.cycles + program.startUpCycles;
  return {
    name: 'ultratrail',
    circuit: elaborateAccelerator(parameters),
    cycles: inference,
    load(runner) {
      resetDesign(runner);
      loadProgram(runner, program);
      driveWrites(runner, imageWrites(parameters, featureImage(program, features)));
    },
    run(runner, cycles) {
      for (let done = 0; done < cycles; done += inference) {
        driveWrites(runner, [startWrite(parameters)]);
        runner.step(inference);
      }
    },
    result: 'layer',
  };
}

function macWorkload(size: number): Workload {
  return {
    name: `mac${size}`,
    circuit: macArray(size),
    cycles: Math.round(4_000_000 / size ** 2),
    load(runner) {
      const random = new RandomSource(1);
      for (const memory of ['weights', 'features']) {
        const width = memory === 'weights' ? size * size * 6 : size * 8;
        const count = memory === 'weights' ? 256 : 128;
        runner.fill(
          memory,
          Array.from({ length: count }, () => random.value({ width, signed: false })),
        );
      }
      runner.set('running', 1);
    },
    run: (runner, cycles) => runner.step(cycles),
    result: 'sum',
  };
}

/** Million cycles per second of the best round of each, and milliseconds to the first cycle. */
async function measure(workload: Workload, contestants: readonly Contestant[], rounds: number): Promise<void> {
  const entries = [];
  for (const contestant of contestants) {
    const start = performance.now();
    const runner = await contestant.prepare(workload.circuit);
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
const contestants = [
  inProcess('wasm', 1),
  ...(options.includes('--interpreter') ? [inProcess('interpreter', 1000)] : []),
  ...(options.includes('--verilator') ? [verilator] : []),
];
const workloads: Record<string, () => Workload> = {
  ultratrail: keywordNetwork,
  mac8: () => macWorkload(8),
  mac16: () => macWorkload(16),
  mac32: () => macWorkload(32),
};
const chosen = names.length > 0 ? names : options.includes('--small') ? ['mac8'] : Object.keys(workloads);
for (const name of chosen) {
  const workload = workloads[name];
  if (!workload) throw new Error(`no workload is called ${name}; there are ${Object.keys(workloads).join(', ')}`);
  await measure(workload(), contestants, 150);
}
