import type { UltraTrailParameters } from '../../accelerators/ultratrail/parameters.ts';
import type { QuantisedLayer, QuantisedNetwork } from '../quantised-network.ts';
import type { TraceShape } from './address-trace.ts';
import { positionsOfTap, tapsInUse } from './address-trace.ts';
import { layerShape } from './layer-shape.ts';

/** Cycles from start to the first layer: fetch and load of its layer word. */
export const startUpCycles = 2;

/** (position, tap) pairs whose input lies inside the input map: the cycles of one pair of blocks. */
export function pairsInside(shape: TraceShape): number {
  return tapsInUse(shape).reduce((sum, tap) => sum + positionsOfTap(shape, tap).length, 0);
}

/** Cycles of one layer, with the one that drains the pipeline. */
export function layerCycles(shape: TraceShape): number {
  return 1 + shape.inputBlocks * shape.outputBlocks * pairsInside(shape);
}

/** Cycles of all layers, without start-up. */
export function networkCycles(network: QuantisedNetwork, parameters: Pick<UltraTrailParameters, 'array'>): number {
  return network.layers.reduce((sum, layer) => sum + layerCycles(layerShape(layer, parameters)), 0);
}

/** Multiplications of a layer as they are usually counted: padding included. */
export function nominalMultiplications(layer: QuantisedLayer): number {
  return layer.inputChannels * layer.outputChannels * layer.kernel * layer.outputLength;
}

/** Multiplications of a layer that remain when padding is skipped. */
export function usefulMultiplications(layer: QuantisedLayer): number {
  return layer.inputChannels * layer.outputChannels * pairsInside(layerShape(layer, { array: 1 }));
}
