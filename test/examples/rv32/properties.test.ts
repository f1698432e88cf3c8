import { describe, expect, it } from 'vitest';
import { Core } from '../../../examples/rv32/core.ts';
import { defaultCoreParameters } from '../../../examples/rv32/parameters.ts';
import { elaborate } from '../../../generators/language/index.ts';
import { createSimulator } from '../../../sim/engine/index.ts';
import { immediateType } from './encode.ts';

const circuit = elaborate(Core, defaultCoreParameters);

/** A core that runs `instruction` over and over, from a memory that answers in the next cycle. */
function running(instruction: number) {
  const simulator = createSimulator(circuit);
  const step = () => {
    const requested = simulator.getNumber('instructionBus_request');
    simulator.step();
    simulator.set('instructionBus_valid', requested);
  };
  simulator.set('reset', 1);
  simulator.step();
  simulator.set('reset', 0);
  simulator.set('instructionBus_ready', 1);
  simulator.set('instructionBus_readData', instruction);
  return { simulator, step };
}

describe('what the core watches', () => {
  /** addi x5, x0, 0 */
  const readsZero = immediateType(0, 0, 0, 5, 0x13);

  it('stops at an answer that nobody asked for', () => {
    const { simulator, step } = running(readsZero);
    for (let cycle = 0; cycle < 20; cycle++) step();
    simulator.set('dataBus_valid', 1);
    expect(step).toThrow('the data bus answers what was asked');
  });

  it('stops where x0 is not 0', () => {
    const { simulator, step } = running(readsZero);
    for (let cycle = 0; cycle < 20; cycle++) step();
    for (const memory of ['registers.words_0', 'registers.words_1']) simulator.writeMemory(memory, 0, 1n);
    expect(() => {
      for (let cycle = 0; cycle < 4; cycle++) step();
    }).toThrow('x0 reads as');
  });

  it('finds 0 in x0 behind a reset, whatever was there', () => {
    const { simulator, step } = running(readsZero);
    for (const memory of ['registers.words_0', 'registers.words_1']) simulator.writeMemory(memory, 0, 1n);
    for (let cycle = 0; cycle < 20; cycle++) step();
    expect(simulator.getNumber('retirement_value')).toBe(0);
  });
});
