import { reverseBits } from '../../generators/blocks/index.ts';
import {
  bool,
  cat,
  constant,
  fill,
  input,
  Module,
  mux,
  output,
  switchOn,
  uint,
} from '../../generators/language/index.ts';
import { AluOperation } from './instruction-set.ts';

/** Integer arithmetic, logic, shifts and comparisons; one adder and one shifter serve all. Without registers. */
export const Alu = Module('Alu', () => {
  const operation = input(AluOperation);
  const first = input(uint(32));
  const second = input(uint(32));

  const result = output(uint(32));
  /** The sum, for addresses; the difference for subtraction and comparisons. */
  const sum = output(uint(32));
  /** Whether the first is less than the second: only for the comparisons. */
  const less = output(bool());
  const equal = output(bool());

  const unsigned = operation.is(AluOperation.LessUnsigned);
  const subtracts = operation.is(AluOperation.Subtract).or(operation.is(AluOperation.LessSigned)).or(unsigned);
  // One more bit below carries the 1 of a two's complement into a single adder.
  const inverted = second.xor(fill(32, subtracts));
  const wideSum = cat(first, constant(bool(), true)).add(cat(inverted, subtracts));
  sum.value = wideSum.bits(32, 1);

  const difference = first.xor(second);
  equal.value = difference.eq(0);
  less.value = mux(difference.bit(31), mux(unsigned, second.bit(31), first.bit(31)), sum.bit(31));

  const left = operation.is(AluOperation.ShiftLeft);
  const shifted = mux(left, reverseBits(first), first);
  const fillBit = operation.is(AluOperation.ShiftRightArithmetic).and(first.bit(31));
  const right = cat(fillBit, shifted).asSInt().shiftRightBy(second.bits(4, 0)).asUInt().wrap(32);

  result.value = sum;
  switchOn(operation)
    .is([AluOperation.ShiftRight, AluOperation.ShiftRightArithmetic], () => {
      result.value = right;
    })
    .is(AluOperation.ShiftLeft, () => {
      result.value = reverseBits(right);
    })
    .is([AluOperation.LessSigned, AluOperation.LessUnsigned], () => {
      result.value = cat(less).extend(32);
    })
    .is(AluOperation.Xor, () => {
      result.value = difference;
    })
    .is(AluOperation.Or, () => {
      result.value = first.or(second);
    })
    .is(AluOperation.And, () => {
      result.value = first.and(second);
    });

  return { operation, first, second, result, sum, less, equal };
});
