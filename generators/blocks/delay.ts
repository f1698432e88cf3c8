import { languageError } from '../language/errors.ts';
import {
  type Bool,
  drive,
  type KindsOf,
  reg,
  regNext,
  type SomeOperandsOf,
  type Value,
  type ValueRecord,
  when,
} from '../language/index.ts';
import { block } from './caller.ts';
import { shapeOf } from './shape-of.ts';

/** How the registers of a delay start. */
export interface DelayOptions<V> {
  /** What the registers hold while the reset is active; they keep their values where it is absent. */
  readonly reset?: SomeOperandsOf<V>;
}

/** What a delay takes: a value, or a record of them, as one that is `Valid`. */
type Delayed = Value | ValueRecord;

/**
 * The value of `cycles` clock edges before: a chain of registers. `const aligned = delay(valid, 3, { reset: false })`; of
 * a record `delay(words, 3, { reset: { valid: false } })`.
 */
export function delay<V extends Delayed>(value: V, cycles: number, options: DelayOptions<V> = {}): KindsOf<V> {
  requireCycles(cycles);
  return block('delayed', () => {
    if (cycles === 0) return value as unknown as KindsOf<V>;
    const last = stagesOf(value, cycles - 1, options).at(-1) as unknown as Value;
    const result = regNext(last, options as object);
    return result as unknown as KindsOf<V>;
  });
}

/** The value now and at each of the `cycles` clock edges before, the newest first: `cycles` + 1 values. */
export function delayLine<V extends Delayed>(
  value: V,
  cycles: number,
  options: DelayOptions<V> = {},
): readonly KindsOf<V>[] {
  requireCycles(cycles);
  return block('delayed', () => stagesOf(value, cycles, options));
}

/** A register that takes the value where `enable` is true: `const kept = registerEnable(sample, valid)`. */
export function registerEnable<V extends Delayed>(value: V, enable: Bool, options: DelayOptions<V> = {}): KindsOf<V> {
  return block('kept', () => {
    const result = reg(shapeOf(value), options as object);
    when(enable, () => {
      drive(result as Value, value as never);
    });
    return result as unknown as KindsOf<V>;
  });
}

function stagesOf<V extends Delayed>(value: V, cycles: number, options: DelayOptions<V>): readonly KindsOf<V>[] {
  const line = [value as unknown as KindsOf<V>];
  for (let cycle = 1; cycle <= cycles; cycle += 1) {
    const stage = regNext(line.at(-1) as unknown as Value, options as object);
    line.push(stage as unknown as KindsOf<V>);
  }
  return line;
}

function requireCycles(cycles: number): void {
  if (!Number.isInteger(cycles) || cycles < 0) {
    languageError('B020', `a delay of ${cycles} cycles`, 'choose a whole number of at least 0');
  }
}
