import type { Circuit } from '../../generators/circuit/types.ts';
import { fail } from '../../generators/diagnostics.ts';
import { SimulationError } from '../engine/simulator.ts';
import { checkedValue, unknownName } from '../engine/values.ts';
import { type Cycle, outputPorts } from './cycles.ts';
import type { TraceRow } from './trace.ts';

/** Where a model stands: the number of the cycle, from 0, and the clocks that rise at its end. */
export interface Moment {
  readonly cycle: number;
  readonly clocks: readonly string[];
}

export type PortValues = Readonly<Record<string, number | bigint | boolean>>;

/** What the outputs show while the inputs have these values, before the clocks rise; outputs left out are not compared. */
export type CycleFunction = (inputs: Readonly<Record<string, bigint>>, moment: Moment) => PortValues;

/** As a class, which keeps its state between the cycles; `step` takes the edge too. It starts anew for each check. */
export interface CycleModel {
  step: CycleFunction;
}

/** The ports of a stream: a transaction takes place in a cycle whose edge sees `valid` and `ready` at 1. */
export interface StreamPorts {
  readonly valid: string;
  /** Absent for a stream that is always taken. */
  readonly ready?: string;
  readonly payload: readonly string[];
  /** The clock at whose edges transactions take place; the design's first unless given. */
  readonly clock?: string;
}

/** The payload of one transaction, by the ports' names. */
export type Transaction = Readonly<Record<string, bigint>>;

/**
 * What goes in decides what comes out; when, is the design's matter. Counted is from the last cycle on in which a reset
 * is active: the design may have lost what it took before.
 */
export interface TransactionModel {
  readonly accepts: Readonly<Record<string, StreamPorts>>;
  readonly gives: Readonly<Record<string, StreamPorts>>;
  /** All transactions out for all that were accepted, by stream. The design may still owe the last ones. */
  transform(
    accepted: Readonly<Record<string, readonly Transaction[]>>,
  ): Readonly<Record<string, readonly Readonly<Record<string, number | bigint | boolean>>[]>>;
  /** How many the design may still owe in each stream when the cycles are over; any number unless given. */
  readonly mostOwed?: number;
}

export type GoldenModel = CycleFunction | CycleModel | TransactionModel;

export const isTransactionModel = (golden: GoldenModel): golden is TransactionModel =>
  typeof golden === 'object' && 'transform' in golden;

/**
 * What the model says of every cycle; undefined for outputs that it leaves out.
 * @throws BurinError B552 where it names what is no output, or gives a value that does not fit.
 */
export function goldenRows(
  circuit: Circuit,
  golden: CycleFunction | CycleModel,
  cycles: readonly Cycle[],
): readonly TraceRow[] {
  const ports = outputPorts(circuit);
  const known = new Map(ports.map((port) => [port.name, port]));
  return cycles.map(({ inputs, clocks }, cycle) => {
    const moment = { cycle, clocks };
    const values = typeof golden === 'function' ? golden(inputs, moment) : golden.step(inputs, moment);
    try {
      const given = Object.entries(values).map(([name, value]) => {
        const port = known.get(name);
        if (!port) throw unknownName('output', name, known.keys());
        return [name, checkedValue(name, port.type, value)] as const;
      });
      const row = new Map(given);
      return ports.map(({ name }) => row.get(name));
    } catch (error) {
      if (!(error instanceof SimulationError)) throw error;
      return fail(
        'B552',
        `the golden model, cycle ${cycle}: ${error.message}`,
        'give values of outputs within the ranges of their types; leave out those that are not to be compared',
      );
    }
  });
}
