import { fail } from '../diagnostics.ts';
import { type Dialect, type DialectName, dialectNames, dialects } from './dialects.ts';

/** How a circuit is printed; the meaning stays. */
export interface VerilogOptions {
  /** For which tool the text is written; `portable`, for all of them, unless given. */
  readonly dialect?: DialectName;
  /** How registers are reset; `asynchronous-low` names every reset port `<reset>_n`. */
  readonly reset?: 'synchronous' | 'asynchronous-low';
  /**
   * `layer`, unless given: properties stand between `ifdef VERIFICATION and `endif, apart from the hardware. `omit`: they
   * are left out, and the rest is the same text.
   */
  readonly verification?: 'layer' | 'omit';
  /** Columns; names that are longer still stand on one line. */
  readonly lineLength?: number;
  /** Whether module headers name the place in the source. */
  readonly sourceComments?: boolean;
  /** Folder that paths in comments are relative to; as they are where absent. */
  readonly sourceRoot?: string;
}

export interface Style {
  readonly dialect: Dialect;
  readonly reset: 'synchronous' | 'asynchronous-low';
  readonly verification: 'layer' | 'omit';
  readonly lineLength: number;
  readonly sourceComments: boolean;
  readonly sourceRoot: string | undefined;
}

/** @throws BurinError B063 where there is no such dialect. */
export function completeOptions(options: VerilogOptions): Style {
  const {
    reset = 'synchronous',
    verification = 'layer',
    lineLength = 100,
    sourceComments = true,
    sourceRoot,
  } = options;
  const dialect = dialectNamed(options.dialect ?? 'portable');
  return { dialect, reset, verification, lineLength, sourceComments, sourceRoot };
}

function dialectNamed(name: string): Dialect {
  const found = dialectNames.find((known) => known === name);
  return found
    ? dialects[found]
    : fail('B063', `there is no dialect ${name}`, `choose one of ${dialectNames.join(', ')}`);
}
