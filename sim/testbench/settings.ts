import { clockPorts } from '../../generators/circuit/clocking.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import { fail } from '../../generators/diagnostics.ts';
import { chosenEngine, type EngineName } from './engines/engine.ts';

/** When a clock rises, in a unit of time of the test's own. */
export interface ClockTiming {
  /** From edge to edge; 1 unless given. */
  readonly period?: number;
  /** Time of the first edge; the period unless given. Edges at one time are one. */
  readonly phase?: number;
}

/** How a test runs. */
export interface SimulateOptions {
  /** `wasm`, or what the environment variable BURIN_ENGINE names, unless given. */
  readonly engine?: EngineName;
  /** The clocks by the names of their domains or ports; those that are not named have period 1. */
  readonly clocks?: Readonly<Record<string, ClockTiming>>;
  /** Cycles for which all resets are held before the test begins, 1 unless given; 0 leaves them alone. */
  readonly reset?: number;
  /** Edges that a wait takes at most where it says nothing else; 100 000 unless given. */
  readonly timeout?: number;
  /** Edges that the whole test takes at most in processes; 10 000 000 unless given. */
  readonly maximumCycles?: number;
  /** Cycles that waves show, from 1 on; 12 unless given. */
  readonly history?: number;
  /** `all`: every port's value is kept in each cycle that processes wait for. `used`: what the test reads and sets. */
  readonly watch?: 'all' | 'used';
  /** For everything random that has no seed of its own; BURIN_SEED in the environment, or 1, unless given. */
  readonly seed?: number;
  /** Takes the messages of print properties; the console unless given. */
  readonly print?: (text: string) => void;
  /** Whether the engine looks at properties; Verilator never does. */
  readonly properties?: 'check' | 'ignore';
}

/** The options, complete. */
export interface Settings {
  readonly engine: EngineName;
  readonly clocks: readonly {
    readonly name: string;
    readonly domain: string;
    readonly period: number;
    readonly phase: number;
  }[];
  readonly reset: number;
  readonly timeout: number;
  readonly maximumCycles: number;
  readonly history: number;
  readonly watch: 'all' | 'used';
  readonly seed: number;
}

/** @throws BurinError B602 for an unknown engine, B608 for clocks or numbers that cannot be. */
export function completeSettings(circuit: Circuit, options: SimulateOptions): Settings {
  const { timeout = 100_000, maximumCycles = 10_000_000, history = 12, watch = 'all', reset = 1 } = options;
  const seed = options.seed ?? Number(process.env.BURIN_SEED || 1);
  requireCount('timeout', timeout, 1);
  requireCount('maximumCycles', maximumCycles, 1);
  requireCount('history', history, 1);
  requireCount('reset', reset, 0);
  requireCount('seed', seed, 0);
  const engine = chosenEngine(options.engine);
  return {
    engine,
    clocks: clocksOf(circuit, options.clocks ?? {}),
    reset,
    timeout,
    maximumCycles,
    history,
    watch,
    seed,
  };
}

function clocksOf({ top }: Circuit, timings: Readonly<Record<string, ClockTiming>>): Settings['clocks'] {
  const ports = clockPorts(top).filter(({ role }) => role === 'clock');
  const known = ports.map(({ name }) => ({ name, domain: name.replace(/_clock$/, '') }));
  const unknown = Object.keys(timings).find((key) => !known.some(({ name, domain }) => key === name || key === domain));
  if (unknown !== undefined) {
    const names = known.map(({ domain }) => domain).join(', ') || 'none';
    fail('B608', `${top.name} has no clock ${unknown}`, `its clocks are ${names}`);
  }
  // A design without clocks still has cycles, in which its inputs change.
  if (known.length === 0) return [{ name: '', domain: '', period: 1, phase: 1 }];
  return known.map(({ name, domain }) => {
    const { period = 1, phase = period } = timings[domain] ?? timings[name] ?? {};
    requireCount(`the period of ${domain}`, period, 1);
    requireCount(`the phase of ${domain}`, phase, 0);
    return { name, domain, period, phase };
  });
}

function requireCount(what: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  fail('B608', `${what} is ${value}`, `give a whole number of at least ${least}`);
}
