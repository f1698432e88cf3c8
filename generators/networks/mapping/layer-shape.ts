import type { UltraTrailParameters } from '../../accelerators/ultratrail/parameters.ts';
import type { QuantisedLayer } from '../quantised-network.ts';
import type { TraceShape } from './address-trace.ts';

/** The layer as the array of the given size works on it: channels in blocks, padding as a flag. */
export function layerShape(layer: QuantisedLayer, { array }: Pick<UltraTrailParameters, 'array'>): TraceShape {
  return {
    inputLength: layer.inputLength,
    inputBlocks: Math.ceil(layer.inputChannels / array),
    outputLength: layer.outputLength,
    outputBlocks: Math.ceil(layer.outputChannels / array),
    kernel: layer.kernel,
    stride: layer.stride,
    pad: layer.padding > 0,
    last: layer.scores,
  };
}
