/**
 * What both in-process simulators of a circuit offer. Names are those of the source: a port of the top module by its
 * name, anything deeper by instance names joined with dots (`control.state`, `wmem`). Values of up to 32 bits may be
 * given and read as numbers; wider ones are bigints. A signed signal reads as a signed value, others as unsigned ones;
 * setting accepts any value that fits the signal's type and throws a `SimulationError` for others and unknown names.
 */
export interface Simulator {
  readonly engine: 'interpreter' | 'wasm';
  /** Rising clock edges since construction. */
  readonly cycle: number;

  /** Set an input port of the top module; the clock cannot be set, the reset is the port `reset` (1 is active). */
  set(port: string, value: number | bigint | boolean): void;
  /** The settled value, before the next clock edge, of any port, wire, named node, register or instance output. */
  get(signal: string): bigint;
  /** As `get`, for signals of at most 32 bits; throws a `SimulationError` for wider ones. */
  getNumber(signal: string): number;

  /** Run `cycles` rising clock edges (default 1) with the inputs as they are. */
  step(cycles?: number): void;
  /**
   * Step until `signal` (at most 32 bits) has the value (default 1); returns the edges taken, 0 where it has it already.
   * Throws a `SimulationError` that names signal, value and cycle after `maximumCycles` edges.
   */
  runUntil(signal: string, options: { readonly value?: number; readonly maximumCycles: number }): number;

  readMemory(memory: string, address: number): bigint;
  writeMemory(memory: string, address: number, word: bigint): void;

  /** Every name that `get` takes, in hierarchical order. */
  readonly signals: readonly string[];
  readonly memories: readonly { readonly name: string; readonly depth: number; readonly width: number }[];

  /** A handle for a hot path: no look-up by name at each access. At most 32 bits wide. */
  inputHandle(port: string): { set(value: number): void };
  signalHandle(signal: string): { get(): number };
}

/** A request that the simulated circuit cannot answer: unknown name, value out of range, a wait that ended unmet. */
export class SimulationError extends Error {
  override readonly name = 'SimulationError';
}
