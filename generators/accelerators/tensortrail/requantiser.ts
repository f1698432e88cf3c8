import { delay } from '../../blocks/index.ts';
import {
  type Bool,
  bool,
  cat,
  constant,
  input,
  instanceArray,
  Module,
  mux,
  output,
  regNext,
  type SInt,
  sint,
  type UInt,
  uint,
  vec,
  vecOf,
} from '../../language/index.ts';
import { fieldsOf } from './instruction-register.ts';
import { channelFields } from './parameter-word.ts';
import type { TensorTrailParameters } from './parameters.ts';
import { wordWidth } from './word-fields.ts';

export type RequantiserShape = Pick<
  TensorTrailParameters,
  'array' | 'maximumLeftShift' | 'average' | 'halfEven' | 'float32'
>;

/** What of the accelerator's parameters the requantiser depends on. */
export function requantiserShape({
  array,
  maximumLeftShift,
  average,
  halfEven,
  float32,
}: TensorTrailParameters): RequantiserShape {
  return { array, maximumLeftShift, average, halfEven, float32 };
}

/** Cycles from a sum to its number of 32 bits, and to the byte that is written. */
export const valueLatency = 7;
export const byteLatency = 8;

const sumBits = 32;
const multiplierBits = 31;
const lowBits = 16;
/** Bits that hold a number and, beyond the range of a byte with any zero point, its sign. */
const saturatedBits = 10;

/** Bits behind that of the halves, for float32; the product's bits that are too low for them. */
const floatFraction = 24;
const droppedBits = 2 * lowBits - 1 - floatFraction - 1;
/** Numbers up to 2^floatBits have a float32's fraction of their own. */
const floatBits = 8;

/** One channel of the requantiser. Each line that ends in a register is a stage. */
export const RequantiserLane = Module('RequantiserLane', (shape: Omit<RequantiserShape, 'array'>) => {
  const sum = input(sint(sumBits));
  /** Bias, multiplier and shifts of the channel, together with the sum. */
  const channel = input(uint(wordWidth(channelFields)));
  /** Divide as average pooling does. */
  const average = shape.average ? input(bool()) : undefined;
  /** Round once, half to even; constant while numbers are under way. */
  const halfEven = shape.halfEven ? input(bool()) : undefined;
  const float32 = shape.float32 ? input(bool()) : undefined;
  /** What the output needs, together with the value. */
  const zeroPoint = input(sint(8));
  const low = input(sint(8));
  const high = input(sint(8));

  const { bias, multiplier, left, right } = fieldsOf(channelFields, ['bias', 'multiplier', 'left', 'right'], channel);
  const averages = average ?? constant(bool(), false);
  const behind = (flag: Bool, cycles: number): Bool => (average ? delay(flag, cycles) : flag);
  const inverts = averages.and(sum.isNegative());
  const magnitude = shape.average ? mux(inverts, sum.not(), sum) : sum;
  const biasedSum = magnitude.add(bias.asSInt()).add(inverts.asUInt().toSInt()).wrap(sumBits);
  const biased = regNext(biasedSum);

  const fractionBits = shape.float32 ? floatFraction : 0;
  const leftBits = Math.ceil(Math.log2(shape.maximumLeftShift + 1));
  const shifted = regNext(leftBits === 0 ? biased : shiftedLeft());

  const factor = delay(multiplier, 2);
  const lowProduct = regNext(shifted.mul(factor.bits(lowBits - 1, 0).toSInt()));
  const highProduct = regNext(shifted.mul(factor.bits(multiplierBits - 1, lowBits).toSInt()));
  const product = regNext(highProduct.add(lowProduct.shiftRight(lowBits)));

  // The product's bits from 31 on, and the half that rounds. One less where it is negative, so that the shift behind
  // rounds ties away from zero; the bit behind the point gives it back where there is no shift.
  const productAverages = behind(averages, 4);
  const negative = product.isNegative().and(roundsTwice());
  const half = product.bit(multiplierBits - lowBits - 1).and(roundsTwice());
  const correction = cat(negative.and(half.not()), negative.xor(half)).asSInt();
  const quotient = product.shiftRight(multiplierBits - lowBits).wrap(sumBits);
  const rounded = regNext(quotient.add(correction).wrap(sumBits));
  const tie = regNext(halfEven ? mux(halfEven, product.bit(multiplierBits - lowBits - 1), negative) : negative);

  const rightShift = delay(right, 5);
  const parted = halfEven ? shiftedRight(beforeShift(), rightShift) : undefined;
  const divided = regNext(parted ? parted.quotient : cat(rounded.asUInt(), tie).asSInt().shiftRightBy(rightShift));
  // Rounded once, a bit more says whether the product has any below the one behind the point.
  const anyBelow = parted ? regNext(parted.lost.or(regNext(anyBelowProduct()))) : undefined;

  const invertsBack = behind(inverts, 6);
  const roundsUp = mux(behind(averages, 6), invertsBack, roundsHalfUp());
  const whole = divided.shiftRight(fractionBits + 1);
  const signed = shape.average ? mux(invertsBack, whole.not(), whole) : whole;
  const value = regNext(signed.add(roundsUp.asUInt().toSInt()).wrap(sumBits));

  const shown = value.saturate(saturatedBits).add(zeroPoint);
  const result = regNext(atMost(atLeast(shown, low), high));

  function shiftedLeft(): SInt {
    const amount = left.wrap(leftBits);
    const leftShift = regNext(average ? mux(average, 0, amount) : amount);
    return biased.shiftLeftBy(leftShift).wrap(sumBits);
  }

  function roundsTwice(): Bool {
    return halfEven ? productAverages.or(halfEven).not() : productAverages.not();
  }

  /** For float32 the product's bits behind that one go along. */
  function beforeShift(): SInt {
    if (!float32) return cat(rounded.asUInt(), tie).asSInt();
    const ofLowProduct = regNext(lowProduct.bits(lowBits - 1, droppedBits));
    const fraction = regNext(cat(product.bits(multiplierBits - lowBits - 2, 0).asUInt(), ofLowProduct.asUInt()));
    return cat(rounded.asUInt(), tie, fraction).asSInt();
  }

  function anyBelowProduct(): Bool {
    if (float32) return regNext(lowProduct.bits(droppedBits - 1, 0).orReduce());
    const ofLowProduct = regNext(lowProduct.bits(lowBits - 1, 0).orReduce());
    return ofLowProduct.or(product.bits(multiplierBits - lowBits - 2, 0).orReduce());
  }

  /** Half to even, the half rounds up only with a bit below it or an odd number before it. */
  function roundsHalfUp(): Bool {
    if (!halfEven || !anyBelow) return divided.bit(fractionBits);
    const isOdd = divided.bit(fractionBits + 1);
    const below = float32 ? anyBelow.or(divided.bits(fractionBits - 1, 0).orReduce()) : anyBelow;
    const once = divided.bit(fractionBits).and(halfEven.not().or(below).or(isOdd));
    return float32 ? mux(float32.and(halfEven).and(isNearHalf(divided)), isOdd, once) : once;
  }

  return {
    sum,
    channel,
    ...(average ? { average } : {}),
    ...(halfEven ? { halfEven } : {}),
    ...(float32 ? { float32 } : {}),
    zeroPoint,
    low,
    high,
    value: output(value),
    result: output(result),
  };
});

