import { arithmeticNames } from '../generators/networks/graph/types.ts';
import { engineNames } from '../sim/equivalence/inference.ts';
import { UsageError } from './usage-error.ts';

/** Options that several commands have; every one with a value refuses to stand without it. */
export const jsonOption = { type: 'boolean', default: false, describe: 'Print JSON and nothing else' } as const;

export const setOption = {
  type: 'string',
  array: true,
  nargs: 1,
  describe: 'A parameter, as name=value; may be given again',
} as const;

export const warnOption = {
  type: 'string',
  array: true,
  nargs: 1,
  describe: 'What becomes of warnings: B014=ignore, B014@source/**=ignore, any=error; the last that fits holds',
} as const;

export const engineOption = { choices: engineNames, default: 'wasm', requiresArg: true } as const;

/** A number whose text the command checks itself, so that its error can say what is expected. */
export const numberOption = { type: 'string', requiresArg: true } as const;

export const foldOption = {
  type: 'boolean',
  default: true,
  describe: 'Clean a model up before: padding, activations, constant channels; --no-fold leaves it as it stands',
} as const;

export const arithmeticOption = {
  choices: arithmeticNames,
  requiresArg: true,
  describe: "Of model files: compute as this runtime does, unless given as the file's own (docs/arithmetic.md)",
} as const;

export const partitionOption = {
  type: 'boolean',
  default: false,
  describe: 'Run the largest part of a model that the hardware can, and leave the rest to the host',
} as const;

export const patchesOption = {
  type: 'string',
  requiresArg: true,
  describe:
    'Compute the first layers of a model patch by patch: auto (where featureDepth is short; unless given), off, smallest (least feature memory), or in so many rows',
} as const;

export const textOption = { type: 'string', requiresArg: true } as const;

export const networkPositional = {
  type: 'string',
  demandOption: true,
  describe: 'A network file, or a shipped one: kws, kws-w8',
} as const;

/** Beside an option `wave`. */
export const signalsOption = {
  type: 'string',
  array: true,
  nargs: 1,
  implies: 'wave',
  describe: 'Which signals, e.g. control.* (** by itself: all); may be given again',
} as const;

const repeatable = new Set(['set', 'warn', 'inputs', 'signals', 'fault', '_']);

/**
 * Refuses what the library lets pass: an option given twice, which would be two values for one thing, and one whose value
 * is empty, as from a shell variable that is not set.
 */
export function checkOptions(values: Readonly<Record<string, unknown>>): true {
  for (const [name, value] of Object.entries(values)) {
    if (Array.isArray(value) && !repeatable.has(name)) throw new UsageError(`Give --${name} only once.`);
    if (value === '') throw new UsageError(`The value of ${name} is empty.`);
  }
  return true;
}
