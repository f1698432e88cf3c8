import { type Bool, bool, composite, constant, mux, type SInt, type UInt, uint } from '../language/index.ts';

/** How a division by a power of two rounds: ties upwards, ties to the even neighbour, or towards minus infinity. */
export type RoundingMode = 'half-up' | 'half-even' | 'truncate';

/**
 * `value / 2^amount`, rounded; as wide as `value` needs, plus the bit that rounding up may take.
 * @param amount a constant, 0 <= amount < width of `value`, or a value.
 */
export function roundedShiftRight(value: SInt, amount: number | UInt, mode: RoundingMode): SInt {
  return composite(() => {
    // One zero below the lowest bit: after the shift, bit 0 is the bit below the result, also for a shift by 0.
    const extended = value.shiftLeft(1);
    const shifted = typeof amount === 'number' ? extended.shiftRight(amount) : extended.shiftRightBy(amount);
    const floor = shifted.shiftRight(1);
    if (mode === 'truncate' || amount === 0) return floor.extend(floor.width + 1);
    const halfBit = shifted.bit(0);
    const up = mode === 'half-up' ? halfBit : halfBit.and(floor.bit(0).or(bitsBelowHalf(value, amount)));
    return floor.add(up.asUInt().toSInt());
  });
}

/** Whether any bit of `value` below bit `amount - 1` is set. */
function bitsBelowHalf(value: SInt, amount: number | UInt): Bool {
  if (typeof amount === 'number') {
    return amount < 2 ? constant(bool(), false) : value.bits(amount - 2, 0).orReduce();
  }
  // 2^amount - 1, halved: ones below bit amount - 1.
  const ones = constant(uint(1), 1).shiftLeftBy(amount).subWrap(1).shiftRight(1);
  const { width } = value;
  const mask = ones.width > width ? ones.wrap(width) : ones;
  return value.asUInt().and(mask).orReduce();
}

/** The larger of the value and 0. */
export function rectify(value: SInt, enable: Bool): SInt {
  return composite(() => mux(enable.and(value.isNegative()), 0, value));
}
