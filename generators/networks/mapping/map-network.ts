import type { LayerWord } from '../../accelerators/ultratrail/layer-word.ts';
import { encodeLayerWord } from '../../accelerators/ultratrail/layer-word.ts';
import type { UltraTrailParameters } from '../../accelerators/ultratrail/parameters.ts';
import type { Diagnostic } from '../../diagnostics.ts';
import { BurinError } from '../../diagnostics.ts';
import type { QuantisedLayer, QuantisedNetwork } from '../quantised-network.ts';
import { layerCycles, nominalMultiplications, startUpCycles, usefulMultiplications } from './cycles.ts';
import { layerShape } from './layer-shape.ts';
import { inputMap } from './memory-assignment.ts';
import { checkNetwork } from './network-checks.ts';
import { checkParameters, partialSumWords, usesShift } from './parameter-checks.ts';
import type { Placements } from './place-maps.ts';
import { placeMaps } from './place-maps.ts';
import type { FeatureMemory, MappedLayer, ScorePlan, UltraTrailProgram } from './program.ts';
import { biasWordCount, packBiases, packWeights, weightWordCount } from './weight-packing.ts';

/**
 * Maps the network onto the accelerator: layer words, memory images and where every map and score lies.
 * @throws BurinError B400..B418 where the network is faulty or does not fit; each finding with its remedy
 */
export function mapNetwork(network: QuantisedNetwork, parameters: UltraTrailParameters): UltraTrailProgram {
  refuse(checkNetwork(network));
  const placements = placeMaps(network, parameters);
  refuse([...checkParameters(network, parameters), ...placements.findings]);
  const layers = mapLayers(network, parameters, placements);
  return {
    network: network.name,
    classes: network.classes,
    parameters,
    input: placements.maps.get(inputMap)!,
    layers,
    scores: planScores(network.layers.at(-1)!, parameters),
    programWords: layers.map(({ word }) => word),
    weightWords: network.layers.flatMap((layer) => packWeights(layer, parameters)),
    biasWords: network.layers.flatMap((layer) => packBiases(layer, parameters)),
    cycles: layers.reduce((sum, { cycles }) => sum + cycles, 0),
    startUpCycles,
  };
}

function refuse(findings: readonly Diagnostic[]): void {
  if (findings.length > 0) throw new BurinError(findings);
}

function mapLayers(network: QuantisedNetwork, parameters: UltraTrailParameters, placements: Placements): MappedLayer[] {
  let weightAddress = 0;
  let biasAddress = 0;
  return network.layers.map((layer, number) => {
    const input = placements.maps.get(layer.input)!;
    const output = placements.maps.get(layer.name);
    const residual = layer.residual === undefined ? undefined : placements.maps.get(layer.residual)!;
    const fields = layerFields(layer, input.memory, placements.outputMemories[number]!, parameters);
    const weights = { address: weightAddress, words: weightWordCount(layer, parameters) };
    const biases = { address: biasAddress, words: biasWordCount(layer, parameters) };
    weightAddress += weights.words;
    biasAddress += biases.words;
    const cycles = layerCycles(fields);
    return {
      name: layer.name,
      fields,
      word: encodeLayerWord(fields, parameters),
      input,
      ...(output ? { output } : {}),
      ...(residual ? { residual } : {}),
      weights,
      biases,
      partialSumWords: partialSumWords(layer, parameters),
      multiplications: nominalMultiplications(layer),
      cycles,
      utilisation: usefulMultiplications(layer) / (cycles * parameters.array ** 2),
    };
  });
}

/** The codes of memoryControl by input and output memory. */
const memoryCodes = [
  [undefined, 0, 1],
  [2, undefined, 3],
  [4, 5, undefined],
] as const;

function layerFields(
  layer: QuantisedLayer,
  inputMemory: FeatureMemory,
  outputMemory: FeatureMemory,
  parameters: UltraTrailParameters,
): LayerWord {
  return {
    ...layerShape(layer, parameters),
    memoryControl: memoryCodes[inputMemory][outputMemory]! + (layer.residual === undefined ? 0 : 8),
    poolExponent: layer.poolExponent ?? 0,
    relu: layer.relu,
    bias: layer.bias !== undefined,
    average: layer.poolExponent !== undefined,
    earlyExit: false,
    last: layer.scores,
    ...(parameters.layerShift ? { shift: usesShift(layer) ? layer.shift : 0 } : {}),
  };
}

/** Scores of block b, position x lie at (b + 1)·E + x of LMEM, E the length rounded up to even. */
function planScores(layer: QuantisedLayer, { array }: UltraTrailParameters): ScorePlan {
  const length = layer.outputLength;
  const even = Math.ceil(length / 2) * 2;
  const blocks = Math.ceil(layer.outputChannels / array);
  const addresses = Array.from(
    { length: blocks * length },
    (_, place) => (Math.floor(place / length) + 1) * even + (place % length),
  );
  return { channels: layer.outputChannels, length, addresses };
}
