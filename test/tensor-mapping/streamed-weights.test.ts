import { describe, expect, it } from 'vitest';
import { BurinError } from '../../generators/diagnostics.ts';
import { compileGraph } from '../../generators/networks/tensor-mapping/compile.ts';
import { startUpCycles } from '../../generators/networks/tensor-mapping/cycles.ts';
import { modelReport } from '../../generators/networks/tensor-mapping/model-report.ts';
import { sharedDataExists } from '../support/tensor-vectors.ts';
import { compareWithReference, readReferenceNetwork } from './reference-networks.ts';

describe.skipIf(!sharedDataExists)('weights in the order of their use, for the stream port', () => {
  it.each(['mlperf_kws_dscnn', 'mlperf_ic_resnet8', 'mlperf_ad_ae', 'mww_v2_okay_nabu'])('%s', (name) => {
    const reference = readReferenceNetwork(name);
    const resident = compileGraph(reference.graph);
    const program = compileGraph(reference.graph, { weightStream: true });
    expect(compareWithReference(reference, program).different).toEqual([]);
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
    const stepCycles = program.steps.reduce((sum, { cycles }) => sum + cycles, 0);
    expect(program.cycles).toBe(startUpCycles + stepCycles);
  });

  it('no faster than the port, no slower than the port and the array one behind the other', () => {
    const { graph } = readReferenceNetwork('mlperf_ad_ae');
    const resident = compileGraph(graph);
    for (const weightStreamBits of [8, 64, 512]) {
      const { cycles, weights, steps } = compileGraph(graph, { weightStream: true, weightStreamBits });
      const transfers = (8 * weights.length) / weightStreamBits;
      expect(cycles).toBeGreaterThan(Math.max(transfers, resident.cycles));
      expect(cycles).toBeLessThan(transfers + resident.cycles);
      expect(steps.reduce((sum, { stalls = 0 }) => sum + stalls, 0)).toBe(cycles - resident.cycles);
    }
  });

  it('mapped for what the port delivers: strips read weights again, which costs nothing if they arrive in time', () => {
    const { graph } = readReferenceNetwork('mlperf_ic_resnet8');
    const wide = compileGraph(graph, { weightStream: true, weightStreamBits: 512 });
    const narrow = compileGraph(graph, { weightStream: true, weightStreamBits: 8 });
    expect(narrow.weights.length).toBeLessThan(wide.weights.length);
    expect(wide.cycles).toBeLessThan(compileGraph(graph).cycles);
    // The narrow port would take longer for the weights alone of the other mapping.
    expect(narrow.cycles).toBeLessThan(wide.weights.length);
  });

  it('reported layer by layer, with the port that has no stalls', () => {
    const { graph } = readReferenceNetwork('mlperf_ad_ae');
    const report = modelReport(graph, compileGraph(graph, { weightStream: true, weightDepth: 256 }));
    const { stream, layers, cycles } = report;
    // 80 words of 8 transfers; without waiting, the first issue is 12 cycles behind the first transfer.
    expect(stream).toMatchObject({ portBits: 64, ringBytes: 16_384, streamedBytes: 264_192, firstWait: 80 * 8 - 12 });
    expect(stream!.stallCycles).toBe(cycles - compileGraph(graph).cycles);
    expect(stream!.portBitsWithoutStalls).toBe(512);
    expect(layers.reduce((sum, { stallCycles = 0 }) => sum + stallCycles, 0)).toBe(stream!.stallCycles);
    expect(layers.reduce((sum, { streamedBytes = 0 }) => sum + streamedBytes, 0)).toBe(264_192);
    // A ring of one block: nothing arrives while it is used.
    const tight = compileGraph(graph, { weightStream: true, weightDepth: 128, weightStreamBits: 512 });
    expect(modelReport(graph, tight).stream).not.toHaveProperty('portBitsWithoutStalls');
    expect(modelReport(graph, compileGraph(graph)).stream).toBeUndefined();
  });

  it('refuses a ring that does not hold an output block', () => {
    const { graph } = readReferenceNetwork('mlperf_ad_ae');
    const compile = () => compileGraph(graph, { weightStream: true, weightDepth: 64 });
    expect(compile).toThrow(BurinError);
    // 640 inputs are 80 words for 8 outputs.
    expect(compile).toThrow(/weightDepth is 64[\s\S]*it needs weightDepth=128/);
  });

  it('refuses rings and ports that are no powers of two', () => {
    const { graph } = readReferenceNetwork('mlperf_ad_ae');
    const refusal = (given: object) => () => compileGraph(graph, { weightStream: true, ...given });
    expect(refusal({ weightDepth: 200 })).toThrow(/B200: weightDepth is 200/);
    expect(refusal({ weightStreamBits: 48 })).toThrow(/B200: weightStreamBits is 48/);
    expect(refusal({ weightStreamBits: 1024 })).toThrow(/a power of two from 8 to 512/);
    expect(refusal({ array: 2, weightStreamBits: 64 })).toThrow(/from 8 to 32/);
  });
});
