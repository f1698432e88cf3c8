import type { Circuit } from '../../generators/circuit/types.ts';
import { createSimulator, type Simulator } from '../engine/index.ts';
import { outputNames, traceOutputs } from '../stimulus.ts';
import type { FuzzCase } from './corpus.ts';
import type { FuzzEngine, Outcome } from './engine.ts';

/** One of our simulators; it shows all memory words at the end. */
export function inProcessEngine(name: Simulator['engine']): FuzzEngine {
  return simulatorEngine(name, (circuit) => createSimulator(circuit, { engine: name }));
}

/** An engine of anything that behaves like our simulators. What it throws counts as refusal of the circuit. */
export function simulatorEngine(name: string, create: (circuit: Circuit) => Simulator): FuzzEngine {
  const run = (cases: readonly FuzzCase[]) => Promise.resolve(cases.map((one) => runOne(create, one)));
  return { name, batch: 1, run };
}

function runOne(create: (circuit: Circuit) => Simulator, { circuit, stimulus, inside = false }: FuzzCase): Outcome {
  try {
    const simulator = create(circuit);
    const outputs = outputNames(circuit);
    const columns = [...new Set([...outputs, ...(inside ? simulator.signals : [])])];
    const rows = traceOutputs(simulator, columns, stimulus);
    const words = new Map<string, bigint>();
    for (const { name, depth } of simulator.memories) {
      for (let address = 0; address < depth; address++) {
        words.set(`${name}[${address}]`, simulator.readMemory(name, address));
      }
    }
    return { kind: 'ran', columns, rows, words };
  } catch (error) {
    return { kind: 'refused', message: error instanceof Error ? error.message : String(error) };
  }
}
