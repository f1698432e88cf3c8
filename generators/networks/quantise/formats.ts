import { fail } from '../../diagnostics.ts';
import { saturate } from '../fixed-point.ts';
import type { FloatNetwork } from '../float-network.ts';
import type { FloatRun } from './run-float.ts';

/** Fractions tried above the one that holds every value: they clip the largest values and resolve the others finer. */
const clippingFractions = 3;

/** Whole number · 2^−fraction nearest to `value`; halves upwards, as the hardware rounds. */
export function toFixed(value: number, fraction: number, bits: number): number {
  return saturate(Math.floor(value * 2 ** fraction + 0.5), bits);
}

export function largestMagnitude(values: ArrayLike<number>): number {
  let largest = 0;
  for (let place = 0; place < values.length; place++) largest = Math.max(largest, Math.abs(values[place]!));
  return largest;
}

/** The largest fraction with which `bits` bits hold ±magnitude; undefined for 0, which any fraction holds. */
export function holdingFraction(magnitude: number, bits: number): number | undefined {
  return magnitude === 0 ? undefined : Math.floor(Math.log2((2 ** (bits - 1) - 1) / magnitude));
}

/** The fractions worth trying for values up to ±magnitude: the holding one and those that clip a little. */
export function candidateFractions(magnitude: number, bits: number, ofZero: number): readonly number[] {
  const holding = holdingFraction(magnitude, bits);
  if (holding === undefined) return [ofZero];
  return Array.from({ length: clippingFractions + 1 }, (_, more) => holding + more);
}

function squaredError(values: ArrayLike<number>, fraction: number, bits: number): number {
  let sum = 0;
  for (let place = 0; place < values.length; place++) {
    sum += (values[place]! - toFixed(values[place]!, fraction, bits) / 2 ** fraction) ** 2;
  }
  return sum;
}

/**
 * The fraction of every map, by layer name and `input`: the one with the least squared error over the calibration
 * inputs. A residual is added in the last bits of the layer's output, so a layer and its residual share one fraction.
 * Biases stand in the same unit, and clipping them counts as if it happened at every position.
 * @throws BurinError (B341) where a pooled map is added as a residual and its length is no power of two.
 */
export function mapFractions(
  network: FloatNetwork,
  runs: readonly FloatRun[],
  activationBits: number,
  biasBits: number,
): ReadonlyMap<string, number> {
  const groups = residualGroups(network);
  const fractions = new Map<string, number>();
  for (const group of new Set(groups.values())) {
    const maps = group.flatMap((name) => runs.map((run) => run.activations.get(name) ?? run.results.get(name)!));
    const magnitude = maps.reduce((largest, map) => Math.max(largest, largestMagnitude(map)), 0);
    const layers = network.layers.filter(({ name }) => group.includes(name));
    const biasError = (fraction: number): number =>
      layers.reduce((sum, { bias, outputLength }) => {
        return sum + (bias ? squaredError(bias, fraction, biasBits) * outputLength * runs.length : 0);
      }, 0);
    const errorOf = (fraction: number): number =>
      maps.reduce((sum, map) => sum + squaredError(map, fraction, activationBits), biasError(fraction));
    const holding = candidateFractions(magnitude, activationBits, activationBits - 1);
    // A bias larger than every activation may want a coarser unit.
    const coarser = [1, 2, 3].map((less) => holding[0]! - less);
    const best = leastBy([...holding, ...coarser], errorOf);
    for (const name of group) fractions.set(name, best);
  }
  return fractions;
}

/** By map name: the names of all maps that must have its fraction. */
export function residualGroups(network: FloatNetwork): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>([['input', ['input']]]);
  for (const layer of network.layers) {
    if (layer.scores) continue;
    groups.set(layer.name, [layer.name]);
    const { residual } = layer;
    if (residual === undefined) continue;
    const pooled = network.layers.find(({ name }) => name === residual);
    if (pooled?.averagePool && !Number.isInteger(Math.log2(pooled.outputLength))) {
      fail(
        'B341',
        `layer ${layer.name} adds the pooled map ${residual} of ${pooled.outputLength} positions`,
        'the hardware divides by a power of two, which a residual cannot make up for: pool a power of two of positions',
      );
    }
    const merged = [...new Set([...groups.get(residual)!, layer.name])];
    for (const name of merged) groups.set(name, merged);
  }
  return groups;
}

/** The candidate for which `cost` is least; the first of equal ones. */
export function leastBy<T>(candidates: readonly T[], cost: (candidate: T) => number): T {
  const costs = candidates.map(cost);
  return candidates[costs.indexOf(Math.min(...costs))]!;
}
