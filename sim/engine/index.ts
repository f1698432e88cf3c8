import type { Circuit } from '../../generators/circuit/types.ts';
import { Interpreter } from './interpreter/interpreter.ts';
import { checkModels } from './models.ts';
import type { ObservableSimulator, Simulator, SimulatorOptions } from './simulator.ts';
import { WasmSimulator } from './wasm/wasm-simulator.ts';

export { changeLength, chunkWords, type Observation, type TakeChanges } from './observation.ts';
export {
  type CoverCount,
  type ObservableSimulator,
  PropertyViolation,
  SimulationError,
  type Simulator,
  type SimulatorOptions,
} from './simulator.ts';
export type {
  HeldBits,
  RegisterDescription,
  RegisterPlace,
  SavedState,
  StateAccess,
  WordPlace,
} from './state-access.ts';

/**
 * A simulator of the circuit in this process; registers start at 0, memories at their initial contents. `wasm` (the
 * default) compiles, `interpreter` is the oracle. External modules run as their models. Throws a `BurinError` for a
 * combinational loop (B006) and for an external module without a model (B110).
 */
export function createSimulator(
  circuit: Circuit,
  { engine = 'wasm', ...options }: SimulatorOptions & { readonly engine?: Simulator['engine'] } = {},
): ObservableSimulator {
  checkModels(circuit);
  return engine === 'wasm' ? new WasmSimulator(circuit, options) : new Interpreter(circuit, options);
}
