import { languageError } from '../language/errors.ts';
import { addressWidth, type Bool, bool, constant, mux, reg, type UInt, uint, when } from '../language/index.ts';
import { requireOptions } from '../language/options.ts';
import { block } from './caller.ts';

/** When a counter steps and when it starts again. */
export interface CounterOptions {
  /** The counter steps in the cycles in which this is true; in all where it is absent. */
  readonly enable?: Bool;
  /** The counter goes back to 0 where this is true, whatever else. */
  readonly clear?: Bool;
}

const counterOptions = ['enable', 'clear'];

/** A register that counts, named `<name>_value`. */
export interface Counter {
  readonly value: UInt;
  /** True in the cycles in which it steps from its last value to its first. */
  readonly wraps: Bool;
}

/** Counts 0, 1 … modulo - 1, 0 …: `const beat = counter(10, { enable: tick })`, then `beat.value`, `beat.wraps`. */
export function counter(modulo: number, options: CounterOptions = {}): Counter {
  requireOptions('counter()', options, counterOptions);
  const { enable, clear } = options;
  requireModulo(modulo);
  return block('counter', () => {
    const value = reg(uint(addressWidth(modulo)), { reset: 0 });
    const isLast = value.eq(modulo - 1);
    const wraps = enable ? isLast.and(enable) : isLast;
    when(enable ?? always(), () => {
      value.next = isPower(modulo, value) ? value.addWrap(1) : mux(isLast, 0, value.addWrap(1));
    });
    clearOn(clear, value);
    return { value, wraps };
  });
}

/** Counts modulo - 1, modulo - 2 … 0, modulo - 1 …; `wraps` where it steps from 0. Starts at 0 as all counters do. */
export function downCounter(modulo: number, options: CounterOptions = {}): Counter {
  requireOptions('downCounter()', options, counterOptions);
  const { enable, clear } = options;
  requireModulo(modulo);
  return block('counter', () => {
    const value = reg(uint(addressWidth(modulo)), { reset: 0 });
    const isLast = value.eq(0);
    const wraps = enable ? isLast.and(enable) : isLast;
    when(enable ?? always(), () => {
      value.next = mux(isLast, modulo - 1, value.subWrap(1));
    });
    clearOn(clear, value);
    return { value, wraps };
  });
}

/** When a counter steps in which direction, and what it does at its ends. */
export interface UpDownOptions {
  readonly up: Bool;
  readonly down: Bool;
  /** At the ends: stay there, or go on at the other end. */
  readonly ends: 'saturate' | 'wrap';
}

/** Counts up or down between 0 and modulo - 1; stays where both are asked for: `upDownCounter(8, { up, down, ends })`. */
export function upDownCounter(modulo: number, options: UpDownOptions): Counter {
  requireOptions('upDownCounter()', options, ['up', 'down', 'ends']);
  const { up, down, ends } = options;
  requireModulo(modulo);
  return block('counter', () => {
    const value = reg(uint(addressWidth(modulo)), { reset: 0 });
    const goesUp = up.and(down.not());
    const goesDown = down.and(up.not());
    const atTop = value.eq(modulo - 1);
    const atBottom = value.eq(0);
    const wraps = goesUp.and(atTop).or(goesDown.and(atBottom));
    const [aboveTop, belowBottom] = ends === 'wrap' ? [0, modulo - 1] : [modulo - 1, 0];
    when(goesUp, () => {
      value.next = mux(atTop, aboveTop, value.addWrap(1));
    }).elsewhen(goesDown, () => {
      value.next = mux(atBottom, belowBottom, value.subWrap(1));
    });
    return { value, wraps: ends === 'wrap' ? wraps : constant(bool(), false) };
  });
}

function requireModulo(modulo: number): void {
  if (!Number.isSafeInteger(modulo) || modulo < 1) {
    languageError('B020', `a counter modulo ${modulo}`, 'choose a whole number from 1 to 2^53 - 1');
  }
}

const always = (): Bool => constant(bool(), true);

/** Whether the counter wraps by itself. */
const isPower = (modulo: number, value: UInt): boolean => modulo === 2 ** value.width;

function clearOn(clear: Bool | undefined, value: UInt & { next: unknown }): void {
  if (!clear) return;
  when(clear, () => {
    value.next = 0;
  });
}
