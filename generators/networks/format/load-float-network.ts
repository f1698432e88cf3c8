import type { FloatLayer, FloatNetwork } from '../float-network.ts';
import type { FrontEnd } from '../front-end.ts';
import { checkFields } from './document-fields.ts';
import { floatDocumentSchema } from './document-schema.ts';
import { checkFrontEnd } from './front-end-check.ts';
import { hasField, readJsonDocument } from './json-document.ts';
import { checkTopology } from './topology.ts';
import { checkBias, flattenWeights, weightShape } from './weights.ts';

export interface LoadedFloatNetwork {
  readonly network: FloatNetwork;
  readonly frontEnd?: FrontEnd;
  readonly licence?: string;
  readonly file: string;
}

/**
 * Loads a network of real numbers from its JSON form (`docs/network-format.md`, section Float form).
 * @throws BurinError B300..B316, naming the file, the line and the field.
 */
export function loadFloatNetwork(file: string): LoadedFloatNetwork {
  const document = readJsonDocument(file, 'give the path of a network file in the float form');
  if (hasField(document.value, 'quantisation')) {
    const remedy = 'run or verify it as it is, or give the network that it was made from';
    document.refuse('B302', ['quantisation'], 'the network is quantised already', remedy);
  }
  const { name, classes, input, frontEnd, licence, layers } = checkFields(document, floatDocumentSchema);
  checkTopology({ classes, input, layers }, document.refuse);
  checkFrontEnd(frontEnd, input, false, document.refuse);
  const pools = layers.filter(({ type }) => type === 'averagePool');
  const source = (reader: string): string => pools.find((pool) => pool.name === reader)?.input ?? reader;
  const floatLayers = layers.flatMap((layer, place): FloatLayer[] => {
    if (layer.type === 'averagePool') return [];
    const path = ['layers', place];
    const { outputs, inputs, kernel } = weightShape(layer);
    const convolution = layer.type === 'conv1d' ? layer : undefined;
    const bias = checkBias(layer, path, undefined, document.refuse);
    return [
      {
        name: layer.name,
        input: source(layer.input),
        inputChannels: inputs,
        outputChannels: outputs,
        inputLength: convolution?.inLength ?? 1,
        outputLength: convolution?.outLength ?? 1,
        kernel,
        stride: convolution?.stride ?? 1,
        padding: convolution?.padding ?? 0,
        weights: Float32Array.from(flattenWeights(layer, path, undefined, document.refuse)),
        ...(bias ? { bias: Float32Array.from(bias) } : {}),
        ...(convolution?.residual ? { residual: source(convolution.residual) } : {}),
        relu: layer.relu ?? false,
        averagePool: pools.some((pool) => pool.input === layer.name),
        scores: place === layers.length - 1,
      },
    ];
  });
  return {
    network: { name, classes, input: { channels: input.channels, length: input.length }, layers: floatLayers },
    file,
    ...(frontEnd ? { frontEnd } : {}),
    ...(licence === undefined ? {} : { licence }),
  };
}
