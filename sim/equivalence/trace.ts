import type { Circuit } from '../../generators/circuit/types.ts';
import type { VerilogFile } from '../../generators/verilog/index.ts';
import type { Cycle } from './cycles.ts';

/** What the outputs show before the clocks rise, in order of declaration; undefined where a bit is unknown. */
export type TraceRow = readonly (bigint | undefined)[];

export interface TraceRequest {
  readonly circuit: Circuit;
  /** The circuit as it is printed, for the engines that read SystemVerilog. */
  readonly files: () => readonly VerilogFile[];
  readonly cycles: readonly Cycle[];
  /** What the outputs should show, where that is known; undefined for an output that is not compared. */
  readonly expected?: readonly TraceRow[];
  /** Time for each step of an outside tool. */
  readonly timeoutSeconds: number;
  /** Told now and then how many cycles are done. */
  readonly onProgress: (cycles: number) => void;
}

/** What an engine saw: a row for each cycle, and a complaint of its own where a test that it ran has failed. */
export interface Trace {
  readonly rows: readonly TraceRow[];
  readonly failure?: string;
}

/** Runs a circuit from its start, where all registers and memories are 0 but for initial contents. */
export type TraceEngine = (request: TraceRequest) => Promise<Trace>;

/** An engine with the name that reports give it. */
export interface NamedEngine {
  readonly name: string;
  readonly trace: TraceEngine;
}
