import { readElf } from '../examples/rv32/elf.ts';
import { buildMachine, memoryLanes } from '../examples/rv32/machine.ts';
import { defaultSocParameters } from '../examples/rv32/soc.ts';
import type { Circuit, InputPort } from '../generators/circuit/types.ts';
import { loadNetwork } from '../generators/networks/format/load-network.ts';
import { elaborateAccelerator } from '../sim/equivalence/circuit.ts';
import { deploy } from '../sim/equivalence/deployment.ts';
import { sideBySide } from '../sim/fuzz/circuit-builder.ts';
import { randomCircuits } from '../sim/fuzz/random-circuit.ts';
import { type DrivenDesign, driveWrites, loadProgram, resetDesign } from '../sim/host/drive-host.ts';
import { featureImage, imageWrites, startWrite } from '../sim/host/host-port.ts';
import { compileProgram } from '../test/examples/rv32/toolchain.ts';
import { macArray } from '../test/support/mac-array.ts';
import { RandomSource } from '../test/support/random-circuit.ts';

/** A design in a simulator. */
export interface Runner extends DrivenDesign {
  set(port: string, value: number | bigint): void;
  fill(memory: string, words: readonly bigint[]): void;
  close(): Promise<void>;
}

/** What all simulators do alike. */
export interface Workload {
  readonly name: string;
  readonly circuit: Circuit;
  /** Cycles of one round. */
  readonly cycles: number;
  readonly fillsMemories: boolean;
  load(runner: Runner): void;
  /** Asks for that many cycles; `result` is an output that depends on all of them. */
  run(runner: Runner, cycles: number): void;
  readonly result: string;
}

/** The keyword network on the accelerator made for it, inference after inference. */
function keywordNetwork(): Workload {
  const { loaded, parameters, program } = deploy(loadNetwork('kws'), {});
  const random = new RandomSource(5);
  const { channels, length } = loaded.network.input;
  const features = Array.from({ length: channels * length }, () => Number(random.value({ width: 8, signed: true })));
  const inference = program.cycles + program.startUpCycles;
  return {
    name: 'ultratrail',
    fillsMemories: false,
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

/** Sixteen accelerators side by side, of which one works. */
function mostlyIdle(): Workload {
  const { circuit, result, load, run, ...one } = keywordNetwork();
  const names = Array.from({ length: 16 }, (_, place) => `accelerator${place}`);
  const working = names[3]!;
  return {
    ...one,
    name: 'sixteen',
    circuit: sideBySide(
      'Sixteen',
      names.map((name) => [name, circuit.top]),
    ),
    load: (runner) => load(within(runner, working)),
    run: (runner, cycles) => run(within(runner, working), cycles),
    result: `${working}_${result}`,
  };
}

/** A processor that runs its program beside an accelerator that has nothing to do. */
function idleAccelerator(): Workload {
  const { circuit, result, load, run, ...processor } = riscvProgram();
  const parts = [
    ['processor', circuit.top],
    ['accelerator', keywordNetwork().circuit.top],
  ] as const;
  return {
    ...processor,
    name: 'chip',
    circuit: sideBySide('Chip', parts),
    load: (runner) => load(within(runner, 'processor')),
    run: (runner, cycles) => run(within(runner, 'processor'), cycles),
    result: `processor_${result}`,
  };
}

/** One part of a design of parts side by side, as if it were the design; clock and reset are those of all. */
function within(runner: Runner, part: string): Runner {
  const named = (port: string) => (port === 'reset' ? port : `${part}_${port}`);
  return {
    set: (port, value) => runner.set(named(port), value),
    step: (cycles) => runner.step(cycles),
    get: (port) => runner.get(named(port)),
    runUntil: (port, options) => runner.runUntil(named(port), options),
    fill: (memory, words) => runner.fill(`${part}.${memory}`, words),
    close: () => runner.close(),
  };
}

function macWorkload(size: number): Workload {
  return {
    name: `mac${size}`,
    fillsMemories: true,
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

/** Our RISC-V core, started again in every round, in the same part of a program in C. */
function riscvProgram(): Workload {
  const program = readElf(compileProgram('benchmark'));
  return {
    name: 'rv32',
    fillsMemories: true,
    circuit: buildMachine(defaultSocParameters),
    cycles: 20_000,
    load(runner) {
      for (const { memory, bytes } of memoryLanes(program, defaultSocParameters)) {
        runner.fill(memory, bytes.map(BigInt));
      }
    },
    run(runner, cycles) {
      runner.set('reset', 1);
      runner.step(1);
      runner.set('reset', 0);
      runner.step(cycles - 1);
    },
    result: 'retired',
  };
}

/** Random circuits side by side: about 30 000 operations of all kinds that have nothing in common. */
function randomWorkload(): Workload {
  const circuit = randomCircuits(1, 20);
  const inputs = circuit.top.ports.filter((port) => port.kind === 'input' && port.role !== 'clock');
  return {
    name: 'random',
    fillsMemories: false,
    circuit,
    cycles: 2000,
    load(runner) {
      const random = new RandomSource(3);
      for (const { name, role, type } of inputs as readonly InputPort[]) {
        runner.set(name, role === 'reset' ? 0n : random.value(type));
      }
    },
    run: (runner, cycles) => runner.step(cycles),
    result: circuit.top.ports.find(({ kind }) => kind === 'output')!.name,
  };
}

/** By name, made when asked for. */
export const workloads: Readonly<Record<string, () => Workload>> = {
  ultratrail: keywordNetwork,
  mac8: () => macWorkload(8),
  mac16: () => macWorkload(16),
  mac32: () => macWorkload(32),
  mac64: () => macWorkload(64),
  mac128: () => macWorkload(128),
  rv32: riscvProgram,
  chip: idleAccelerator,
  sixteen: mostlyIdle,
  random: randomWorkload,
};
