import { fail } from '../generators/diagnostics.ts';

/**
 * The value of an option that takes a whole number.
 * @throws BurinError B524 for anything else, or one beyond its range.
 */
export function wholeNumber(option: string, text: string, [least, most]: readonly [number, number]): number {
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value < least || value > most) {
    fail('B524', `--${option} is ${text || 'empty'}`, `give a whole number from ${least} to ${most}`);
  }
  return value;
}
