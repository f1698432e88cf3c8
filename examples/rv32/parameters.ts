import { fail } from '../../generators/diagnostics.ts';

/** What a core is built with. */
export interface CoreParameters {
  /** Address of the first instruction, a multiple of 4 below 2^32. */
  readonly resetVector: number;
  /** What `mhartid` reads: 0 to 2^32 - 1. */
  readonly hartId: number;
  /** The extension C: 16-bit instructions, and instructions that straddle two words. */
  readonly compressed: boolean;
  /**
   * Where products come from. `single-cycle` and `two-cycle` make a 33×33-bit multiplier, the second with a register
   * behind it; `serial` uses the divider's adder, 34 cycles for a product.
   */
  readonly multiplier: 'single-cycle' | 'two-cycle' | 'serial';
  /**
   * Where the registers are: `block-ram` on every FPGA, `distributed-ram` where there are small memories that are read
   * in the cycle of the address. The core behaves alike.
   */
  readonly registers: 'block-ram' | 'distributed-ram';
  /** The 64-bit counters of cycles and of retired instructions; without them both read as 0. */
  readonly counters: boolean;
}

export const defaultCoreParameters: CoreParameters = {
  resetVector: 0x8000_0000,
  hartId: 0,
  compressed: true,
  multiplier: 'single-cycle',
  registers: 'block-ram',
  counters: true,
};

/** @throws BurinError RV001 where a parameter is out of range. */
export function checkCoreParameters(parameters: CoreParameters): void {
  const { resetVector, hartId } = parameters;
  if (!isWord(resetVector) || resetVector % 4 !== 0) {
    fail('RV001', `reset vector ${resetVector}`, 'choose a multiple of 4 from 0 to 4294967292');
  }
  if (!isWord(hartId)) fail('RV001', `hart number ${hartId}`, 'choose a whole number from 0 to 4294967295');
}

/** Whether the number is one that 32 bits hold. */
export function isWord(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** 32;
}
