import { languageError } from '../language/errors.ts';
import { addressWidth, type Bool, bool, mux, reg, type UInt, uint, when } from '../language/index.ts';
import { block } from './caller.ts';

/**
 * True in one of `cycles` cycles, first in the last of them: an enable for logic that is to run at a fraction of the
 * clock. `const tick = pulseEvery(100)`; a value `cycles` - 1 may also be given as hardware: `pulseEvery({ last })`.
 */
export function pulseEvery(cycles: number | { readonly last: UInt }): Bool {
  if (typeof cycles === 'number') requireCycles('a pulse every', cycles);
  return block('pulse', () => {
    const width = typeof cycles === 'number' ? addressWidth(cycles) : cycles.last.width;
    const phase = reg(uint(width), { reset: 0 });
    // At least, not equal: a `last` that becomes smaller must not let the phase run through its whole range.
    const result = typeof cycles === 'number' ? phase.eq(cycles - 1) : phase.ge(cycles.last);
    phase.next = mux(result, 0, phase.addWrap(1));
    return result;
  });
}

/** True for `cycles` cycles from the one behind the trigger on; a trigger in between starts anew. */
export function stretchPulse(trigger: Bool, cycles: number): Bool {
  requireCycles('a pulse of', cycles);
  return block('stretched', () => {
    const left = reg(uint(addressWidth(cycles + 1)), { reset: 0 });
    const result = left.ne(0);
    when(trigger, () => {
      left.next = cycles;
    }).elsewhen(result, () => {
      left.next = left.subWrap(1);
    });
    return result;
  });
}

/**
 * The signal without its bounces: follows it when it has been different for `cycles` cycles without a break.
 * `const button = debounce(synchronise(pin), 10_000)`.
 */
export function debounce(
  signal: Bool,
  cycles: number,
  { initially = false }: { readonly initially?: boolean } = {},
): Bool {
  requireCycles('debouncing over', cycles);
  return block('debounced', () => {
    const result = reg(bool(), { reset: initially });
    const seen = reg(uint(addressWidth(cycles)), { reset: 0 });
    const differs = signal.xor(result);
    const settled = differs.and(seen.eq(cycles - 1));
    seen.next = mux(differs.and(settled.not()), seen.addWrap(1), 0);
    when(settled, () => {
      result.next = signal;
    });
    return result as Bool;
  });
}

function requireCycles(what: string, cycles: number): void {
  if (!Number.isSafeInteger(cycles) || cycles < 1) {
    languageError('B020', `${what} ${cycles} cycles`, 'choose a whole number from 1 to 2^53 - 1');
  }
}
