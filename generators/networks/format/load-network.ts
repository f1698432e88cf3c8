import type { FrontEnd } from '../front-end.ts';
import type { QuantisedLayer, QuantisedNetwork } from '../quantised-network.ts';
import { checkFields } from './document-fields.ts';
import { type QuantisedDocument, quantisedDocumentSchema } from './document-schema.ts';
import { checkFrontEnd } from './front-end-check.ts';
import { hasField, type Refuse, readJsonDocument } from './json-document.ts';
import { networkFile, shippedNetworks } from './shipped-networks.ts';
import { checkTopology } from './topology.ts';
import { checkBias, flattenWeights, weightShape } from './weights.ts';

export interface LoadedNetwork {
  readonly network: QuantisedNetwork;
  readonly classes: readonly string[];
  /** How the input is made from sound; absent where the network takes features as they are. */
  readonly frontEnd?: FrontEnd;
  /** Input feature = real value · 2^inputFraction; absent where the front end gives whole numbers. */
  readonly inputFraction?: number;
  readonly licence?: string;
  /** Where the network was read from. */
  readonly file: string;
}

/** What to do where no network is found. */
export const findNetworkRemedy = `give the path of a network file, or the name of a shipped network: ${shippedNetworks.join(', ')}`;

/**
 * Loads a quantised network from its JSON form (`docs/network-format.md`).
 * @param fileOrName A path, or the name of a shipped network.
 * @throws BurinError B300..B316, naming the file, the line and the field.
 */
export function loadNetwork(fileOrName: string): LoadedNetwork {
  const file = networkFile(fileOrName);
  const document = readJsonDocument(file, findNetworkRemedy);
  if (!hasField(document.value, 'quantisation') && hasField(document.value, 'layers')) {
    const remedy =
      'quantise it first: burin quantise NETWORK INPUT…; a network of whole numbers has the field quantisation';
    document.refuse('B302', [], 'the network is in the float form: quantisation is missing', remedy);
  }
  const fields = checkFields(document, quantisedDocumentSchema);
  checkTopology(fields, document.refuse);
  const { name, classes, quantisation, input, frontEnd, licence } = fields;
  checkFrontEnd(frontEnd, input, input.fraction === undefined, document.refuse);
  const network: QuantisedNetwork = {
    name,
    classes,
    weightBits: quantisation.weight.bits,
    activationBits: quantisation.activation.bits,
    biasBits: quantisation.bias.bits,
    accumulatorBits: quantisation.accumulator.bits,
    input: { channels: input.channels, length: input.length },
    layers: quantisedLayers(fields, document.refuse),
  };
  return {
    network,
    classes,
    file,
    ...(frontEnd ? { frontEnd } : {}),
    ...(input.fraction === undefined ? {} : { inputFraction: input.fraction }),
    ...(licence === undefined ? {} : { licence }),
  };
}

/** The layers, each pool as part of the convolution before it: who reads the pool then reads that convolution. */
function quantisedLayers({ layers, quantisation }: QuantisedDocument, refuse: Refuse): readonly QuantisedLayer[] {
  const poolOf = new Map(
    layers.flatMap((layer) => (layer.type === 'averagePool' ? [[layer.input, layer] as const] : [])),
  );
  const convolutionOf = new Map([...poolOf].map(([convolution, pool]) => [pool.name, convolution]));
  const source = (name: string): string => convolutionOf.get(name) ?? name;
  return layers.flatMap((layer, place): QuantisedLayer[] => {
    if (layer.type === 'averagePool') return [];
    const path = ['layers', place];
    const { outputs, inputs, kernel } = weightShape(layer);
    const convolution = layer.type === 'conv1d' ? layer : undefined;
    const bias = checkBias(layer, path, quantisation.bias.bits, refuse);
    const pool = poolOf.get(layer.name);
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
        weights: Int8Array.from(flattenWeights(layer, path, quantisation.weight.bits, refuse)),
        ...(bias ? { bias: Int16Array.from(bias) } : {}),
        ...(convolution?.residual ? { residual: source(convolution.residual) } : {}),
        relu: layer.relu ?? false,
        shift: layer.shift ?? quantisation.shift ?? quantisation.weight.bits - 1,
        ...(pool ? { poolExponent: pool.shift } : {}),
        scores: place === layers.length - 1,
      },
    ];
  });
}
