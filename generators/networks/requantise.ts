import { divideByPowerOfTwo, saturate } from './fixed-point.ts';
import type { LoadedNetwork } from './format/load-network.ts';
import type { QuantisedLayer, QuantisedNetwork } from './quantised-network.ts';

/** What is to change; the rest stays as it is. */
export interface Widths {
  readonly weightBits?: number;
  readonly activationBits?: number;
  readonly biasBits?: number;
  readonly accumulatorBits?: number;
  /** The hardware has a shift per layer: narrower weights may then keep small ones finer. */
  readonly layerShift?: boolean;
}

/**
 * A number in units that are 2^moreBits finer, or coarser where `moreBits` is negative. Halves go to the even
 * neighbour, so that narrower weights are not larger on average.
 */
function rescale(value: number, moreBits: number, bits: number): number {
  return saturate(moreBits >= 0 ? value * 2 ** moreBits : divideByPowerOfTwo(value, -moreBits, 'half-even'), bits);
}

/**
 * Brings a network to other widths, keeping the range that each number covers: wider numbers get more bits behind the
 * binary point, narrower ones are rounded. Every shift changes by as many bits as the weights do. With wider weights the
 * function stays the same but for the scale of the scores, as long as no sum saturates.
 */
export function requantiseNetwork(network: QuantisedNetwork, widths: Widths): QuantisedNetwork {
  const { weightBits = network.weightBits, activationBits = network.activationBits } = widths;
  const { biasBits = network.biasBits, accumulatorBits = network.accumulatorBits } = widths;
  const moreWeightBits = weightBits - network.weightBits;
  const moreActivationBits = activationBits - network.activationBits;
  const layers = network.layers.map((layer): QuantisedLayer => {
    const moreShift = widths.layerShift
      ? leastErrorShift(layer, moreWeightBits, weightBits)
      : // A shift cannot fall below 0: such a layer's weights keep as many bits behind the point as its shift allows.
        Math.max(moreWeightBits, -layer.shift);
    const { bias } = layer;
    return {
      ...layer,
      weights: layer.weights.map((weight) => rescale(weight, moreShift, weightBits)),
      ...(bias ? { bias: bias.map((value) => rescale(value, moreActivationBits, biasBits)) } : {}),
      shift: layer.shift + moreShift,
    };
  });
  return { ...network, weightBits, activationBits, biasBits, accumulatorBits, layers };
}

/** The change of a layer's shift, from that of its bits up to none, with the least squared error of its weights. */
function leastErrorShift({ weights, shift }: QuantisedLayer, moreWeightBits: number, weightBits: number): number {
  let best = Math.max(moreWeightBits, -shift);
  let leastError = Infinity;
  for (let moreShift = best; moreShift <= Math.max(0, best); moreShift++) {
    const error = weights.reduce((sum, weight) => {
      return sum + (rescale(weight, moreShift, weightBits) / 2 ** moreShift - weight) ** 2;
    }, 0);
    if (error < leastError) {
      leastError = error;
      best = moreShift;
    }
  }
  return best;
}

/** `requantiseNetwork`, with the format of the input kept true to it. */
export function requantiseLoadedNetwork(loaded: LoadedNetwork, widths: Widths): LoadedNetwork {
  const network = requantiseNetwork(loaded.network, widths);
  if (loaded.inputFraction === undefined) return { ...loaded, network };
  const moreBits = network.activationBits - loaded.network.activationBits;
  return { ...loaded, network, inputFraction: loaded.inputFraction + moreBits };
}

/** Input features of one width as those of another, rounded as `requantiseNetwork` rounds. */
export function requantiseFeatures(features: Int8Array, fromBits: number, toBits: number): Int8Array {
  return features.map((feature) => rescale(feature, toBits - fromBits, toBits));
}
