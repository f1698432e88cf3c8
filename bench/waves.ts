/*
 * What recordings cost: `node --import ./bin/strip-types.mjs bench/waves.ts`. The keyword network on its accelerator and
 * arrays of multipliers run without a recording, with one of the ports, with one of all state and ports, and with one
 * of everything that has a name, in turn in many short rounds, of which the best counts. Then the trace of an
 * inference is written in each format.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadNetwork } from '../generators/networks/format/load-network.ts';
import { createSimulator, type ObservableSimulator } from '../sim/engine/index.ts';
import { elaborateAccelerator } from '../sim/equivalence/circuit.ts';
import { deploy } from '../sim/equivalence/deployment.ts';
import { driveWrites, loadProgram, resetDesign } from '../sim/host/drive-host.ts';
import { featureImage, imageWrites, startWrite } from '../sim/host/host-port.ts';
import { designSignals } from '../sim/waves/design-signals.ts';
import { record, writeWave } from '../sim/waves/index.ts';
import { macArray } from '../test/support/mac-array.ts';
import { RandomSource } from '../test/support/random-circuit.ts';

interface Workload {
  readonly name: string;
  readonly cycles: number;
  start(): ObservableSimulator;
  run(simulator: ObservableSimulator): void;
}

function keywordNetwork(): Workload {
  const { loaded, parameters, program } = deploy(loadNetwork('kws'), {});
  const random = new RandomSource(5);
  const { channels, length } = loaded.network.input;
  const features = Array.from({ length: channels * length }, () => Number(random.value({ width: 8, signed: true })));
  const circuit = elaborateAccelerator(parameters);
  const cycles = program.cycles + program.startUpCycles;
  return {
    name: 'ultratrail',
    cycles,
    start() {
      const simulator = createSimulator(circuit);
      resetDesign(simulator);
      loadProgram(simulator, program);
      driveWrites(simulator, imageWrites(parameters, featureImage(program, features)));
      return simulator;
    },
    run(simulator) {
      driveWrites(simulator, [startWrite(parameters)]);
      simulator.step(cycles);
    },
  };
}

function macWorkload(size: number): Workload {
  const circuit = macArray(size);
  const cycles = Math.round(1_000_000 / size ** 2);
  return {
    name: `mac${size}`,
    cycles,
    start() {
      const simulator = createSimulator(circuit);
      const random = new RandomSource(1);
      for (const [memory, count] of [
        ['weights', 256],
        ['features', 128],
      ] as const) {
        const { width } = simulator.memories.find(({ name }) => name === memory)!;
        for (let address = 0; address < count; address++) {
          simulator.writeMemory(memory, address, random.value({ width, signed: false }));
        }
      }
      simulator.set('running', 1);
      return simulator;
    },
    run: (simulator) => simulator.step(cycles),
  };
}

const rounds = 12;

for (const workload of [keywordNetwork(), macWorkload(8), macWorkload(16)]) {
  const signals = designSignals(workload.start().circuit);
  const state = new Set(signals.filter(({ name, kind }) => kind === 'register' || !name.includes('.')));
  const choices = {
    nothing: undefined,
    ports: signals.filter(({ name, kind }) => !name.includes('.') && (kind === 'input' || kind === 'output')),
    'state, ports': [...state],
    everything: signals,
  };
  const entries = Object.entries(choices).map(([name, chosen]) => ({
    name,
    chosen: chosen?.map((signal) => signal.name),
    best: Number.POSITIVE_INFINITY,
    changes: 0,
  }));
  for (let round = 0; round < rounds; round++) {
    for (const entry of entries) {
      const simulator = workload.start();
      workload.run(simulator);
      const recording = entry.chosen && record(simulator, { signals: entry.chosen });
      const started = performance.now();
      workload.run(simulator);
      entry.best = Math.min(entry.best, performance.now() - started);
      entry.changes = recording?.end().signals.reduce((sum, { changes }) => sum + changes.length, 0) ?? 0;
    }
  }
  for (const { name, chosen = [], best, changes } of entries) {
    console.log(
      `${workload.name.padEnd(11)} ${name.padEnd(13)} ${`${chosen.length}`.padStart(5)} signals ` +
        `${(workload.cycles / best / 1000).toPrecision(3).padStart(7)} M cycles/s ` +
        `${(best / entries[0]!.best).toFixed(2).padStart(6)} x the time  ${(changes / workload.cycles).toFixed(1).padStart(7)} changes a cycle`,
    );
  }
}

const workload = keywordNetwork();
const simulator = workload.start();
const recording = record(simulator);
workload.run(simulator);
const trace = recording.end();
const folder = mkdtempSync(join(tmpdir(), 'burin-bench-'));
for (const ending of ['vcd', 'fst', 'html']) {
  const file = join(folder, `wave.${ending}`);
  const started = performance.now();
  writeWave(trace, file);
  const time = performance.now() - started;
  console.log(
    `one inference, ${trace.signals.length} signals, ${trace.samples} samples as ${ending.padEnd(4)} ` +
      `${time.toFixed(0).padStart(6)} ms ${(statSync(file).size / 1e6).toFixed(2).padStart(7)} MB`,
  );
}
rmSync(folder, { recursive: true });
