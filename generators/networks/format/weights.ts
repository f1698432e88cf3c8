import type { DocumentLayer } from './document-schema.ts';
import { formatPath, type Path, type Refuse } from './json-document.ts';

type Weighted = Exclude<DocumentLayer, { type: 'averagePool' }>;

/** Shape of a layer's weights: a linear layer is a convolution of kernel 1. */
export function weightShape(layer: Weighted): {
  readonly outputs: number;
  readonly inputs: number;
  readonly kernel: number;
} {
  if (layer.type === 'linear') return { outputs: layer.outFeatures, inputs: layer.inFeatures, kernel: 1 };
  return { outputs: layer.outChannels, inputs: layer.inChannels, kernel: layer.kernel };
}

/**
 * A layer's weights, flat, [output channel][input channel][tap].
 * @param bits The weights must fit in them; undefined for real numbers.
 * @throws BurinError B303: out of range; B304: another number of them than the shape says.
 */
export function flattenWeights(
  layer: Weighted,
  path: Path,
  bits: number | undefined,
  refuse: Refuse,
): readonly number[] {
  const { outputs, inputs, kernel } = weightShape(layer);
  const weightsPath = [...path, 'weights'];
  requireCount(layer.weights, outputs, 'output channels', weightsPath, refuse);
  layer.weights.forEach((row, output) => {
    requireCount(row, inputs, 'input channels', [...weightsPath, output], refuse);
    row.forEach((entry, channel) => {
      if (typeof entry !== 'number') requireCount(entry, kernel, 'taps', [...weightsPath, output, channel], refuse);
    });
  });
  const flat = (layer.weights as readonly unknown[]).flat(2) as number[];
  const wrong = firstBeyond(flat, bits);
  if (wrong >= 0) {
    const tap = layer.type === 'linear' ? [] : [wrong % kernel];
    const place = [Math.floor(wrong / (inputs * kernel)), Math.floor(wrong / kernel) % inputs, ...tap];
    refuseRange(flat[wrong]!, bits!, 'weights', [...weightsPath, ...place], refuse);
  }
  return flat;
}

/** A layer's biases, checked as its weights are. */
export function checkBias(
  layer: Weighted,
  path: Path,
  bits: number | undefined,
  refuse: Refuse,
): readonly number[] | undefined {
  const { bias } = layer;
  if (!bias) return undefined;
  requireCount(bias, weightShape(layer).outputs, 'output channels', [...path, 'bias'], refuse);
  const wrong = firstBeyond(bias, bits);
  if (wrong >= 0) refuseRange(bias[wrong]!, bits!, 'biases', [...path, 'bias', wrong], refuse);
  return bias;
}

function requireCount(values: readonly unknown[], expected: number, unit: string, path: Path, refuse: Refuse): void {
  if (values.length === expected) return;
  refuse(
    'B304',
    path,
    `${formatPath(path)} has ${values.length} entries, but the layer has ${expected} ${unit}`,
    'weights are [output channel][input channel][tap], a linear layer’s [output][input]: correct them or the layer’s shape',
  );
}

/** Place of the first value that `bits` bits do not hold; −1 where there is none, or no bits are given. */
function firstBeyond(values: readonly number[], bits: number | undefined): number {
  const limit = bits === undefined ? Infinity : 2 ** (bits - 1);
  return values.findIndex((value) => value < -limit || value >= limit);
}

function refuseRange(value: number, bits: number, what: string, path: Path, refuse: Refuse): never {
  const limit = 2 ** (bits - 1);
  return refuse(
    'B303',
    path,
    `${formatPath(path)} is ${value}, but ${what} of ${bits} bits lie from ${-limit} to ${limit - 1}`,
    'quantise the network to these bits, or raise them under quantisation',
  );
}
