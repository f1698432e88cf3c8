import type { FloatNetwork } from '../float-network.ts';
import { holdingFraction, largestMagnitude, residualGroups } from './formats.ts';

/**
 * Fractions of the maps for hardware without a shift per layer. The shift, input + weight − output, is then weight
 * bits − 1 everywhere, so the maps' fractions decide the weights'. Where these would overflow, the output gets a coarser
 * fraction, and with it every map that shares it or follows from it.
 * @param weightScale Factor on the weights of a layer, by its input's name.
 */
export function uniformShiftFractions(
  network: FloatNetwork,
  wanted: ReadonlyMap<string, number>,
  weightBits: number,
  weightScale: (input: string) => number,
): ReadonlyMap<string, number> {
  const fractions = new Map(wanted);
  const groups = residualGroups(network);
  // A residual's format may change after layers that read it were visited; fractions only fall, so this ends.
  for (let changed = true; changed; ) {
    changed = false;
    for (const layer of network.layers) {
      const output = fractions.get(layer.name);
      const holding = holdingFraction(largestMagnitude(layer.weights) * weightScale(layer.input), weightBits);
      if (output === undefined || holding === undefined) continue;
      const most = fractions.get(layer.input)! + holding - (weightBits - 1);
      if (output <= most) continue;
      for (const name of groups.get(layer.name)!) fractions.set(name, most);
      changed = true;
    }
  }
  return fractions;
}
