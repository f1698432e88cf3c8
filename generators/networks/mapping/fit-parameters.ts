import type { UltraTrailParameters } from '../../accelerators/ultratrail/parameters.ts';
import { integerRanges, ultraTrailParameters } from '../../accelerators/ultratrail/parameters.ts';
import type { QuantisedNetwork } from '../quantised-network.ts';
import { commonShift, usesShift } from './parameter-checks.ts';
import { partialSumBits } from './sum-range.ts';

/**
 * The parameters of an accelerator for the network: what `set` gives, the number formats of the network, and as many
 * guard bits, as large a stride and a shift in the layer word as the network needs. Memory depths and the number of
 * layers stay as published: an accelerator does not grow by itself.
 * @throws BurinError B200 where a parameter is out of its range
 */
export function fitParameters(
  network: QuantisedNetwork,
  set: Partial<UltraTrailParameters> = {},
): UltraTrailParameters {
  const { weightBits, activationBits, biasBits, accumulatorBits } = network;
  const given = { weightBits, activationBits, biasBits, accumulatorBits, ...set };
  const published = ultraTrailParameters(given);
  const mostStride = Math.max(...network.layers.map(({ stride }) => stride));
  const sumBits = Math.max(...network.layers.map((layer) => partialSumBits(layer, network, published)));
  const ownShifts = network.layers.some((layer) => usesShift(layer) && layer.shift !== commonShift(published));
  return ultraTrailParameters({
    maximumStride: atMost('maximumStride', Math.max(published.maximumStride, mostStride)),
    guardBits: atMost('guardBits', Math.max(0, sumBits - published.accumulatorBits)),
    layerShift: ownShifts,
    ...given,
  });
}

/** The largest value that the parameter can have instead of a larger one: the mapper then tells which layer needs more. */
function atMost(parameter: keyof UltraTrailParameters, needed: number): number {
  const most = integerRanges.find(([name]) => name === parameter)?.[2] ?? needed;
  return Math.min(needed, most);
}
