import type { Circuit } from '../../generators/circuit/types.ts';
import { Interpreter } from './interpreter/interpreter.ts';
import type { Simulator } from './simulator.ts';
import { WasmSimulator } from './wasm/wasm-simulator.ts';

export { SimulationError, type Simulator } from './simulator.ts';

/**
 * A simulator of the circuit in this process; registers and memories start at 0. `wasm` (the default) compiles,
 * `interpreter` is the oracle. Throws a `BurinError` for a combinational loop.
 */
export function createSimulator(
  circuit: Circuit,
  { engine = 'wasm' }: { readonly engine?: Simulator['engine'] } = {},
): Simulator {
  return engine === 'wasm' ? new WasmSimulator(circuit) : new Interpreter(circuit);
}
