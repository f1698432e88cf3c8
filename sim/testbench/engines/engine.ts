import type { Circuit } from '../../../generators/circuit/types.ts';
import { fail } from '../../../generators/diagnostics.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../engine/index.ts';
import { openVerilated } from './verilated.ts';

/** What can run a testbench. */
export type EngineName = 'wasm' | 'interpreter' | 'verilator';

const engineNames: readonly EngineName[] = ['wasm', 'interpreter', 'verilator'];

/** What a testbench asks of an engine. */
export type EngineSimulator = Pick<
  Simulator,
  | 'cycle'
  | 'clocks'
  | 'resets'
  | 'covers'
  | 'set'
  | 'get'
  | 'getNumber'
  | 'step'
  | 'runUntil'
  | 'readMemory'
  | 'writeMemory'
  | 'signals'
  | 'memories'
  | 'inputHandle'
  | 'signalHandle'
> & { readonly engine: EngineName };

/** A running engine. */
export interface OpenedEngine {
  readonly simulator: EngineSimulator;
  /** Ends what runs outside of this process; the simulator is of no use behind it. */
  close(): void;
}

/**
 * The engine that a test asked for, else the one that the environment variable BURIN_ENGINE names, else `wasm`.
 * @throws BurinError B602 for an unknown name
 */
export function chosenEngine(asked: EngineName | undefined): EngineName {
  const wanted = asked ?? (process.env.BURIN_ENGINE || 'wasm');
  const found = engineNames.find((name) => name === wanted);
  return found ?? fail('B602', `there is no engine ${wanted}`, `choose one of ${engineNames.join(', ')}`);
}

/** Starts an engine with the circuit; with `verilator` this builds it, or takes the build from the cache. */
export async function openEngine(
  circuit: Circuit,
  engine: EngineName,
  options: SimulatorOptions,
): Promise<OpenedEngine> {
  if (engine === 'verilator') return openVerilated(circuit);
  return { simulator: createSimulator(circuit, { engine, ...options }), close: () => {} };
}
