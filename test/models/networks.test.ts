import { describe, expect, it } from 'vitest';
import { checkNetwork } from '../../bench/tensor-networks.ts';
import { readTensorVectors, sharedDataExists } from '../support/tensor-vectors.ts';
import { verilatorIsInstalled } from '../verilator/installed.ts';

/** Networks, and the int8 tensors of tflite-micro that the circuit must at least show. */
const networks: readonly (readonly [name: string, tensors: number])[] = [
  ['mlperf_kws_dscnn', 12],
  ['mlperf_vww_mbv1', 30],
  ['mlperf_ic_resnet8', 15],
  ['mlperf_ad_ae', 10],
  ['mlperf_sww_1dconv', 10],
  ['tflm_person_detect', 30],
  ['tflm_micro_speech', 2],
  ['cfu_magic_wand', 6],
  ['mltk_fingerprint', 5],
  ['mltk_kws_on_off_v3', 106],
  ['mltk_zip_audio_example1', 6],
  ['mltk_zip_image_example1', 6],
  ['mltk_zip_keyword_spotting_on_off', 5],
  ['mww_v2_okay_nabu', 42],
  ['tinymaix_cifar10_q', 4],
  ['tinymaix_mnist_dw_q', 6],
  ['tinymaix_mnist_resnet_q', 6],
  ['tinymaix_mnist_valid_q', 5],
];

// Of more than 200 000 cycles, and so only in `bench/models-networks.ts`: cfu_hps_74ops, cfu_mobilenetv2_160_035,
// emza_ssd_slim_120x160.

describe.skipIf(!sharedDataExists)('networks on circuits that are fitted to them', () => {
  it.each(networks)('%s has every tensor of tflite-micro and of the golden model', async (name, tensors) => {
    const { differences, referenceTensors, verification } = await checkNetwork(name);
    expect(differences).toEqual([]);
    expect(verification.references).toBe(1);
    expect(referenceTensors).toBeGreaterThanOrEqual(tensors);
  });

  it('hello world has the reference’s output for all 256 inputs', async () => {
    const name = 'tflm_hello_world_int8';
    const inputs = readTensorVectors(name).inputs.map(([input]) => input![0] as number);
    expect(new Set(inputs).size).toBe(256);
    const { differences, verification } = await checkNetwork(name, { vectors: 256 });
    expect(differences).toEqual([]);
    expect(verification.references).toBe(256);
  });

  it('a network with states has the reference’s outputs for a sequence', async () => {
    const { differences, verification } = await checkNetwork('mww_v2_okay_nabu', { vectors: 8 });
    expect(differences).toEqual([]);
    expect(verification.references).toBe(8);
  });

  it('visual wake words without its constant channels has the outputs of the file as it stands', async () => {
    const { differences, verification } = await checkNetwork('mlperf_vww_mbv1', { fold: true });
    expect(differences).toEqual([]);
    expect(verification.cycles).toBeLessThanOrEqual(80_000);
  });

  it.skipIf(!verilatorIsInstalled)('keyword spotting in Verilator', async () => {
    const { differences, referenceTensors } = await checkNetwork('mlperf_kws_dscnn', { engine: 'verilator' });
    expect(differences).toEqual([]);
    expect(referenceTensors).toBeGreaterThanOrEqual(12);
  });
});
