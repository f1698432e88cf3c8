import { describe, expect, it } from 'vitest';
import { compileGraph } from '../../generators/networks/tensor-mapping/compile.ts';
import { sharedDataExists } from '../support/tensor-vectors.ts';
import { compareWithReference, readReferenceNetwork } from './reference-networks.ts';

describe.skipIf(!sharedDataExists)('weights in the order of their use, for the stream port', () => {
  it.each(['mlperf_kws_dscnn', 'mlperf_ic_resnet8', 'mlperf_ad_ae', 'mww_v2_okay_nabu'])('%s', (name) => {
    const reference = readReferenceNetwork(name);
    const resident = compileGraph(reference.graph);
    const program = compileGraph(reference.graph, { weightStream: true });
    expect(compareWithReference(reference, program).different).toEqual([]);
    expect(program.cycles).toBeGreaterThanOrEqual(resident.cycles);
    // A ring is a power of two, and each instruction's words follow those of the one before.
    expect(Math.log2(program.parameters.weightDepth) % 1).toBe(0);
    expect(program.parameters.weightDepth).toBeLessThan(resident.parameters.weightDepth);
    let next = 0;
    for (const { instruction } of program.steps) {
      if (instruction.weightWords === 0) continue;
      expect(instruction.weightBase).toBe(next);
      expect([0, instruction.weightWords]).toContain(instruction.weightStride);
      expect(2 * instruction.weightWords).toBeLessThanOrEqual(program.parameters.weightDepth);
      next += instruction.weightWords * (instruction.weightStride > 0 ? instruction.outputBlocks : 1);
    }
    expect(program.weights).toHaveLength(next * 64);
  });
});
