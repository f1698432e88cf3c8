/** What a network adds to a generated design. */
export interface NetworkFiles {
  /** Text by file name: images, program, driver. */
  readonly files: ReadonlyMap<string, string>;
  /** Words that the network takes, by the module of the memory; of one bank where there are several. */
  readonly wordsUsed: ReadonlyMap<string, number>;
  readonly report: NetworkReport;
}

/** What running the network costs. */
export interface NetworkReport {
  readonly name: string;
  readonly layers: readonly LayerCost[];
  readonly cycles: number;
  readonly startUpCycles: number;
  readonly multiplications: number;
  readonly utilisation: number;
}

export interface LayerCost {
  readonly name: string;
  readonly cycles: number;
  readonly multiplications: number;
  /** Share of the multipliers' cycles that do useful work. */
  readonly utilisation: number;
}
