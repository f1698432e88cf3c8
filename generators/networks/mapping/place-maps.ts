import type { UltraTrailParameters } from '../../accelerators/ultratrail/parameters.ts';
import type { Diagnostic } from '../../diagnostics.ts';
import type { QuantisedLayer, QuantisedNetwork } from '../quantised-network.ts';
import { resultLength } from '../quantised-network.ts';
import { featureMapWords } from './feature-maps.ts';
import { assignMemories, inputMap } from './memory-assignment.ts';
import type { FeatureMemory, MapPlacement } from './program.ts';
import { featureMemories } from './program.ts';
import { counted, settable } from './remedies.ts';

/** Where every map lies, and what stands against it: of use only where there are no findings. */
export interface Placements {
  /** By the name of the layer that makes the map, or `input`. */
  readonly maps: ReadonlyMap<string, MapPlacement>;
  /** For each layer, the output memory that its layer word names. */
  readonly outputMemories: readonly FeatureMemory[];
  readonly findings: readonly Diagnostic[];
}

/** Places every map of a network whose layers are sound in themselves. */
export function placeMaps(network: QuantisedNetwork, parameters: UltraTrailParameters): Placements {
  const shapes = new Map([[inputMap, network.input]]);
  for (const layer of network.layers) {
    shapes.set(layer.name, { channels: layer.outputChannels, length: resultLength(layer) });
  }
  const words = (map: string) => featureMapWords(shapes.get(map)!, parameters.array);
  const depths = [parameters.featureDepth0, parameters.featureDepth1, parameters.featureDepth2] as const;
  const found = assignMemories(network, words, depths);
  if ('furthestLayer' in found) {
    return { maps: new Map(), outputMemories: [], findings: [noAssignment(network.layers[found.furthestLayer]!)] };
  }
  const memories = new Map<string, FeatureMemory>([[inputMap, found.inputMemory]]);
  network.layers.forEach(({ name, scores }, number) => {
    if (!scores) memories.set(name, found.outputMemories[number]!);
  });
  const placed = [...memories].map(
    ([map, memory]) => [map, { memory, ...shapes.get(map)!, words: words(map) }] as const,
  );
  return { maps: new Map(placed), outputMemories: found.outputMemories, findings: checkDepths(placed, depths) };
}

function noAssignment({ name, input, residual }: QuantisedLayer): Diagnostic {
  const added = residual === undefined ? '' : `, its residual ${residual}`;
  return {
    code: 'B415',
    message: `layer ${name}: its input ${input}${added}, its output and the maps that later layers read need more than the three feature memories`,
    remedy:
      'let fewer earlier maps be read later: one branch beside the main path, its sum taken by a convolution that reads another map',
  };
}

/** One finding for each memory that is too small, of the largest map in it. */
function checkDepths(placed: readonly (readonly [string, MapPlacement])[], depths: readonly number[]): Diagnostic[] {
  return featureMemories.flatMap((memory): Diagnostic[] => {
    const held = placed.filter(([, placement]) => placement.memory === memory);
    const needed = Math.max(0, ...held.map(([, { words }]) => words));
    if (needed <= depths[memory]!) return [];
    const [largest] = held.find(([, { words }]) => words === needed)!;
    const what = largest === inputMap ? "the network's input" : `the output of layer ${largest}`;
    const message = `FMEM${memory} is too small: ${what} needs ${counted(needed, 'word')}, ${depths[memory]} are there`;
    return [settable('B411', message, `featureDepth${memory}`, needed, 'use fewer channels or shorter maps')];
  });
}
