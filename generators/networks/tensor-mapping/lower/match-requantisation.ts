import {
  clamp,
  type Limits,
  multiplyAsFloat32,
  multiplyHalfEven,
  quantisedMultiplier,
} from '../../arithmetic/index.ts';
import type { QuantisedMultiplier } from '../../arithmetic/quantised-multiplier.ts';

/** What an arithmetic makes of a sum. */
export interface RequantisedSum extends Limits {
  /** Never less for a larger sum; `lowest` to `highest`. */
  readonly compute: (sum: number) => number;
  /** About what the sums are multiplied with; not negative. */
  readonly scale: number;
  readonly zeroPoint: number;
}

/** The sums that can occur, both included. */
export interface SumInterval {
  readonly least: number;
  readonly most: number;
}

/** Result `number` from sum `from` on, and not before; either end is open where the interval of sums ends there. */
interface Step {
  readonly number: number;
  readonly from?: number;
  readonly before?: number;
}

/**
 * Multiplier and shift with which scaling once, half to even, gives the arithmetic's own results for every sum of the
 * interval; `undefined` where there are none. Both are step functions that never fall: they are equal if and only if each
 * result begins at the same sum, which is what is compared.
 */
export function matchHalfEven(target: RequantisedSum, sums: SumInterval): QuantisedMultiplier | undefined {
  const steps = stepsOf(target, sums);
  const exact = smallestShift(quantisedMultiplier(target.scale), target.scale);
  if (fitsLeftShift(sums, exact.shift) && givesSteps(steps, exact, target, multiplyHalfEven)) return exact;
  for (const shift of [exact.shift, exact.shift + 1]) {
    if (shift > 31 || !fitsLeftShift(sums, shift)) continue;
    const multiplier = multiplierFor(steps, shift, target.zeroPoint);
    if (multiplier === undefined) continue;
    const found = { multiplier, shift };
    if (!givesSteps(steps, found, target, multiplyHalfEven))
      throw new Error(`${multiplier} misses a step of ${target.scale}`);
    return found;
  }
  return undefined;
}

/**
 * The same in the rounding of float32 products, of the scale itself or a multiplier beside it: what remains are sums that
 * a float32 does not hold, and formulas of several roundings.
 */
export function matchFloat32(target: RequantisedSum, sums: SumInterval): QuantisedMultiplier | undefined {
  const exact = smallestShift(quantisedMultiplier(target.scale), target.scale);
  if (!fitsLeftShift(sums, exact.shift)) return undefined;
  const steps = stepsOf(target, sums);
  const { multiplier, shift } = exact;
  return multipliersBeside
    .map((distance) => ({ multiplier: clamp(multiplier + distance, 0, 2 ** 31 - 1), shift }))
    .find((candidate) => givesSteps(steps, candidate, target, multiplyAsFloat32));
}

const multipliersBeside = [0, 1, -1, 4, -4, 16, -16, 32, -32, 64, -64, 128, -128];

/** A right shift of at most 31: smaller numbers have smaller multipliers. */
function smallestShift(found: QuantisedMultiplier, scale: number): QuantisedMultiplier {
  return found.multiplier === 0 || found.shift < -31 ? { multiplier: Math.round(scale * 2 ** 62), shift: -31 } : found;
}

function fitsLeftShift({ least, most }: SumInterval, shift: number): boolean {
  const limit = 2 ** (31 - Math.max(shift, 0));
  return least >= -limit && most < limit;
}

function stepsOf({ compute, scale, zeroPoint, lowest, highest }: RequantisedSum, sums: SumInterval): Step[] {
  const { least, most } = sums;
  const [first, last] = [compute(least), compute(most)];
  const steps: Step[] = [];
  if (first > lowest) steps.push({ number: first, from: least });
  for (let number = first + 1; number <= last; number++) {
    // The least sum of this result lies near to where the scale says.
    const guess = clamp(Math.ceil((number - zeroPoint - 0.5) / scale), least + 1, most);
    let [below, from] = [guess - 1, guess];
    for (let distance = 1; compute(from) < number; distance *= 2) {
      below = from;
      from = Math.min(most, from + distance);
    }
    for (let distance = 1; compute(below) >= number; distance *= 2) {
      from = below;
      below = Math.max(least, below - distance);
    }
    while (from - below > 1) {
      const middle = Math.floor((below + from) / 2);
      if (compute(middle) >= number) from = middle;
      else below = middle;
    }
    steps.push({ number, from, before: below });
  }
  if (last < highest) steps.push({ number: last + 1, before: most });
  return steps;
}

function givesSteps(
  steps: readonly Step[],
  { multiplier, shift }: QuantisedMultiplier,
  { zeroPoint }: RequantisedSum,
  multiply: typeof multiplyHalfEven,
): boolean {
  const scaled = (sum: number): number => multiply(sum, multiplier, shift) + zeroPoint;
  return steps.every(
    ({ number, from, before }) =>
      (from === undefined || scaled(from) >= number) && (before === undefined || scaled(before) < number),
  );
}

/**
 * A multiplier with which all steps are met, if one exists: each end of a step is an inequality between sum · multiplier
 * and (2 · number − 1) · 2^(30 − shift), half of a unit below the number.
 */
function multiplierFor(steps: readonly Step[], shift: number, zeroPoint: number): number | undefined {
  let [least, most] = [0n, 2n ** 31n - 1n];
  const scaleOf = (sum: number): bigint => 2n * (BigInt(sum) << BigInt(Math.max(shift, 0)));
  for (const { number, from, before } of steps) {
    const units = number - zeroPoint;
    const bound = BigInt(2 * units - 1) << BigInt(31 - Math.min(shift, 0));
    // At a tie the even number is taken: this one, or the one before.
    const isEven = units % 2 === 0;
    if (from !== undefined) narrow(scaleOf(from), bound, isEven);
    if (before !== undefined) narrow(-scaleOf(before), -bound, !isEven);
  }
  return least <= most ? Number((least + most) / 2n) : undefined;

  /** factor · multiplier ≥ bound, or > bound. */
  function narrow(factor: bigint, bound: bigint, orEqual: boolean): void {
    if (factor === 0n) {
      if (bound > 0n || (bound === 0n && !orEqual)) most = -1n;
      return;
    }
    const quotient = floorDivide(bound, factor);
    const exact = quotient * factor === bound;
    if (factor > 0n) {
      const first = exact && orEqual ? quotient : quotient + 1n;
      if (first > least) least = first;
    } else {
      const last = exact && !orEqual ? quotient - 1n : quotient;
      if (last < most) most = last;
    }
  }
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return quotient * divisor !== dividend && dividend < 0n !== divisor < 0n ? quotient - 1n : quotient;
}
