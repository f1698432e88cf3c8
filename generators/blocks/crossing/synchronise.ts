import { languageError } from '../../language/errors.ts';
import {
  type Bool,
  bool,
  type ClockDomain,
  constant,
  type KindOf,
  type Operand,
  regNext,
  type Value,
} from '../../language/index.ts';
import { boolOf } from '../../language/operands.ts';
import { requireOptions } from '../../language/options.ts';
import { block } from '../caller.ts';

/** How long a synchroniser is. */
export interface SynchroniserOptions {
  /** Registers in a row, at least 2: the more, the rarer does a value that is neither 0 nor 1 get through. */
  readonly stages?: number;
}

/** Between which clocks something crosses. */
export interface CrossingOptions extends SynchroniserOptions {
  readonly from: ClockDomain;
  /** The domain at hand where it is not given. */
  readonly to?: ClockDomain;
}

/** @throws BurinError B022 for an option that crossings do not have, and that is not among `further`. */
export function requireCrossingOptions(what: string, options: object, further: readonly string[] = []): void {
  requireOptions(what, options, [...further, 'from', 'to', 'stages']);
}

/**
 * One bit from outside or from another clock, behind registers of the domain at hand in which its metastability dies
 * out. It must come straight from a register or a pin: `const button = synchronise(pin)`.
 */
export function synchronise(signal: Bool, options: SynchroniserOptions & { readonly initially?: boolean } = {}): Bool {
  requireOptions('synchronise()', options, ['stages', 'initially']);
  boolOf(signal, 'what synchronise() is given');
  const { stages = 2, initially = false } = options;
  return block('synchronised', () => {
    const result = stagesOf(signal, stages, initially);
    return result;
  });
}

/**
 * The registers of a synchroniser, the last one named by the caller. Of a value of several bits each is in step on its own:
 * no more than one may change at a time, as in a Gray code.
 */
export function stagesOf<V extends Value>(value: V, stages: number, reset: Operand<V>): KindOf<V> {
  requireStages(stages);
  let last = value as Value;
  for (let index = 1; index < stages; index += 1) {
    const stage = regNext(last, { reset: reset as never, crossing: index === 1 });
    last = stage as Value;
  }
  return regNext(last, { reset: reset as never }) as unknown as KindOf<V>;
}

/**
 * True while the reset of the domain at hand is active and for `stages` cycles behind it. With asynchronous resets it
 * begins at once and ends with the clock: lead it out of the design, and back in as the reset of all else. Resets that
 * the design itself makes have no meaning within the language.
 */
export function synchroniseReset(options: SynchroniserOptions = {}): Bool {
  requireOptions('synchroniseReset()', options, ['stages']);
  const { stages = 2 } = options;
  return block('synchronisedReset', () => {
    requireStages(stages);
    let last: Bool = constant(bool(), false);
    for (let index = 1; index < stages; index += 1) {
      const stage = regNext(last, { reset: true });
      last = stage;
    }
    const result = regNext(last, { reset: true });
    return result;
  });
}

function requireStages(stages: number): void {
  if (!Number.isInteger(stages) || stages < 2) {
    languageError('B020', `a synchroniser of ${stages} registers`, 'choose a whole number of at least 2');
  }
}
