import type { UltraTrailParameters } from '../../accelerators/ultratrail/parameters.ts';
import type { Diagnostic } from '../../diagnostics.ts';
import type { QuantisedLayer, QuantisedNetwork } from '../quantised-network.ts';
import { counted, settable } from './remedies.ts';
import { partialSumBits } from './sum-range.ts';
import { biasWordCount, weightWordCount } from './weight-packing.ts';

/** Largest value of the layer word's 3-bit pool exponent and 5-bit shift. */
const maximumPoolExponent = 7;
const maximumShift = 31;

/** Where the network does not fit the parameters, but for the feature memories; empty where it does. */
export function checkParameters(network: QuantisedNetwork, parameters: UltraTrailParameters): Diagnostic[] {
  const formats = checkFormats(network, parameters);
  if (formats.length > 0) return formats;
  return [
    ...checkLimits(network, parameters),
    ...checkLayerWords(network, parameters),
    ...checkSums(network, parameters),
    ...checkMemories(network, parameters),
  ];
}

function checkFormats(network: QuantisedNetwork, parameters: UltraTrailParameters): Diagnostic[] {
  const formats = [
    ['weights', 'weightBits'],
    ['activations', 'activationBits'],
    ['biases', 'biasBits'],
    ['sums', 'accumulatorBits'],
  ] as const;
  return formats.flatMap(([what, name]): Diagnostic[] => {
    if (network[name] === parameters[name]) return [];
    const message = `network ${network.name} has ${what} of ${counted(network[name], 'bit')}, the accelerator of ${parameters[name]}`;
    return [
      settable('B401', message, name, network[name], `quantise the network to ${counted(parameters[name], 'bit')}`),
    ];
  });
}

/** The limits that a parameter sets to a layer. One finding for each limit, of the layer that exceeds it most. */
function checkLimits(network: QuantisedNetwork, parameters: UltraTrailParameters): Diagnostic[] {
  const findings = limits.flatMap(({ code, parameter, text, measure, otherwise }): Diagnostic[] => {
    const worst = network.layers.reduce((most, layer) => (measure(layer) > measure(most) ? layer : most));
    const needed = measure(worst);
    if (needed <= parameters[parameter]) return [];
    const message = `layer ${worst.name}: ${text(needed)}; the layer word holds up to ${parameters[parameter]}`;
    return [settable(code, message, parameter, needed, otherwise)];
  });
  const layers = network.layers.length;
  if (layers <= parameters.maximumLayers) return findings;
  const first = network.layers[parameters.maximumLayers]!;
  const message = `network ${network.name} has ${counted(layers, 'layer')}, the program memory holds ${parameters.maximumLayers}: layer ${first.name} is the first beyond`;
  return [settable('B402', message, 'maximumLayers', layers, 'leave out layers'), ...findings];
}

const limits = [
  {
    code: 'B403',
    parameter: 'maximumLength',
    text: (needed: number) => `a map of ${counted(needed, 'position')}`,
    measure: (layer: QuantisedLayer) => Math.max(layer.inputLength, layer.outputLength),
    otherwise: 'shorten the input',
  },
  {
    code: 'B404',
    parameter: 'maximumChannels',
    text: (needed: number) => `a map of ${counted(needed, 'channel')}`,
    measure: (layer: QuantisedLayer) => Math.max(layer.inputChannels, layer.outputChannels),
    otherwise: 'use fewer channels',
  },
  {
    code: 'B405',
    parameter: 'maximumKernel',
    text: (needed: number) => `a kernel of ${counted(needed, 'tap')}`,
    measure: (layer: QuantisedLayer) => layer.kernel,
    otherwise: 'use a shorter kernel',
  },
  {
    code: 'B406',
    parameter: 'maximumStride',
    text: (needed: number) => `a stride of ${needed}`,
    measure: (layer: QuantisedLayer) => layer.stride,
    otherwise: 'use a smaller stride',
  },
] as const;

/** The shift matters to a layer unless it gives scores without bias and residual. */
export function usesShift(layer: QuantisedLayer): boolean {
  return !layer.scores || layer.bias !== undefined || layer.residual !== undefined;
}

/** The shift that every layer has where the layer word has none. */
export function commonShift({ weightBits }: Pick<UltraTrailParameters, 'weightBits'>): number {
  return weightBits - 1;
}

