export interface VerilogOptions {
  /** How registers are reset; `asynchronous-low` names the port `<reset>_n`. */
  readonly reset?: 'synchronous' | 'asynchronous-low';
  /** Columns; names that are longer still stand on one line. */
  readonly lineLength?: number;
  /** Whether module headers name the place in the source. */
  readonly sourceComments?: boolean;
  /** Folder that paths in comments are relative to; as they are where absent. */
  readonly sourceRoot?: string;
}

export interface Style {
  readonly reset: 'synchronous' | 'asynchronous-low';
  readonly lineLength: number;
  readonly sourceComments: boolean;
  readonly sourceRoot: string | undefined;
}

export function completeOptions(options: VerilogOptions): Style {
  const { reset = 'synchronous', lineLength = 100, sourceComments = true, sourceRoot } = options;
  return { reset, lineLength, sourceComments, sourceRoot };
}
