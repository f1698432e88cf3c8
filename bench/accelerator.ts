import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Circuit } from '../generators/circuit/types.ts';
import { loadNetwork } from '../generators/networks/format/load-network.ts';
import type { UltraTrailProgram } from '../generators/networks/mapping/program.ts';
import { acceleratorVerilog } from '../generators/output/verilog-files.ts';
import { createSimulator } from '../sim/engine/index.ts';
import { inProcessModel, type SteppedModel } from '../sim/equivalence/accelerator-engine.ts';
import { elaborateAccelerator } from '../sim/equivalence/circuit.ts';
import { deploy } from '../sim/equivalence/deployment.ts';
import { randomInputs } from '../sim/equivalence/random-inputs.ts';
import { driveReads, driveWrites, loadProgram, resetDesign } from '../sim/host/drive-host.ts';
import { cyclesRead, featureImage, imageWrites, startWrite } from '../sim/host/host-port.ts';
import { startIcarus } from '../sim/icarus/stepped.ts';
import { buildVerilator } from '../sim/verilator/build.ts';
import { modelInterface } from '../sim/verilator/model-interface.ts';
import { startVerilated } from '../sim/verilator/verilated-simulator.ts';
import { digits, formatRatio, formatTable, formatTime } from './table.ts';

interface Contestant {
  readonly name: string;
  /** Inferences of one round: enough to measure. */
  readonly inferences: number;
  readonly prepare: (circuit: Circuit) => Promise<SteppedModel>;
}

const inProcess = (engine: 'wasm' | 'interpreter', inferences: number): Contestant => ({
  name: engine,
  inferences,
  prepare: async (circuit) => inProcessModel(createSimulator(circuit, { engine })),
});

const icarus: Contestant = {
  name: 'icarus',
  inferences: 1,
  prepare: async (circuit) => startIcarus(circuit, acceleratorVerilog(circuit)),
};

const verilator: Contestant = {
  name: 'verilator',
  inferences: 40,
  prepare: async (circuit) =>
    startVerilated(
      await buildVerilator({
        files: acceleratorVerilog(circuit),
        model: modelInterface(circuit),
        optimisation: 'fast-run',
      }),
    ),
};

/**
 * The keyword network on the published accelerator, in every simulator: time from the finished circuit to the first
 * cycle, of an inference when warm, and cycles per second. Verilator builds from nothing: neither our cache nor the compiler's is used. The
 * simulators run in turn, round by round, and the best round of each counts.
 */
export async function measureAccelerator(withVerilator: boolean, withIcarus: boolean): Promise<string> {
  const { loaded, parameters, program } = deploy(loadNetwork('kws'));
  const circuit = elaborateAccelerator(parameters);
  const { channels, length } = loaded.network.input;
  const [features] = randomInputs(1, channels * length, 8, 1);
  const cache = mkdtempSync(join(tmpdir(), 'burin-bench-'));
  Object.assign(process.env, { BURIN_CACHE: cache, CCACHE_DISABLE: '1' });
  try {
    const contestants = [
      inProcess('wasm', 40),
      inProcess('interpreter', 1),
      ...(withVerilator ? [verilator] : []),
      ...(withIcarus ? [icarus] : []),
    ];
    const entries = [];
    for (const { name, inferences, prepare } of contestants) {
      const start = performance.now();
      const model = await prepare(circuit);
      model.step();
      await model.get('done');
      const startUp = performance.now() - start;
      resetDesign(model);
      loadProgram(model, program);
      driveWrites(model, imageWrites(parameters, featureImage(program, features!)));
      await model.get('done');
      entries.push({ name, inferences, model, startUp, rate: 0 });
    }
    for (let round = 0; round < 5; round++) {
      for (const entry of entries) {
        if (entry.inferences === 1 && round > 0) continue; // so slow that one round says it all
        const milliseconds = await runInferences(entry.model, program, entry.inferences);
        const cycles = entry.inferences * (program.cycles + program.startUpCycles);
        entry.rate = Math.max(entry.rate, (cycles / milliseconds) * 1000);
      }
    }
    for (const { model } of entries) await model.close();
    const reference = entries.find(({ name }) => name === 'verilator');
    return formatTable(
      `Simulators, UltraTrail 8×8 running ${program.network} (${program.cycles} cycles an inference)`,
      ['simulator', 'circuit to first cycle', 'sooner than Verilator', 'an inference', 'cycles/s', 'of Verilator’s'],
      entries.map(({ name, startUp, rate }) => [
        name,
        formatTime(startUp),
        reference ? formatRatio(reference.startUp / startUp) : '-',
        formatTime(((program.cycles + program.startUpCycles) / rate) * 1000),
        `${digits(rate / 1e6)} M`,
        reference ? formatRatio(rate / reference.rate) : '-',
      ]),
    );
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

/** Milliseconds for so many inferences; asks the accelerator at the end whether it took the cycles that it should. */
async function runInferences(model: SteppedModel, program: UltraTrailProgram, count: number): Promise<number> {
  const { parameters, cycles, startUpCycles } = program;
  const start = performance.now();
  for (let inference = 0; inference < count; inference++) {
    driveWrites(model, [startWrite(parameters)]);
    model.step(cycles + startUpCycles);
  }
  await model.get('done');
  const milliseconds = performance.now() - start;
  const counted = await driveReads(model, cyclesRead(parameters));
  if (counted !== cycles + startUpCycles) {
    throw new Error(`the accelerator counted ${counted} cycles, not ${cycles + startUpCycles}`);
  }
  return milliseconds;
}