function checkLayerWords({ layers }: QuantisedNetwork, parameters: UltraTrailParameters): Diagnostic[] {
  return layers.flatMap((layer): Diagnostic[] => {
    const findings: Diagnostic[] = [];
    const { name, shift, poolExponent = 0 } = layer;
    if (!Number.isInteger(poolExponent) || poolExponent < 0 || poolExponent > maximumPoolExponent) {
      const message = `layer ${name}: a pool by 2^${poolExponent}; the layer word holds 2^0 to 2^${maximumPoolExponent}`;
      findings.push({ code: 'B407', message, remedy: 'pool over fewer positions' });
    }
    if (!usesShift(layer)) return findings;
    if (!parameters.layerShift && shift !== commonShift(parameters)) {
      const message = `layer ${name} shifts by ${shift}; without a shift in the layer word every layer shifts by ${commonShift(parameters)}`;
      findings.push({ code: 'B409', message, remedy: 'generate the accelerator with --set layerShift=true' });
    } else if (!Number.isInteger(shift) || shift < 0 || shift > maximumShift) {
      const message = `layer ${name} shifts by ${shift}; the layer word holds 0 to ${maximumShift}`;
      findings.push({ code: 'B409', message, remedy: 'quantise the network with other scales' });
    }
    return findings;
  });
}

function checkSums(network: QuantisedNetwork, parameters: UltraTrailParameters): Diagnostic[] {
  const { accumulatorBits, guardBits } = parameters;
  const needed = network.layers.map((layer) => partialSumBits(layer, network, parameters));
  const most = Math.max(...needed);
  if (most <= accumulatorBits + guardBits) return [];
  const { name } = network.layers[needed.indexOf(most)]!;
  const message = `layer ${name}: its partial sums can need ${counted(most, 'bit')}, LMEM holds ${accumulatorBits + guardBits} (accumulatorBits ${accumulatorBits} + guardBits ${guardBits})`;
  return [settable('B416', message, 'guardBits', most - accumulatorBits, 'use fewer channels or a shorter kernel')];
}

function checkMemories({ layers }: QuantisedNetwork, parameters: UltraTrailParameters): Diagnostic[] {
  const weights = layers.map((layer) => weightWordCount(layer, parameters));
  const biases = layers.map((layer) => biasWordCount(layer, parameters));
  return [
    ...checkSpans('B412', 'WMEM', 'weightDepth', layers, weights, parameters.weightDepth),
    ...checkSpans('B413', 'BMEM', 'biasDepth', layers, biases, parameters.biasDepth),
    ...checkPartialSums(layers, parameters),
  ];
}

function checkSpans(
  code: string,
  memory: string,
  parameter: 'weightDepth' | 'biasDepth',
  layers: readonly QuantisedLayer[],
  words: readonly number[],
  depth: number,
): Diagnostic[] {
  const needed = words.reduce((sum, count) => sum + count, 0);
  if (needed <= depth) return [];
  let used = 0;
  const first = layers.find((_, number) => {
    used += words[number]!;
    return used > depth;
  })!;
  const message = `${memory} is too small from layer ${first.name} on: the network needs ${counted(needed, 'word')}, ${depth} are there`;
  return [settable(code, message, parameter, needed, 'use fewer channels or shorter kernels')];
}

/** Words of LMEM that a layer needs: its partial sums, and behind them the scores. */
export function partialSumWords(layer: QuantisedLayer, { array }: Pick<UltraTrailParameters, 'array'>): number {
  const even = Math.ceil(layer.outputLength / 2) * 2;
  return layer.scores ? (1 + Math.ceil(layer.outputChannels / array)) * even : even;
}

function checkPartialSums(layers: readonly QuantisedLayer[], parameters: UltraTrailParameters): Diagnostic[] {
  const words = layers.map((layer) => partialSumWords(layer, parameters));
  const needed = Math.max(...words);
  if (needed <= parameters.partialSumDepth) return [];
  const layer = layers[words.indexOf(needed)]!;
  const what = layer.scores ? 'its partial sums and scores' : 'its partial sums';
  const message = `LMEM is too small for layer ${layer.name}: ${what} need ${counted(needed, 'word')}, ${parameters.partialSumDepth} are there`;
  return [settable('B414', message, 'partialSumDepth', needed, 'shorten the map')];
}
