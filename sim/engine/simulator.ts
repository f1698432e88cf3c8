import type { Circuit, Property, SourceLocation } from '../../generators/circuit/types.ts';
import type { Observation, TakeChanges } from './observation.ts';
import type { StateAccess } from './state-access.ts';

/**
 * What both in-process simulators of a circuit offer. Names are those of the source: a port of the top module by its
 * name, anything deeper by instance names joined with dots (`control.state`, `wmem`). Values of up to 32 bits may be
 * given and read as numbers; wider ones are bigints. A signed signal reads as a signed value, others as unsigned ones;
 * setting accepts any value that fits the signal's type and throws a `SimulationError` for others and unknown names.
 */
export interface Simulator extends StateAccess {
  readonly engine: 'interpreter' | 'wasm';
  /** Rising edges since construction, of whichever clocks: those that rise together count once. */
  readonly cycle: number;
  /** Names of the top module's clock ports and reset ports, in order of declaration. */
  readonly clocks: readonly string[];
  readonly resets: readonly string[];
  /** How often each cover property held at an edge; empty where properties are ignored. */
  readonly covers: readonly CoverCount[];

  /** Set an input port of the top module; a clock cannot be set, a reset can (1 is active). */
  set(port: string, value: number | bigint | boolean): void;
  /** The settled value, before the next clock edge, of any port, wire, named node, register or instance output. */
  get(signal: string): bigint;
  /** As `get`, for signals of at most 32 bits; throws a `SimulationError` for wider ones. */
  getNumber(signal: string): number;

  /**
   * Run `cycles` rising edges (default 1) of the named clocks together (default: all) with the inputs as they are.
   * Throws a `PropertyViolation` before the first edge at which an assertion or assumption does not hold.
   */
  step(cycles?: number, clocks?: string | readonly string[]): void;
  /**
   * Step all clocks until `signal` (at most 32 bits) has the value (default 1); returns the edges taken, 0 where it has
   * it already. Throws a `SimulationError` that names signal, value and cycle after `maximumCycles` edges, and what
   * `step` throws.
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

/** A simulator that can be looked at while it steps. */
export interface ObservableSimulator extends Simulator {
  readonly circuit: Circuit;
  /**
   * Looks at signals before every edge from now on; recordings of waves and coverage are made of it. Several observations
   * may go on at a time. Throws a `SimulationError` for an unknown name.
   */
  observe(signals: readonly string[], take: TakeChanges): Observation;
}

/** What a simulator does with properties. */
export interface SimulatorOptions {
  /** Takes the messages of print properties; the console by default. */
  readonly print?: (text: string) => void;
  /** `check` (the default) looks at properties, `ignore` leaves them out. */
  readonly properties?: 'check' | 'ignore';
}

/** How often a cover property was met. */
export interface CoverCount {
  /** Names of the instances and of the property, joined with dots. */
  readonly name: string;
  readonly count: number;
  readonly location: SourceLocation;
}

/** A request that the simulated circuit cannot answer: unknown name, value out of range, a wait that ended unmet. */
export class SimulationError extends Error {
  override readonly name: string = 'SimulationError';
}

/** An assertion or assumption that does not hold before an edge. That edge is not taken: state is as before it. */
export class PropertyViolation extends SimulationError {
  override readonly name = 'PropertyViolation';
  /** Names of the instances and of the property, joined with dots. */
  readonly property: string;
  /** Which kind of property does not hold. */
  readonly kind: Property['kind'];
  /** Edges taken before. */
  readonly cycle: number;
  /** The property's message with its values, maybe empty. */
  readonly text: string;
  /** Where the property stands in the source. */
  readonly location: SourceLocation;

  constructor(message: string, violated: Pick<PropertyViolation, 'property' | 'kind' | 'cycle' | 'text' | 'location'>) {
    super(message);
    this.property = violated.property;
    this.kind = violated.kind;
    this.cycle = violated.cycle;
    this.text = violated.text;
    this.location = violated.location;
  }
}
