import { describe, expect, it } from 'vitest';
import { Core } from '../../../examples/rv32/core.ts';
import { type CoreParameters, defaultCoreParameters } from '../../../examples/rv32/parameters.ts';
import { elaborate } from '../../../generators/language/index.ts';
import { randomNumbers } from '../../support/random-numbers.ts';
import { branch, immediateType, jump, registerType, storeType, writeCsr } from './encode.ts';
import { CoreBench } from './lockstep.ts';

/** addi x0, x0, 0 */
const nothing = immediateType(0, 0, 0, 0, 0x13);
const load = immediateType(0x40, 0, 2, 5, 0x03);
const useOfLoad = registerType(0, 5, 5, 0, 6);
const divide = registerType(1, 0, 0, 4, 6);
const multiply = registerType(1, 0, 0, 0, 6);
const environmentCall = 0x00000073;
const machineReturn = 0x30200073;

// Registers keep what the program before left: these programs read none but x0 and what they load.
const benches = new Map<string, CoreBench>();
function benchOf(change: Partial<CoreParameters>): CoreBench {
  const key = JSON.stringify(change);
  const parameters = { ...defaultCoreParameters, ...change };
  const bench = benches.get(key) ?? new CoreBench(elaborate(Core, parameters), parameters);
  benches.set(key, bench);
  return bench;
}

/** Cycles from one instruction's retirement to the next one's, for the first instructions of a program. */
function cyclesEach(words: readonly number[], count: number, change: Partial<CoreParameters> = {}): readonly number[] {
  const code = new Uint8Array(4096);
  const filled = Array.from({ length: code.length / 4 }, (_, at) => words[at] ?? nothing);
  for (const [at, word] of filled.entries()) new DataView(code.buffer).setUint32(4 * at, word, true);
  const memory = { accepts: 1, answers: 1 };
  const { retiredAt } = benchOf(change).run({
    random: randomNumbers(1),
    code,
    instructionBus: memory,
    dataBus: memory,
    interruptRate: 0,
    retirements: count + 1,
  });
  return retiredAt.slice(1).map((cycle, at) => cycle - retiredAt[at]!);
}

describe('cycles of instructions, with memories that always answer in the next cycle', () => {
  it.each([
    ['arithmetic', [nothing, nothing, nothing], [1, 1, 1]],
    ['a load', [load, nothing, nothing], [1, 1, 1]],
    ['a load that the next instruction uses', [load, useOfLoad, nothing], [2, 1, 1]],
    ['a load that the next but one uses', [load, nothing, useOfLoad], [1, 1, 1]],
    ['stores', [storeType(4, 0, 0, 2), storeType(8, 0, 0, 2), load], [1, 1, 1]],
    ['a branch that is not taken', [branch(8, 1, 0, 0), nothing, nothing], [1, 1, 1]],
    ['a branch that is taken', [branch(8, 0, 0, 0), nothing, nothing], [2, 1, 1]],
    ['a jump', [jump(16, 1), nothing, nothing], [2]],
    ['a jump by a register', [immediateType(16, 0, 0, 1, 0x67), nothing], [2]],
    ['a multiplication', [multiply, multiply, nothing], [1, 1, 1]],
    ['an access to a CSR', [writeCsr(0x340, 0), nothing, nothing], [1, 1, 1]],
    ['a trap', [environmentCall, nothing], [2]],
    ['a return', [machineReturn, nothing], [2]],
    ['fence.i', [0x0000100f, nothing], [2]],
  ])('%s', (_, words, cycles) => {
    expect(cyclesEach([nothing, nothing, ...words], 2 + cycles.length).slice(2)).toEqual(cycles);
  });

  // The cycles of an instruction in the execute stage delay its own retirement: they stand before it.
  it('a division', () => {
    expect(cyclesEach([nothing, nothing, divide, nothing], 4)).toEqual([1, 34, 1, 1]);
  });
  it.each([
    ['two-cycle' as const, 2],
    ['serial' as const, 34],
  ])('a %s multiplication', (multiplier, cycles) => {
    expect(cyclesEach([nothing, nothing, multiply, nothing], 4, { multiplier })).toEqual([1, cycles, 1, 1]);
  });
  it('a taken branch to an instruction that straddles two words', () => {
    // nop and c.nop from address 10 on, which is the middle of a word.
    const straddling = [nothing, branch(6, 0, 0, 0), (nothing << 16) >>> 0, (0x0001 << 16) | (nothing >>> 16)];
    expect(cyclesEach(straddling, 3)).toEqual([1, 3, 1]);
  });
  it('instructions that straddle words, one after the other', () => {
    const half = (nothing << 16) >>> 0;
    const straddling = [half | 0x0001, ...Array.from({ length: 6 }, () => half | (nothing >>> 16))];
    expect(cyclesEach(straddling, 6).slice(1)).toEqual([1, 1, 1, 1, 1]);
  });
});
