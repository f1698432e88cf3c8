import { describe, expect, it } from 'vitest';
import { compileGraph } from '../../generators/networks/tensor-mapping/compile.ts';
import { sharedDataExists } from '../support/tensor-vectors.ts';
import { compareWithReference, readReferenceNetwork } from './reference-networks.ts';

/** The tensors that must at least be compared: what is left to the host, or never made, is not. */
const networks: readonly (readonly [name: string, tensors: number])[] = [
  ['mlperf_kws_dscnn', 12],
  ['mlperf_ad_ae', 10],
  ['mlperf_sww_1dconv', 10],
  ['mlperf_ic_resnet8', 15],
  ['mlperf_vww_mbv1', 30],
  ['tflm_person_detect', 30],
  ['tflm_micro_speech', 2],
  ['tflm_hello_world_int8', 3],
  ['cfu_magic_wand', 6],
  ['mltk_fingerprint', 5],
  ['mltk_kws_on_off_v3', 106],
  ['mltk_zip_audio_example1', 6],
  ['mltk_zip_image_example1', 6],
  ['mltk_zip_keyword_spotting_on_off', 5],
  ['mww_v2_okay_nabu', 35],
  ['tinymaix_cifar10_q', 4],
  ['tinymaix_mnist_dw_q', 6],
  ['tinymaix_mnist_resnet_q', 6],
  ['tinymaix_mnist_valid_q', 5],
  ['emza_ssd_slim_120x160', 52],
  ['cfu_mobilenetv2_160_035', 66],
  ['tinyengine_vww', 55],
];

const mlperfTiny = ['mlperf_kws_dscnn', 'mlperf_ad_ae', 'mlperf_sww_1dconv', 'mlperf_ic_resnet8', 'mlperf_vww_mbv1'];

describe.skipIf(!sharedDataExists)('compiled networks against the tensors of tflite-micro', () => {
  it.each(networks)('%s, N = 8', (name, tensors) => {
    const reference = readReferenceNetwork(name);
    const { compared, different } = compareWithReference(reference, compileGraph(reference.graph));
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThanOrEqual(tensors);
  });

  it.each([2, 4, 16, 32])('the smaller networks of MLPerf Tiny, N = %i', (array) => {
    for (const name of ['mlperf_kws_dscnn', 'mlperf_ad_ae', 'mlperf_sww_1dconv']) {
      const reference = readReferenceNetwork(name);
      const { compared, different } = compareWithReference(reference, compileGraph(reference.graph, { array }));
      expect({ name, different }).toEqual({ name, different: [] });
      expect(compared).toBeGreaterThanOrEqual(10);
    }
  });
});

/** Cycles from start to done with 64 multipliers that must not be exceeded. */
const limits: Readonly<Record<string, number>> = {
  mlperf_kws_dscnn: 46_000,
  mlperf_ic_resnet8: 212_000,
  mlperf_vww_mbv1: 130_000,
  mlperf_ad_ae: 4_700,
  mlperf_sww_1dconv: 14_500,
};

describe.skipIf(!sharedDataExists)('feature memory that is short', () => {
  it('is made to do by packing the input further, at the cost of a few cycles', () => {
    const reference = readReferenceNetwork('mltk_fingerprint');
    const fast = compileGraph(reference.graph);
    const featureDepth = Math.floor((0.75 * fast.featureMemory.peakBytes) / 64);
    const small = compileGraph(reference.graph, { featureDepth });
    expect(small.parameters.featureDepth).toBe(featureDepth);
    expect(small.cycles).toBeGreaterThan(fast.cycles);
    expect(small.cycles).toBeLessThan(1.01 * fast.cycles);
    const { compared, different } = compareWithReference(reference, small);
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThanOrEqual(5);
  });
});

describe.skipIf(!sharedDataExists)('cycles and memories of the MLPerf Tiny networks', () => {
  it.each(mlperfTiny)('%s', (name) => {
    const { graph } = readReferenceNetwork(name);
    const program = compileGraph(graph);
    expect(program.cycles).toBeLessThanOrEqual(limits[name]!);
    const { peakBytes, lowerBoundBytes } = program.featureMemory;
    expect(peakBytes).toBeGreaterThanOrEqual(lowerBoundBytes);
    expect(peakBytes).toBeLessThanOrEqual(1.1 * lowerBoundBytes);
    // Padding that is skipped is all that may fall below one multiplication for each multiplier and cycle.
    const multiplications = program.steps.reduce((sum, step) => sum + step.multiplications, 0);
    expect(program.cycles).toBeGreaterThan((0.9 * multiplications) / 64);
  });
});
