import {
  bool,
  cat,
  input,
  Module,
  output,
  reg,
  regNext,
  switchOn,
  type UInt,
  uint,
  when,
} from '../../generators/language/index.ts';

/** Byte offsets of the timer's registers, as in the usual core-local interruptor. */
export const timerOffsets = {
  softwareInterrupt: 0x0000,
  compareLow: 0x4000,
  compareHigh: 0x4004,
  timeLow: 0xbff8,
  timeHigh: 0xbffc,
} as const;

/** A 64-bit count of cycles; its interrupt holds while the count is at least the compare value. */
export const MachineTimer = Module('MachineTimer', () => {
  /** A read shows its word in the same cycle. */
  const offset = input(uint(16));
  const write = input(bool());
  const writeData = input(uint(32));

  const time = reg({ low: uint(32), high: uint(32) }, { reset: { low: 0, high: 0 } });
  const compare = reg({ low: uint(32), high: uint(32) }, { reset: { low: 0xffff_ffff, high: 0xffff_ffff } });
  const softwareInterrupt = reg(bool(), { reset: false });
  const now: UInt = cat(time.high, time.low);
  const later = now.addWrap(1);
  time.low.next = later.bits(31, 0);
  time.high.next = later.bits(63, 32);

  const readData = output(uint(32));
  readData.value = 0;
  const registers = [
    [timerOffsets.compareLow, compare.low],
    [timerOffsets.compareHigh, compare.high],
    [timerOffsets.timeLow, time.low],
    [timerOffsets.timeHigh, time.high],
  ] as const;
  const cases = switchOn(offset).is(timerOffsets.softwareInterrupt, () => {
    readData.value = cat(softwareInterrupt).extend(32);
    when(write, () => {
      softwareInterrupt.next = writeData.bit(0);
    });
  });
  for (const [address, register] of registers) {
    cases.is(address, () => {
      readData.value = register;
      when(write, () => {
        register.next = writeData;
      });
    });
  }

  return {
    offset,
    write,
    writeData,
    readData,
    /** A cycle behind the count: a comparison of 64 bits would else delay every decision of the core. */
    timerInterrupt: output(regNext(now.ge(cat(compare.high, compare.low)), { reset: false })),
    softwareInterrupt: output(softwareInterrupt),
  };
});
