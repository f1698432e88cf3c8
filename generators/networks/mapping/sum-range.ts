import type { UltraTrailParameters } from '../../accelerators/ultratrail/parameters.ts';
import type { QuantisedLayer, QuantisedNetwork } from '../quantised-network.ts';
import { signedRange } from './lanes.ts';

export interface Range {
  readonly least: number;
  readonly most: number;
}

/** The values that the result of a layer, or the network's input, may take. Always holds 0. */
export function featureRange(producer: QuantisedLayer | undefined, activationBits: number): Range {
  const { least, most } = signedRange(activationBits);
  return { least: producer?.relu ? 0 : least, most };
}

/**
 * Bounds of the sums of products of a layer, over all output channels, in whatever order the products are taken and
 * whichever of them padding leaves out: the sum of all products that can be positive, and of all that can be negative.
 */
export function sumRange(layer: QuantisedLayer, features: Range): Range {
  const weightsPerOutput = layer.inputChannels * layer.kernel;
  let least = 0;
  let most = 0;
  for (let output = 0; output < layer.outputChannels; output++) {
    let positive = 0;
    let negative = 0;
    for (let place = output * weightsPerOutput; place < (output + 1) * weightsPerOutput; place++) {
      const weight = layer.weights[place]!;
      positive += weight > 0 ? weight * features.most : weight * features.least;
      negative += weight > 0 ? weight * features.least : weight * features.most;
    }
    least = Math.min(least, negative);
    most = Math.max(most, positive);
  }
  return { least, most };
}

/** Bits that a two's complement number needs to hold every value of the range. */
export function bitsOfRange({ least, most }: Range): number {
  let bits = 1;
  while (least < signedRange(bits).least || most > signedRange(bits).most) bits++;
  return bits;
}

/** Bits of a partial sum that a layer needs so that no sum overflows on the way. */
export function partialSumBits(
  layer: QuantisedLayer,
  network: QuantisedNetwork,
  { activationBits }: Pick<UltraTrailParameters, 'activationBits'>,
): number {
  const producer = network.layers.find(({ name }) => name === layer.input);
  return bitsOfRange(sumRange(layer, featureRange(producer, activationBits)));
}
