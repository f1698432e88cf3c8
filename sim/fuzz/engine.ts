import type { FuzzCase } from './corpus.ts';

/** What an engine made of a case: the values that were seen, or why it did not run it. */
export type Outcome =
  | {
      readonly kind: 'ran';
      /** Names of the values in a row; the outputs first. */
      readonly columns: readonly string[];
      /** One row for each cycle, before the clock edge; `undefined` where a bit is unknown. */
      readonly rows: readonly (readonly (bigint | undefined)[])[];
      /** The words of memories at the end, as `name[address]`. */
      readonly words: ReadonlyMap<string, bigint>;
    }
  | { readonly kind: 'refused'; readonly message: string };

/** Runs circuits from their start, where all registers and memories are 0 but for initial contents. */
export interface FuzzEngine {
  readonly name: string;
  /** Cases that are run together for the sake of speed. */
  readonly batch: number;
  /**
   * The outcomes in the order of the cases.
   * @throws BurinError where the engine's tool is missing
   */
  run(cases: readonly FuzzCase[]): Promise<readonly Outcome[]>;
}

/** The first thing in which two engines differ. */
export interface Difference {
  readonly engines: readonly [string, string];
  /** Whether both ran the circuit and saw other values, or one of them refused it. */
  readonly kind: 'values' | 'refusal';
  readonly what: string;
}

/** The first difference between the first engine and another one, by cycles and then by columns. */
export function firstDifference(engines: readonly string[], outcomes: readonly Outcome[]): Difference | undefined {
  const [reference, ...others] = outcomes;
  for (const [place, other] of others.entries()) {
    const what = differenceOf(reference!, other);
    const kind = reference!.kind === 'ran' && other.kind === 'ran' ? 'values' : 'refusal';
    if (what) return { engines: [engines[0]!, engines[place + 1]!], kind, what };
  }
  return undefined;
}

function differenceOf(reference: Outcome, other: Outcome): string | undefined {
  if (reference.kind === 'refused') return `the first refuses the circuit: ${reference.message}`;
  if (other.kind === 'refused') return `the second refuses the circuit: ${other.message}`;
  const places = new Map(other.columns.map((name, place) => [name, place]));
  for (const [cycle, row] of reference.rows.entries()) {
    for (const [column, name] of reference.columns.entries()) {
      const place = places.get(name);
      if (place === undefined) continue;
      const [expected, found] = [row[column], other.rows[cycle]?.[place]];
      if (expected !== found) return `cycle ${cycle}, ${name}: ${text(expected)} and ${text(found)}`;
    }
  }
  for (const [name, expected] of reference.words) {
    const found = other.words.get(name);
    if (found !== undefined && found !== expected) return `at the end, ${name}: ${expected} and ${found}`;
  }
  return undefined;
}

const text = (value: bigint | undefined): string => (value === undefined ? 'undefined' : String(value));
