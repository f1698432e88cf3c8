import type { UltraTrailParameters } from '../../accelerators/ultratrail/parameters.ts';
import { integerRanges } from '../../accelerators/ultratrail/parameters.ts';
import type { Diagnostic } from '../../diagnostics.ts';

/** A finding with one `--set` that mends it, or with `otherwise` where the parameter cannot be that large. */
export function settable(
  code: string,
  message: string,
  parameter: keyof UltraTrailParameters,
  needed: number,
  otherwise: string,
): Diagnostic {
  const most = integerRanges.find(([name]) => name === parameter)?.[2] ?? Number.POSITIVE_INFINITY;
  const remedy =
    needed <= most
      ? `generate the accelerator with --set ${parameter}=${needed}`
      : `${parameter} can be at most ${most}: ${otherwise}`;
  return { code, message, remedy };
}

/** `1 word`, `2 words`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
