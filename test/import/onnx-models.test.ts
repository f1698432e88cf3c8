import { describe, expect, it } from 'vitest';
import { describeGraph } from '../../generators/networks/graph/describe-graph.ts';
import { partition } from '../../generators/networks/graph/partition.ts';
import { cleanGraph } from '../../generators/networks/graph/passes/index.ts';
import type { NetworkGraph } from '../../generators/networks/graph/types.ts';
import { loadModel } from '../../generators/networks/import/load-model.ts';
import { runGraph } from '../../sim/golden/graph/index.ts';
import { type NumpyArray, readNumpy, readNumpyArchive } from '../support/numpy-files.ts';
import { sharedData, sharedDataExists } from '../support/tensor-vectors.ts';

/** ONNX's channels second as channels last: [N, C, ...] to [N, ..., C]. */
function channelsLast({ shape, data }: NumpyArray): readonly number[] {
  if (shape.length < 3) return Array.from(data);
  const [, channels] = shape as [number, number];
  const positions = data.length / channels;
  return Array.from(
    { length: data.length },
    (_, place) => data[(place % channels) * positions + Math.floor(place / channels)]!,
  );
}

/** One vector of several along the first dimension. */
function row({ shape, data }: NumpyArray, at: number): NumpyArray {
  const size = data.length / shape[0]!;
  return { shape: [1, ...shape.slice(1)], data: data.subarray(at * size, (at + 1) * size) };
}

function tensorNamed({ tensors }: NetworkGraph, name: string): number {
  return tensors.findIndex((tensor) => tensor.name === name);
}

/**
 * Of the eight pictures: the runtime sums convolutions in float32, and in these one sum lies so near a tie (8.5000015,
 * 38.5000022) that it rounds to the wrong side; a few stored numbers of later layers then differ by one.
 */
const nearTies = [4, 7];

describe.skipIf(!sharedDataExists)('QDQ networks against ONNX Runtime', () => {
  it.each(['kj_ad_ae', 'kj_ic_resnet8'])('%s: every quantised tensor of a vector, outputs of all', (name) => {
    const folder = `${sharedData}/vectors_onnx/${name}`;
    const graph = loadModel(`${sharedData}/onnx_int8/${name}.onnx`);
    const { graph: clean } = cleanGraph(graph);
    const inputs = readNumpy(`${folder}/inputs.npy`);
    const outputs = readNumpy(`${folder}/outputs_noopt.npy`);
    const first = runGraph(graph, [row(inputs, 0).data as Float32Array], { keepAll: true });
    const intermediates = readNumpyArchive(`${folder}/intermediates_q_vector0.npz`);
    expect(intermediates.size).toBeGreaterThan(10);
    for (const [key, expected] of intermediates) {
      const tensor = tensorNamed(graph, key.replace(/^\d+_/, ''));
      expect(Array.from(first.tensors[tensor] as Int8Array), key).toEqual(channelsLast(expected));
    }
    for (let vector = 0; vector < inputs.shape[0]!; vector++) {
      const result = runGraph(clean, [row(inputs, vector).data as Float32Array]).outputs[0] as Float32Array;
      const expected = row(outputs, vector).data as Float32Array;
      expect(result.length).toBe(expected.length);
      // Softmax in float32 differs by the order of its sums; dequantised outputs must be equal.
      const tolerance = name === 'kj_ad_ae' ? 0 : nearTies.includes(vector) ? 2e-4 : 1e-6;
      result.forEach((value, place) => {
        expect(Math.abs(value - expected[place]!)).toBeLessThanOrEqual(tolerance);
      });
    }
  });

  it('counts as the TensorFlow Lite files of the same networks do', () => {
    for (const [onnx, lite] of [
      ['kj_ad_ae', 'mlperf_ad_ae'],
      ['kj_ic_resnet8', 'mlperf_ic_resnet8'],
    ]) {
      const first = describeGraph(loadModel(`${sharedData}/onnx_int8/${onnx}.onnx`));
      const second = describeGraph(loadModel(`${sharedData}/tflite/${lite}.tflite`));
      expect([first.multiplications, first.weights]).toEqual([second.multiplications, second.weights]);
    }
  });
});

describe.skipIf(!sharedDataExists)('QONNX', () => {
  it('radio classifier: every activation of a vector as qonnx computes it', () => {
    const folder = `${sharedData}/vectors_qonnx/radioml_wiselion_qonnx`;
    const graph = loadModel(`${sharedData}/qonnx/radioml_wiselion_qonnx.onnx`);
    const part = partition(graph);
    // The last layer's result is not quantised: the host's.
    expect(part.after.map(({ place }) => place)).toEqual(['node 28 (Gemm)']);
    const inputs = readNumpy(`${folder}/inputs.npy`);
    const input = Float32Array.from(channelsLast({ shape: [1, 2, 128], data: row(inputs, 0).data }));
    const { tensors } = runGraph(part.graph, [input], { keepAll: true });
    const intermediates = readNumpyArchive(`${folder}/intermediates_vector0.npz`);
    const activations = ['Quant_0', 'Quant_7', 'Quant_8', 'Quant_9', 'Quant_10'];
    const nodes = [0, 5, 11, 19, 25];
    activations.forEach((key, at) => {
      const expected = channelsLast(intermediates.get(`${key}_out0`)!);
      // A Quant of few bits is several operators: the last one's result is meant.
      const writer = graph.operators.findLast(({ place }) => place === `node ${nodes[at]} (Quant)`);
      const tensor = writer!.outputs[0]!;
      const { scales, zeroPoints } = graph.tensors[tensor]!.quantisation!;
      const reals = Array.from(tensors[tensor] as Int8Array, (value) =>
        Math.fround((value - zeroPoints[0]!) * scales[0]!),
      );
      expect(reals, key).toEqual(expected.map((value) => value + 0));
    });
  });

  it('its description says what there is', () => {
    const graph = loadModel(`${sharedData}/qonnx/radioml_wiselion_qonnx.onnx`);
    // 18 560 by the data's own index, of which the last layer, left to the host, has 128.
    expect(describeGraph(graph).multiplications).toBe(18_560 - 128);
  });
});
