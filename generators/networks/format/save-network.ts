import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { FloatNetwork } from '../float-network.ts';
import type { FrontEnd } from '../front-end.ts';
import type { QuantisedLayer, QuantisedNetwork } from '../quantised-network.ts';

/** What a network file holds beside the network itself. */
export interface NetworkExtras {
  readonly frontEnd?: FrontEnd;
  readonly inputFraction?: number;
  readonly licence?: string;
}

/** Writes a quantised network as JSON that `loadNetwork` reads back to the same network. */
export function saveNetwork(file: string, network: QuantisedNetwork, extras: NetworkExtras = {}): void {
  const { name, classes, input, weightBits, activationBits, biasBits, accumulatorBits } = network;
  const { frontEnd, inputFraction, licence } = extras;
  const usual = weightBits - 1;
  const head = {
    name,
    classes,
    ...(licence === undefined ? {} : { licence }),
    quantisation: {
      activation: { bits: activationBits },
      weight: { bits: weightBits },
      bias: { bits: biasBits },
      accumulator: { bits: accumulatorBits },
    },
    input: { ...input, layout: '[channel][time]', ...(inputFraction === undefined ? {} : { fraction: inputFraction }) },
    ...(frontEnd ? { frontEnd } : {}),
  };
  const shiftOf = ({ shift }: QuantisedLayer) => (shift === usual ? {} : { shift });
  writeDocument(
    file,
    head,
    documentLayers(network.layers, shiftOf, (value) => value),
  );
}

/** Writes a float network as JSON that `loadFloatNetwork` reads back to the same network. */
export function saveFloatNetwork(file: string, network: FloatNetwork, extras: NetworkExtras = {}): void {
  const { name, classes, input } = network;
  const { frontEnd, licence } = extras;
  const head = {
    name,
    classes,
    ...(licence === undefined ? {} : { licence }),
    input: { ...input, layout: '[channel][time]' },
    ...(frontEnd ? { frontEnd } : {}),
  };
  // Nine digits are enough to give every single-precision number back.
  const layers = documentLayers(
    network.layers,
    () => ({}),
    (value) => Number(value.toPrecision(9)),
  );
  writeDocument(file, head, layers);
}

type AnyLayer = Omit<QuantisedLayer, 'weights' | 'bias' | 'shift' | 'poolExponent'> & {
  readonly weights: ArrayLike<number>;
  readonly bias?: ArrayLike<number>;
  readonly poolExponent?: number;
  readonly averagePool?: boolean;
};

/** The layers as the format has them: pools are layers of their own, named `<convolution>.pool`. */
function documentLayers<Layer extends AnyLayer>(
  layers: readonly Layer[],
  more: (layer: Layer) => object,
  number: (value: number) => number,
): readonly object[] {
  const pools = ({ averagePool, poolExponent }: Layer): boolean => averagePool ?? poolExponent !== undefined;
  const pooled = new Set(layers.filter(pools).map(({ name }) => name));
  const reference = (name: string): string => (pooled.has(name) ? `${name}.pool` : name);
  return layers.flatMap((layer) => {
    const { name, inputChannels, outputChannels, kernel, weights, bias, relu, residual, poolExponent } = layer;
    const convolution = {
      name,
      type: 'conv1d',
      input: reference(layer.input),
      inChannels: inputChannels,
      outChannels: outputChannels,
      kernel,
      stride: layer.stride,
      padding: layer.padding,
      inLength: layer.inputLength,
      outLength: layer.outputLength,
      relu,
      residual: residual === undefined ? null : reference(residual),
      ...more(layer),
      weights: nested(weights, outputChannels, inputChannels, kernel, number),
      bias: bias ? Array.from(bias, number) : null,
    };
    if (!pooled.has(name)) return [convolution];
    const pool = { name: `${name}.pool`, type: 'averagePool', input: name, channels: outputChannels };
    const shift = poolExponent === undefined ? {} : { shift: poolExponent };
    return [convolution, { ...pool, inLength: layer.outputLength, ...shift }];
  });
}

function nested(
  weights: ArrayLike<number>,
  outputs: number,
  inputs: number,
  kernel: number,
  number: (value: number) => number,
): readonly (readonly (readonly number[])[])[] {
  return Array.from({ length: outputs }, (_, output) =>
    Array.from({ length: inputs }, (__, channel) =>
      Array.from({ length: kernel }, (___, tap) => number(weights[(output * inputs + channel) * kernel + tap]!)),
    ),
  );
}

/** One line for each field and each layer. Written beside the target and renamed, so that no half file remains. */
function writeDocument(file: string, head: object, layers: readonly object[]): void {
  const fields = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`);
  const lines = layers.map((layer) => `    ${JSON.stringify(layer)}`);
  const unfinished = `${file}.${process.pid}.unfinished`;
  try {
    writeFileSync(unfinished, `{\n${fields.join('')}  "layers": [\n${lines.join(',\n')}\n  ]\n}\n`);
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
}
