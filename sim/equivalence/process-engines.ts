import { createSimulator, type Simulator } from '../engine/index.ts';
import { buildVerilator } from '../verilator/build.ts';
import { modelInterface } from '../verilator/model-interface.ts';
import { startVerilated } from '../verilator/verilated-simulator.ts';
import { outputPorts } from './cycles.ts';
import type { Trace, TraceEngine, TraceRow } from './trace.ts';

/** Cycles after which interrupts, timers and other engines have their turn. */
const portion = 1000;

/** One of our simulators. */
export function simulatorEngine(engine: Simulator['engine']): TraceEngine {
  return async ({ circuit, cycles, onProgress }): Promise<Trace> => {
    const simulator = createSimulator(circuit, { engine, properties: 'ignore' });
    const outputs = outputPorts(circuit).map(({ name }) => name);
    const rows: TraceRow[] = [];
    for (const { inputs, clocks } of cycles) {
      for (const [name, value] of Object.entries(inputs)) simulator.set(name, value);
      rows.push(outputs.map((name) => simulator.get(name)));
      if (clocks.length > 0) simulator.step(1, clocks);
      if (rows.length % portion > 0) continue;
      onProgress(rows.length);
      await new Promise(setImmediate);
    }
    return { rows };
  };
}

/** The printed design under Verilator. Throws B500 where it is missing, and what `buildVerilator` throws. */
export const verilatorEngine: TraceEngine = async (request): Promise<Trace> => {
  const { circuit, files, cycles, timeoutSeconds, onProgress } = request;
  const model = { ...modelInterface(circuit), memories: [] };
  const simulator = startVerilated(await buildVerilator({ files: files(), model, timeoutSeconds }), { timeoutSeconds });
  const outputs = outputPorts(circuit).map(({ name }) => name);
  const rows: TraceRow[] = [];
  try {
    for (let start = 0; start < cycles.length; start += portion) {
      const answers = cycles.slice(start, start + portion).map(({ inputs, clocks }) => {
        for (const [name, value] of Object.entries(inputs)) simulator.set(name, value);
        const row = Promise.all(outputs.map((name) => simulator.get(name)));
        if (clocks.length > 0) simulator.step(1, clocks);
        return row;
      });
      rows.push(...(await Promise.all(answers)));
      onProgress(rows.length);
    }
  } finally {
    await simulator.close();
  }
  return { rows };
};
