import { readFileSync } from 'node:fs';
import type { QuantisedLayer, QuantisedNetwork } from '../../generators/networks/quantised-network.ts';

const ownData = new URL('../../../shared/data/own/', import.meta.url);

/** The keyword network of 6-bit or 8-bit weights, read straight from its file. */
export function keywordNetworkFile(weightBits: 6 | 8): URL {
  return new URL(`kws-tcresnet8-w${weightBits}.json`, ownData);
}

export function readKeywordNetwork(weightBits: 6 | 8): QuantisedNetwork {
  const file = JSON.parse(readFileSync(keywordNetworkFile(weightBits), 'utf8'));
  const pools = new Map<string, { input: string; shift: number }>();
  for (const layer of file.layers) if (layer.type === 'averagePool') pools.set(layer.name, layer);
  const layers = file.layers.filter((layer: { type: string }) => layer.type !== 'averagePool');
  return {
    name: file.name,
    classes: file.classes,
    weightBits: file.quantisation.weight.bits,
    activationBits: file.quantisation.activation.bits,
    biasBits: file.quantisation.bias.bits,
    accumulatorBits: file.quantisation.accumulator.bits,
    input: { channels: file.input.channels, length: file.input.length },
    // biome-ignore lint/suspicious/noExplicitAny: the file is read without the loader under test elsewhere
    layers: layers.map((layer: any): QuantisedLayer => {
      const scores = layer.type === 'linear';
      const pool = [...pools.values()].find(({ input }) => input === layer.name);
      return {
        name: layer.name,
        input: pools.get(layer.input)?.input ?? layer.input,
        inputChannels: layer.inChannels ?? layer.inFeatures,
        outputChannels: layer.outChannels ?? layer.outFeatures,
        inputLength: layer.inLength ?? 1,
        outputLength: layer.outLength ?? 1,
        kernel: layer.kernel ?? 1,
        stride: layer.stride ?? 1,
        padding: layer.padding ?? 0,
        weights: Int8Array.from(layer.weights.flat(2)),
        ...(layer.bias ? { bias: Int16Array.from(layer.bias) } : {}),
        ...(layer.residual ? { residual: layer.residual } : {}),
        relu: layer.relu ?? false,
        shift: file.quantisation.shift,
        ...(pool ? { poolExponent: pool.shift } : {}),
        scores,
      };
    }),
  };
}

type LayerSketch = Partial<QuantisedLayer> & Pick<QuantisedLayer, 'name'>;

/** A layer with what `sketch` leaves out: 2 to 2 channels over 8 positions, kernel 3 padded, weights 1, no bias. */
export function layer(sketch: LayerSketch): QuantisedLayer {
  const { inputChannels = 2, outputChannels = 2, inputLength = 8, kernel = 3, stride = 1 } = sketch;
  const padding = sketch.padding ?? Math.floor(kernel / 2);
  return {
    input: 'input',
    inputChannels,
    outputChannels,
    inputLength,
    outputLength: Math.floor((inputLength + 2 * padding - kernel) / stride) + 1,
    kernel,
    stride,
    padding,
    weights: new Int8Array(inputChannels * outputChannels * kernel).fill(1),
    relu: false,
    shift: 5,
    scores: false,
    ...sketch,
  };
}

/** A network of the published formats; its input is as the first layer expects it. */
export function network(layers: readonly QuantisedLayer[], given: Partial<QuantisedNetwork> = {}): QuantisedNetwork {
  const first = layers[0];
  return {
    name: 'sketch',
    classes: Array.from({ length: layers.at(-1)?.outputChannels ?? 0 }, (_, score) => `class${score}`),
    weightBits: 6,
    activationBits: 8,
    biasBits: 8,
    accumulatorBits: 20,
    input: { channels: first?.inputChannels ?? 1, length: first?.inputLength ?? 1 },
    layers,
    ...given,
  };
}
