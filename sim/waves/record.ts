import { fail } from '../../generators/diagnostics.ts';
import { changeLength, chunkWords, type ObservableSimulator, type Observation } from '../engine/index.ts';
import { ChangeLog } from './change-log.ts';
import { type DesignSignal, designSignals } from './design-signals.ts';
import { chooseNames, fits, type NamePatterns } from './patterns.ts';
import { type Trace, type TraceSignal, wordsOf } from './trace.ts';

export interface RecordOptions {
  /** Which signals, by patterns such as `control.*`; all by default. */
  readonly signals?: NamePatterns;
  /** The first cycle that is kept; from now on by default. */
  readonly from?: number;
  /** The first cycle that is not kept any more; none by default. */
  readonly to?: number;
  /** Bits below the point of fixed-point numbers, by patterns, where the design does not declare them. */
  readonly fractionBits?: Readonly<Record<string, number>>;
}

/** A recording that goes on with every step of its simulator. */
export interface Recording {
  /** What was recorded so far, with the values of the signals as they are now as its last sample. */
  trace(): Trace;
  /** Ends the recording and gives all of it. */
  end(): Trace;
}

/**
 * Records signals of a simulator from now on. Memory holds 8 bytes for each change of a signal of at most 32 bits.
 * Throws a `BurinError` for patterns that fit nothing (B560) and for an empty range of cycles (B561).
 */
export function record(
  simulator: ObservableSimulator,
  { signals = '**', from = simulator.cycle, to = Number.POSITIVE_INFINITY, fractionBits = {} }: RecordOptions = {},
): Recording {
  if (!(to > from)) {
    fail('B561', `there are no cycles from ${from} up to, not including, ${to}`, 'record at least one cycle');
  }
  const chosen = chooseNames(designSignals(simulator.circuit), signals);
  const logs = chosen.map(({ type }) => new ChangeLog(type.width));
  const firstCycle = Math.max(from, simulator.cycle);
  const skipped = firstCycle - simulator.cycle;
  const last = to - firstCycle - 1;

  let row: Int32Array | undefined;
  let atPlaces: readonly Tracked[][] = [];
  const pending: Tracked[] = [];
  const clocks = new Map<string, ChangeLog>();
  const prepare = ({ places, rising, words }: Observation) => {
    const tracked = [
      ...logs.map((log, number) => trackedAt(log, places[number]!, chosen[number]!.type.width)),
      ...[...rising].map(([clock, place]) => {
        const log = new ChangeLog(1);
        clocks.set(clock, log);
        return trackedAt(log, place, 1);
      }),
    ];
    row = new Int32Array(words);
    const pieces = Array.from({ length: words / chunkWords }, (): Tracked[] => []);
    for (const one of tracked) {
      const first = Math.floor(one.place / chunkWords);
      for (let piece = first; piece * chunkWords < one.place + one.words; piece++) pieces[piece]!.push(one);
    }
    atPlaces = pieces;
  };
  const take = (changes: Int32Array) => {
    if (!row) return;
    for (let start = 0; start < changes.length; start += changeLength) {
      const sample = Math.max(0, changes[start]! - skipped);
      if (sample > last) break;
      const place = changes[start + 1]!;
      const words = start + changeLength - chunkWords;
      for (let word = 0; word < chunkWords; word++) row[place + word] = changes[words + word]!;
      for (const one of atPlaces[place / chunkWords]!) {
        if (one.isWide) {
          // Looked at when all its pieces have come.
          if (!one.isPending) pending.push(one);
          one.isPending = true;
        } else one.log.take(sample, row, one.place);
      }
      if (changes[start + changeLength] === changes[start]) continue;
      for (const one of pending) {
        one.log.take(sample, row, one.place);
        one.isPending = false;
      }
      pending.length = 0;
    }
  };
  const observation = simulator.observe(
    chosen.map(({ name }) => name),
    take,
  );
  prepare(observation);

  const trace = (): Trace => {
    observation.flush();
    const samples = Math.max(0, Math.min(observation.edges - skipped, last)) + 1;
    const edges = Math.max(0, observation.edges - skipped);
    return {
      top: simulator.circuit.top.name,
      firstCycle,
      samples,
      signals: chosen.map((signal, number) => traceSignal(signal, logs[number]!.result(), fractionBits)),
      clocks: simulator.clocks.map((name): TraceSignal => {
        const log = risingBefore(edges, samples, clocks.get(name)?.result() ?? always);
        return { name, kind: 'clock', type: { width: 1, signed: false }, ...log };
      }),
    };
  };
  return {
    trace,
    end() {
      const whole = trace();
      observation.end();
      return whole;
    },
  };
}

/** A signal in the row. */
interface Tracked {
  readonly log: ChangeLog;
  readonly place: number;
  readonly words: number;
  readonly isWide: boolean;
  /** Some of its words changed, and others may follow. */
  isPending: boolean;
}

function trackedAt(log: ChangeLog, place: number, width: number): Tracked {
  const words = wordsOf(width);
  return { log, place, words, isWide: words > 1, isPending: false };
}

type Changes = Pick<TraceSignal, 'changes' | 'values'>;

/** Of a clock that rises at every edge. */
const always: Changes = { changes: Uint32Array.of(0), values: Uint32Array.of(1) };

/** A clock's changes in a trace with so many edges: where they are over within it, nothing rises any more. */
function risingBefore(edges: number, samples: number, { changes, values }: Changes): Changes {
  const kept = changes.filter((sample) => sample < edges).length;
  if (kept === 0) return { changes: Uint32Array.of(0), values: Uint32Array.of(0) };
  const isOver = edges >= samples || values[kept - 1] === 0;
  return {
    changes: Uint32Array.from([...changes.subarray(0, kept), ...(isOver ? [] : [edges])]),
    values: Uint32Array.from([...values.subarray(0, kept), ...(isOver ? [] : [0])]),
  };
}

function traceSignal(
  { name, kind, type, fractionBits: declared }: DesignSignal,
  log: Changes,
  fractionBits: Readonly<Record<string, number>>,
): TraceSignal {
  const bits = Object.entries(fractionBits).find(([pattern]) => fits(pattern, name))?.[1] ?? declared;
  return { name, kind, type, ...(bits === undefined ? {} : { fractionBits: bits }), ...log };
}
