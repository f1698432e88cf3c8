/** What became of one model file; sentences are kept for a summary that counts them. */
export interface FileResult {
  readonly file: string;
  readonly operators?: number;
  readonly multiplications?: number;
  /** Why it is not computed whole: one refusal of the file, or the operators that are not supported. */
  readonly refused: readonly string[];
  /** The golden model against another runtime, all outputs. */
  readonly golden: 'equal' | 'different' | 'refused by the runtime' | 'not compared';
  readonly runtime?: string;
  /** Why no accelerator computes it whole. */
  readonly left: readonly string[];
  /** What is compiled: the network, its largest part, or nothing. */
  readonly deployed: 'whole' | 'part' | 'nothing';
  readonly cycles?: number;
  /** Of the multipliers, 0..1. */
  readonly use?: number;
  readonly peakBytes?: number;
  readonly circuit: 'equal' | 'different' | 'not run';
  /** The first difference, or an error that no user should see. */
  readonly fault?: string;
  readonly seconds: number;
}

/** Of a file that nothing was done with yet. */
export const nothingKnown = (file: string): Omit<FileResult, 'seconds'> => ({
  file,
  refused: [],
  golden: 'not compared',
  left: [],
  deployed: 'nothing',
  circuit: 'not run',
});
