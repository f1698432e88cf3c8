import { describe, expect, it } from 'vitest';
import { Core } from '../../../examples/rv32/core.ts';
import { defaultCoreParameters } from '../../../examples/rv32/parameters.ts';
import { defaultSocParameters, Soc } from '../../../examples/rv32/soc.ts';
import { elaborate } from '../../../generators/language/index.ts';
import { complaints, hasIcarus, hasVerilator, hasYosys } from '../../verilog/tools.ts';

describe.skipIf(!(hasIcarus && hasVerilator && hasYosys))('the printed core', () => {
  it.each([
    {},
    { multiplier: 'two-cycle' as const },
    { multiplier: 'serial' as const, counters: false, compressed: false },
  ])('has nothing that Verilator, Icarus or yosys would warn of, with %j', (change) => {
    expect(complaints(elaborate(Core, { ...defaultCoreParameters, ...change }))).toBe('');
  });

  it('nor has the system', () => {
    expect(complaints(elaborate(Soc, defaultSocParameters))).toBe('');
  });
});
