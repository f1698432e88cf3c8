import { randomNumbers } from './random-numbers.ts';
import type { RandomTensorNetwork } from './random-tensor-network.ts';
import type { WrittenModel, WrittenTensor } from './tflite-writer.ts';

/**
 * The same network as converters of before 2020 wrote it: numbers from 0 to 255, one scale for weights, and weights with a
 * zero point. int8 becomes uint8 by inverting the highest bit; weights keep their bytes under another zero point.
 */
export function unsignedNetwork(
  { model, inputs }: RandomTensorNetwork,
  seed: number,
): { readonly model: WrittenModel; readonly inputs: readonly Uint8Array[] } {
  const random = randomNumbers(seed);
  const filters = new Set(model.operators.flatMap(({ name, inputs: read }) => (weighted.has(name) ? [read[1]!] : [])));
  const biases = new Set(model.operators.flatMap(({ name, inputs: read }) => (weighted.has(name) ? [read[2]!] : [])));
  const tensors = model.tensors.map((tensor, place): WrittenTensor => {
    if (biases.has(place)) return { ...tensor, scales: tensor.scales!.slice(0, 1), zeroPoints: [0] };
    if (tensor.type !== 'int8') return tensor;
    const bytes = tensor.data ? { data: inverted(tensor.data as Int8Array) } : {};
    if (!filters.has(place)) {
      return { ...tensor, ...bytes, type: 'uint8', zeroPoints: tensor.zeroPoints?.map((zero) => zero + 128) ?? [128] };
    }
    const zeroPoint = random.pick([128, random.integer(120, 136), random.integer(0, 255)]);
    return { ...tensor, ...bytes, type: 'uint8', scales: tensor.scales!.slice(0, 1), zeroPoints: [zeroPoint] };
  });
  return { model: { ...model, tensors }, inputs: inputs.map((bytes) => new Uint8Array(inverted(bytes).buffer)) };
}

const weighted = new Set(['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED']);

function inverted(bytes: Int8Array): Int8Array {
  return bytes.map((byte) => byte ^ 0x80);
}
