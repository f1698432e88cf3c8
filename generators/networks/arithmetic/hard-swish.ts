import { clamp, roundingShiftRight } from './integers.ts';
import { quantisedMultiplier } from './quantised-multiplier.ts';
import type { UnaryScales } from './unary-table.ts';

const least = -(2 ** 15);
const most = 2 ** 15 - 1;

/** A multiplier of 31 bits as one of 15. */
function narrowMultiplier(multiplier: number): number {
  return multiplier >= 2 ** 31 - 1 - 2 ** 15 ? most : (multiplier + 2 ** 15) >> 16;
}

/** Products of Q0.15 numbers. */
function roundingMultiply(left: number, right: number): number {
  return left === least && right === least ? most : Math.floor((left * right + 2 ** 14) / 2 ** 15);
}

function truncatingMultiply(left: number, right: number): number {
  return left === least && right === least ? most : Math.trunc((left * right) / 2 ** 15);
}

function saturatingShiftLeft16(value: number, exponent: number): number {
  return clamp(value * 2 ** exponent, least, most);
}

/** x · clamp(x + 3, 0, 6) / 6 in 16-bit numbers, as TensorFlow Lite's HARD_SWISH has it. */
export function hardSwish({
  inputScale,
  inputZeroPoint,
  outputScale,
  outputZeroPoint,
  lowest,
  highest,
}: UnaryScales): (stored: number) => number {
  const fineScale = Math.fround(inputScale / 128);
  const output = quantisedMultiplier(Math.fround(fineScale / outputScale));
  // The reluish number, clamp(x / 3, −1, 1), is Q0.15.
  const reluish = quantisedMultiplier(Math.fround(fineScale / Math.fround(3 / 32768)));
  const outputMultiplier = narrowMultiplier(output.multiplier);
  const reluishMultiplier = narrowMultiplier(reluish.multiplier);
  return (stored) => {
    const fine = ((stored - inputZeroPoint) * 128) | 0;
    const scaled = roundingMultiply(fine, outputMultiplier);
    let gate = fine;
    if (reluish.shift > 0) gate = saturatingShiftLeft16(gate, reluish.shift - 1);
    gate = roundingMultiply(gate, reluishMultiplier);
    if (reluish.shift > 0) gate = saturatingShiftLeft16(gate, 1);
    if (reluish.shift < 0) gate = roundingShiftRight(gate, -reluish.shift);
    gate = (gate + 2 ** 15) >> 1;
    const product = truncatingMultiply(gate, scaled);
    return clamp(roundingShiftRight(product, Math.max(0, -output.shift)) + outputZeroPoint, lowest, highest);
  };
}
