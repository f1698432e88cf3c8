import { describe, expect, test } from 'vitest';
import { Fir, lowPass } from '../../examples/fir/fir.ts';
import { OuterProductArray } from '../../examples/mac-array/mac-array.ts';
import { LoopBack as SpiLoopBack } from '../../examples/spi/loop-back.ts';
import { Systolic } from '../../examples/systolic/systolic.ts';
import { LoopBack as SerialLoopBack } from '../../examples/uart/loop-back.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import { elaborate } from '../../generators/language/index.ts';
import { proveEquivalent } from '../../sim/formal/prove.ts';
import { circuitSubject, netlistSubject, printedPair } from '../../sim/formal/subject.ts';
import { hasYosys } from '../verilog/tools.ts';

const examples: Readonly<Record<string, () => Circuit>> = {
  'a filter': () => elaborate(Fir, lowPass),
  'an array of multipliers': () => elaborate(OuterProductArray, { size: 2 }),
  'a systolic array': () => elaborate(Systolic, { size: 2, elementBits: 4, sumBits: 10 }),
  'a serial line': () => elaborate(SerialLoopBack, { cyclesPerBit: 4 }),
  'a serial bus': () => elaborate(SpiLoopBack, { mode: 3, wordBits: 8, halfPeriod: 2 }),
};

describe.skipIf(!hasYosys)('examples, for all inputs', { timeout: 600_000 }, () => {
  const options = { depth: 2, timeoutSeconds: 200 };

  test.each(Object.keys(examples))('%s is printed as it is', async (name) => {
    expect(await proveEquivalent(...printedPair(examples[name]!()), options)).toEqual({ kind: 'proven' });
  });

  test.each(Object.keys(examples))('the simulators see %s as it is', async (name) => {
    const circuit = examples[name]!();
    expect(await proveEquivalent(circuitSubject(circuit), netlistSubject(circuit), options)).toEqual({
      kind: 'proven',
    });
  });
});
