import { bool, cat, input, Module, output, reg, type UInt, uint, when } from '../../generators/language/index.ts';

/**
 * A 64-bit counter whose halves can be written. What an instruction writes is what the next one reads: a written
 * counter does not count in the same cycle.
 */
export const Counter = Module('Counter', () => {
  const counts = input(bool());
  const writeLow = input(bool());
  const writeHigh = input(bool());
  const writeData = input(uint(32));

  const low = reg(uint(32), { reset: 0 });
  const high = reg(uint(32), { reset: 0 });
  const sum: UInt = cat(high, low).addWrap(1);
  when(writeLow, () => {
    low.next = writeData;
  })
    .elsewhen(writeHigh, () => {
      high.next = writeData;
    })
    .elsewhen(counts, () => {
      low.next = sum.bits(31, 0);
      high.next = sum.bits(63, 32);
    });
  return { counts, writeLow, writeHigh, writeData, low: output(low), high: output(high) };
});
