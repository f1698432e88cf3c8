/**
 * Receives changes of the signals that are observed. Each is six numbers: how many edges were taken since the observation
 * began, the place of the first of four words in the row, and those words as they are then. A row holds every signal from
 * its place on, lowest word first, sign-extended to whole words where signed; all of it is 0 at first. Changes come in
 * the order of edges; where a place changes twice before one edge, the later change counts.
 */
export type TakeChanges = (changes: Int32Array) => void;

/** Signals that a simulator looks at before every edge, until `end`. */
export interface Observation {
  /** Place of each signal in the row, in the order asked for. */
  readonly places: readonly number[];
  /** Place of the word that is 1 where a clock rises at the edge that follows; a clock that has none rises at each. */
  readonly rising: ReadonlyMap<string, number>;
  /** Words in a row. */
  readonly words: number;
  /** Edges taken since the observation began. */
  readonly edges: number;
  /** Looks at the signals as they are now, and hands over every change that was not yet. */
  flush(): void;
  /** Stops looking; what was not handed over is lost. */
  end(): void;
}

/** Numbers that make up one change. */
export const changeLength = 6;
/** Words of a row that are handed over together. */
export const chunkWords = 4;