/**
 * Whether a float32 of the number would be a half: the distance to it is less than 2^-25, and less than 2^-25 times a power
 * of two up to 256 that the whole number before it is not smaller than.
 */
function isNearHalf(number: SInt): Bool {
  const half = number.bit(floatFraction);
  const distance = number.bits(floatFraction - 1, 0).asUInt();
  const away = mux(half, distance, distance.not());
  const whole = number.bits(number.width - 1, floatFraction + 1).asUInt();
  const size = mux(number.isNegative(), whole.not(), whole);
  const isFar = Array.from({ length: floatBits }, (_, bit) =>
    away.bit(bit).and(
      size
        .bits(size.width - 1, bit)
        .orReduce()
        .not(),
    ),
  ).reduce((any, far) => any.or(far), away.bits(floatFraction - 1, floatBits).orReduce());
  return isFar.not();
}

/** A shift to the right, and whether a bit that it drops is set. */
function shiftedRight(value: SInt, amount: UInt): { readonly quotient: SInt; readonly lost: Bool } {
  let quotient = value;
  let lost = constant(bool(), false);
  for (let bit = 0; bit < amount.width; bit++) {
    const shifts = amount.bit(bit);
    lost = lost.or(shifts.and(quotient.bits(2 ** bit - 1, 0).orReduce()));
    quotient = mux(shifts, quotient.shiftRight(2 ** bit).extend(value.width), quotient);
  }
  return { quotient, lost };
}

function atLeast(value: SInt, low: SInt): SInt {
  return mux(value.lt(low), low.extend(value.width), value);
}

function atMost(value: SInt, high: SInt): SInt {
  return mux(value.gt(high), high.extend(value.width), value).wrap(8);
}

/** N channels side by side. */
export const Requantiser = Module('Requantiser', (shape: RequantiserShape) => {
  const { array, ...lane } = shape;
  const channelBits = wordWidth(channelFields);
  const sums = input(vec(array, sint(sumBits)));
  const channels = input(uint(array * channelBits));
  const average = shape.average ? input(bool()) : undefined;
  const halfEven = shape.halfEven ? input(bool()) : undefined;
  const float32 = shape.float32 ? input(bool()) : undefined;
  const zeroPoint = input(sint(8));
  const low = input(sint(8));
  const high = input(sint(8));
  const lanes = instanceArray([array], ([index = 0]) =>
    RequantiserLane(lane, {
      sum: sums.at(index),
      channel: channels.bits(channelBits * (index + 1) - 1, channelBits * index),
      ...(average ? { average } : {}),
      ...(halfEven ? { halfEven } : {}),
      ...(float32 ? { float32 } : {}),
      zeroPoint,
      low,
      high,
    }),
  );
  return {
    sums,
    channels,
    ...(average ? { average } : {}),
    ...(halfEven ? { halfEven } : {}),
    ...(float32 ? { float32 } : {}),
    zeroPoint,
    low,
    high,
    values: output(
      vecOf(
        lanes.map(({ value }) => value),
        sint(sumBits),
      ),
    ),
    results: output(
      vecOf(
        lanes.map(({ result }) => result),
        sint(8),
      ),
    ),
  };
});
