import type { BitType } from '../../../generators/circuit/types.ts';
import { type Bits, fromParts, limbWidth, single, withSign } from './bits.ts';
import { lanesOf } from './lanes.ts';
import type { Part } from './word.ts';
import type { WordGraph } from './word-graph.ts';

/** Bits from `low` of the state variable with a number, or of the lanes that begin with it. The whole has the type's sign. */
export function readStateNumber(graph: WordGraph, state: number, type: BitType, low: number, width: number): Bits {
  const { width: whole, signed } = type;
  const lanes = lanesOf(type);
  if (lanes.count > 1) {
    const taken: Part[] = [];
    for (let offset = low; offset < low + width; ) {
      const lane = Math.floor(offset / lanes.width);
      const end = Math.min(low + width, (lane + 1) * lanes.width);
      const word = graph.state(state + lane, lanes.width, false);
      taken.push({ word: graph.slice(word, offset - lane * lanes.width, end - offset, false), width: end - offset });
      offset = end;
    }
    return withSign(graph, fromParts(graph, taken), width === whole && signed);
  }
  if (whole <= 64) {
    const word = graph.state(state, whole, signed);
    if (width === whole) return single(word, width, signed);
    return single(graph.slice(word, low, width, false), width, false);
  }
  if (width <= 56) return single(graph.extract(state, low, width, false), width, false);
  const parts: Part[] = [];
  // Cut at multiples of the limb, so that all readers of a state share their words.
  for (let offset = low; offset < low + width; ) {
    const end = Math.min(low + width, (Math.floor(offset / limbWidth) + 1) * limbWidth);
    parts.push({ word: graph.extract(state, offset, end - offset, false), width: end - offset });
    offset = end;
  }
  return withSign(graph, fromParts(graph, parts), width === whole && signed);
}
