import { languageError } from '../language/errors.ts';
import { type Bool, drive, type KindOf, type Operand, reg, regNext, type Value, when } from '../language/index.ts';
import { block } from './caller.ts';
import { shapeOfValue } from './shape-of.ts';

/** How the registers of a delay start. */
export interface DelayOptions<V> {
  /** What the registers hold while the reset is active; they keep their values where it is absent. */
  readonly reset?: Operand<V>;
}

/** The value of `cycles` clock edges before: a chain of registers. `const aligned = delay(valid, 3, { reset: false })`. */
export function delay<V extends Value>(value: V, cycles: number, options: DelayOptions<V> = {}): KindOf<V> {
  requireCycles(cycles);
  return block('delayed', () => {
    if (cycles === 0) return value as unknown as KindOf<V>;
    const last = stagesOf(value, cycles - 1, options).at(-1) as unknown as Value;
    const result = regNext(last, options as object);
    return result as unknown as KindOf<V>;
  });
}

/** The value now and at each of the `cycles` clock edges before, the newest first: `cycles` + 1 values. */
export function delayLine<V extends Value>(
  value: V,
  cycles: number,
  options: DelayOptions<V> = {},
): readonly KindOf<V>[] {
  requireCycles(cycles);
  return block('delayed', () => stagesOf(value, cycles, options));
}

/** A register that takes the value where `enable` is true: `const kept = registerEnable(sample, valid)`. */
export function registerEnable<V extends Value>(value: V, enable: Bool, options: DelayOptions<V> = {}): KindOf<V> {
  return block('kept', () => {
    const result = reg(shapeOfValue(value), options as object);
    when(enable, () => {
      drive(result, value as never);
    });
    return result as unknown as KindOf<V>;
  });
}

function stagesOf<V extends Value>(value: V, cycles: number, options: DelayOptions<V>): readonly KindOf<V>[] {
  const line = [value as unknown as KindOf<V>];
  for (let cycle = 1; cycle <= cycles; cycle += 1) {
    const stage = regNext(line.at(-1) as unknown as Value, options as object);
    line.push(stage as unknown as KindOf<V>);
  }
  return line;
}

function requireCycles(cycles: number): void {
  if (!Number.isInteger(cycles) || cycles < 0) {
    languageError('B020', `a delay of ${cycles} cycles`, 'choose a whole number of at least 0');
  }
}
