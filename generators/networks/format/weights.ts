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
  const flat: number[] = [];
  const weightsPath = [...path, 'weights'];
  requireCount(layer.weights, outputs, 'output channels', weightsPath, refuse);
  layer.weights.forEach((row, output) => {
    const rowPath = [...weightsPath, output];
    requireCount(row, inputs, 'input channels', rowPath, refuse);
    row.forEach((entry, channel) => {
      const entryPath = [...rowPath, channel];
      if (typeof entry === 'number') {
        requireRange(entry, bits, 'weights', entryPath, refuse);
        flat.push(entry);
        return;
      }
      requireCount(entry, kernel, 'taps', entryPath, refuse);
      entry.forEach((weight, tap) => {
        requireRange(weight, bits, 'weights', [...entryPath, tap], refuse);
        flat.push(weight);
      });
    });
  });
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
  bias.forEach((value, channel) => {
    requireRange(value, bits, 'biases', [...path, 'bias', channel], refuse);
  });
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

function requireRange(value: number, bits: number | undefined, what: string, path: Path, refuse: Refuse): void {
  if (bits === undefined) return;
  const limit = 2 ** (bits - 1);
  if (value >= -limit && value < limit) return;
  refuse(
    'B303',
    path,
    `${formatPath(path)} is ${value}, but ${what} of ${bits} bits lie from ${-limit} to ${limit - 1}`,
    'quantise the network to these bits, or raise them under quantisation',
  );
}
