import { describe, expect, test } from 'vitest';
import type { Circuit } from '../../generators/circuit/types.ts';
import { proveEquivalent } from '../../sim/formal/prove.ts';
import { circuitSubject, netlistSubject, printedPair } from '../../sim/formal/subject.ts';
import { randomCircuit } from '../../sim/fuzz/random-circuit.ts';
import { hasYosys } from '../verilog/tools.ts';

const options = { depth: 3, timeoutSeconds: 120 };
const random = (seed: number): Circuit => randomCircuit(seed, { defined: true, small: true });

describe.skipIf(!hasYosys)('for all inputs', { timeout: 600_000 }, () => {
  // All but 3 have registers of words.
  const seeds = [2, 3, 7, 14];

  test.each(seeds)('the simulators see random circuit %d as it is', async (seed) => {
    const circuit = random(seed);
    expect(await proveEquivalent(circuitSubject(circuit), netlistSubject(circuit), options)).toEqual({
      kind: 'proven',
    });
  });

  test.each(seeds)('random circuit %d is printed as it is', async (seed) => {
    expect(await proveEquivalent(...printedPair(random(seed)), options)).toEqual({ kind: 'proven' });
  });
});
