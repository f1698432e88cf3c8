import { delay } from '../../blocks/index.ts';
import { bool, input, Module, mux, output, reg, sint, vec, vecOf, when } from '../../language/index.ts';

/** Cycles from the second operand's value to the cycle in which their sum enters the requantiser. */
export const additionLatency = 3;

/** Adds or subtracts two requantised operands, and keeps the sum until the requantiser has a free cycle. */
export const Addition = Module('Addition', ({ array }: { readonly array: number }) => {
  const values = input(vec(array, sint(32)));
  /** The values are operands; of the second tensor. */
  const valid = input(bool());
  const second = input(bool());
  const subtract = input(bool());

  const sums = values.elements().map((value) => {
    const first = reg(sint(32));
    const sum = reg(sint(32));
    when(valid.and(second.not()), () => {
      first.next = value;
    });
    when(valid.and(second), () => {
      sum.next = mux(subtract, first.sub(value), first.add(value)).wrap(32);
    });
    return sum;
  });

  return {
    values,
    valid,
    second,
    subtract,
    /** The sum enters in the next cycle; in this one. */
    approaches: output(delay(valid.and(second), additionLatency - 1, { reset: false })),
    enters: output(delay(valid.and(second), additionLatency, { reset: false })),
    sums: output(vecOf(sums, sint(32))),
  };
});
