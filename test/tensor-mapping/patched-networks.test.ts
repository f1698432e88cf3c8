import { describe, expect, it } from 'vitest';
import { compilePatched, describePatches } from '../../generators/networks/tensor-mapping/patches/compile-patched.ts';
import { sharedDataExists } from '../support/tensor-vectors.ts';
import { randomGraph } from './random-graph.ts';
import { compareWithReference, readReferenceNetwork } from './reference-networks.ts';

describe.skipIf(!sharedDataExists)('networks in patches against the tensors of tflite-micro', () => {
  it('ResNet8 in two thirds of its feature memory, chosen by the compiler', () => {
    const reference = readReferenceNetwork('mlperf_ic_resnet8');
    const featureDepth = 576;
    const { program, graph, patches } = compilePatched(reference.graph, { featureDepth });
    expect(graph.operators.length).toBeGreaterThan(reference.graph.operators.length);
    expect(program.parameters.featureDepth).toBe(featureDepth);
    expect(program.featureMemory.peakBytes).toBeLessThanOrEqual(featureDepth * 64);
    const { multiplications, cycles, peakBytes } = patches!;
    expect(peakBytes.before).toBeGreaterThan(featureDepth * 64);
    expect(multiplications.after).toBeGreaterThan(multiplications.before);
    expect(cycles.after).toBeLessThan(1.1 * cycles.before);
    expect(describePatches(patches!)).toMatch(/^the first \d+ operators are computed in \d patches: feature memory/);
    const { compared, different } = compareWithReference(reference, program);
    expect(different).toEqual([]);
    // Those of the region are there in patches alone.
    expect(compared).toBeGreaterThanOrEqual(9);
  });

  it.each([576, 580])('no given number of patches fits into %i words and is faster', (featureDepth) => {
    const { graph } = readReferenceNetwork('mlperf_ic_resnet8');
    const chosen = compilePatched(graph, { featureDepth }).program.cycles;
    for (const rows of [2, 3, 4, 6]) {
      const { program } = compilePatched(graph, {}, rows);
      if (program.parameters.featureDepth <= featureDepth) expect(chosen).toBeLessThanOrEqual(program.cycles);
    }
    expect(chosen).toBe(205609);
  });

  it('person detection in a given number of patches', () => {
    const reference = readReferenceNetwork('tflm_person_detect');
    const { program, patches } = compilePatched(reference.graph, {}, 3);
    expect(patches).toMatchObject({ rows: 3, columns: 1 });
    expect(patches!.peakBytes.after).toBeLessThan(0.85 * patches!.peakBytes.before);
    const { compared, different } = compareWithReference(reference, program);
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThanOrEqual(20);
  });
});

describe('patches that are not needed, or do not help', () => {
  const { graph } = randomGraph(4, 6);

  it('are not taken', () => {
    for (const choice of ['auto', 'off', 1] as const) {
      expect(compilePatched(graph, {}, choice)).toMatchObject({ graph });
      expect(compilePatched(graph, {}, choice).patches).toBeUndefined();
    }
    expect(compilePatched(graph, { featureDepth: 1 << 12 }).patches).toBeUndefined();
  });

  it('leave the error of a memory that is too small', () => {
    expect(() => compilePatched(graph, { featureDepth: 2 })).toThrow(/B762.*featureDepth is 2/s);
    expect(() => compilePatched(graph, {}, 1000)).toThrow(/B764.*1000 patches/);
  });
});
