import type { Circuit } from '../generators/circuit/types.ts';
import { emitVerilog } from '../generators/verilog/index.ts';
import { createSimulator, type Simulator } from '../sim/engine/index.ts';
import { buildVerilator } from '../sim/verilator/build.ts';
import { modelInterface } from '../sim/verilator/model-interface.ts';
import { startVerilated } from '../sim/verilator/verilated-simulator.ts';
import { macArray } from '../test/support/mac-array.ts';
import { RandomSource } from '../test/support/random-circuit.ts';

interface Runner {
  fill(memory: string, words: readonly bigint[]): void;
  run(cycles: number): Promise<bigint>;
  close(): Promise<void>;
}

/** A way to run a circuit: compile it, fill its memories, run so many cycles and give the value of `sum`. */
export interface Contestant {
  readonly name: string;
  /** Cycles that are enough to measure, by size of the array. */
  cycles(size: number): number;
  prepare(circuit: Circuit): Promise<Runner>;
}

function inProcess(engine: Simulator['engine'], cycles: (size: number) => number): Contestant {
  return {
    name: engine,
    cycles,
    async prepare(circuit) {
      const simulator = createSimulator(circuit, { engine });
      simulator.set('running', 1);
      return {
        fill(memory, words) {
          for (const [address, word] of words.entries()) simulator.writeMemory(memory, address, word);
        },
        async run(count) {
          simulator.step(count);
          return simulator.get('sum');
        },
        async close() {},
      };
    },
  };
}

const verilator: Contestant = {
  name: 'verilator',
  cycles: (size) => Math.round(256_000_000 / size ** 2),
  async prepare(circuit) {
    const built = await buildVerilator({ files: emitVerilog(circuit), model: modelInterface(circuit) });
    const simulator = startVerilated(built);
    simulator.set('running', 1);
    return {
      fill: (memory, words) => simulator.writeMemory(memory, 0, words),
      async run(count) {
        simulator.step(count);
        return simulator.get('sum');
      },
      close: () => simulator.close(),
    };
  },
};

/** `--verilator` adds Verilator, whose first cycle comes only after a build, or at once from its cache. */
const contestants: readonly Contestant[] = [
  inProcess('wasm', (size) => Math.round(256_000_000 / size ** 2)),
  inProcess('interpreter', (size) => Math.round(20_000 / size ** 2)),
  ...(process.argv.includes('--verilator') ? [verilator] : []),
];

const milliseconds = (value: number) => `${value.toFixed(1)} ms`.padStart(10);

for (const size of process.argv.includes('--small') ? [8] : [4, 8, 16]) {
  const circuit = macArray(size);
  for (const { name, cycles, prepare } of contestants) {
    const start = performance.now();
    const runner = await prepare(circuit);
    await runner.run(1);
    const compiled = performance.now();
    const random = new RandomSource(1);
    for (const memory of ['weights', 'features']) {
      const width = memory === 'weights' ? size * size * 6 : size * 8;
      const words = Array.from({ length: memory === 'weights' ? 256 : 128 }, () =>
        random.value({ width, signed: false }),
      );
      runner.fill(memory, words);
    }
    const count = cycles(size);
    await runner.run(Math.round(count / 10));
    const filled = performance.now();
    const sum = await runner.run(count);
    const rate = count / (performance.now() - filled) / 1000;
    console.log(
      `${`${size}x${size}`.padEnd(6)} ${name.padEnd(12)} to first cycle ${milliseconds(compiled - start)}, ` +
        `${rate.toPrecision(3).padStart(8)} M cycles/s, sum ${sum} after ${count} cycles`,
    );
    await runner.close();
  }
}
