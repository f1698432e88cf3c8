import type { QuantisedNetwork } from '../quantised-network.ts';
import type { FeatureMemory } from './program.ts';
import { featureMemories } from './program.ts';

/** The memories of the network's input and of each layer's result, in the order of the layers. */
export interface Assignment {
  readonly inputMemory: FeatureMemory;
  /** For the layer of the scores: the memory that its layer word names as output, which is not written. */
  readonly outputMemories: readonly FeatureMemory[];
  /** Sum over all maps of the words that do not fit their memory; 0 where everything fits. */
  readonly missingWords: number;
}

/** The search ended at layer number `layer`, the furthest that any choice of memories reaches. */
export interface NoAssignment {
  readonly furthestLayer: number;
}

/** Name of the map that the network is given. */
export const inputMap = 'input';

/** The number of the last layer that reads each map, as input or residual. */
export function lastReaders(network: QuantisedNetwork): ReadonlyMap<string, number> {
  const readers = new Map<string, number>();
  network.layers.forEach((layer, number) => {
    readers.set(layer.input, number);
    if (layer.residual !== undefined) readers.set(layer.residual, number);
  });
  return readers;
}

/**
 * Chooses a feature memory for every map, one map to a memory from its making to its last reader, so that a layer's
 * output lies in another memory than its input and its residual in the third. Among all choices it takes the one with
 * the fewest missing words, then the one with the lowest memory numbers from the input on. The search is exact; states
 * that differ only in what no later layer reads are searched once.
 * @param words words that the map of a name takes
 * @param depths words of the three memories
 */
export function assignMemories(
  network: QuantisedNetwork,
  words: (map: string) => number,
  depths: readonly [number, number, number],
): Assignment | NoAssignment {
  const lastReader = lastReaders(network);
  const known = new Map<string, Choice | undefined>();
  let furthestLayer = 0;
  const missing = (map: string, memory: FeatureMemory) => Math.max(0, words(map) - depths[memory]);

  /** The best memories for the outputs from layer `number` on, given what the three memories hold. */
  function search(number: number, held: Held): Choice | undefined {
    const layer = network.layers[number];
    if (!layer) return { memories: [], missingWords: 0 };
    const live = held.map((map) => (map !== undefined && (lastReader.get(map) ?? -1) >= number ? map : undefined));
    const key = JSON.stringify([number, live.map((map) => map ?? null)]);
    if (known.has(key)) return known.get(key);
    furthestLayer = Math.max(furthestLayer, number);
    let best: Choice | undefined;
    for (const memory of featureMemories) {
      const third = live.find((_, other) => other !== memory && live[other] !== layer.input);
      if (live[memory] === layer.input || (live[memory] !== undefined && !layer.scores)) continue;
      if (layer.residual !== undefined && third !== layer.residual) continue;
      const after = live.map((map, other) => (other === memory && !layer.scores ? layer.name : map));
      const rest = search(number + 1, after);
      if (!rest) continue;
      const missingWords = rest.missingWords + (layer.scores ? 0 : missing(layer.name, memory));
      if (!best || missingWords < best.missingWords) best = { memories: [memory, ...rest.memories], missingWords };
    }
    known.set(key, best);
    return best;
  }

  let best: Assignment | undefined;
  for (const inputMemory of featureMemories) {
    const held = featureMemories.map((memory) => (memory === inputMemory ? inputMap : undefined));
    const choice = search(0, held);
    if (!choice) continue;
    const missingWords = choice.missingWords + missing(inputMap, inputMemory);
    if (!best || missingWords < best.missingWords) {
      best = { inputMemory, outputMemories: choice.memories, missingWords };
    }
  }
  return best ?? { furthestLayer };
}

type Held = readonly (string | undefined)[];

interface Choice {
  readonly memories: readonly FeatureMemory[];
  readonly missingWords: number;
}
