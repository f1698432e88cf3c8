import { addressLayout, type HostAddressLayout, type HostMemory, hostMemory } from '../shared/memory-map.ts';
import { instructionFields } from './instruction-word.ts';
import { channelFields } from './parameter-word.ts';
import type { TensorTrailParameters } from './parameters.ts';
import { tapFields } from './tap-word.ts';
import { wordWidth } from './word-fields.ts';

export type TensorTrailMemory = 'program' | 'taps' | 'weights' | 'parameters' | 'features';

/**
 * The memories behind the host port, by region. `features` are the words of all banks; `weights` are there unless they
 * are streamed.
 */
export function tensorTrailMemories(parameters: TensorTrailParameters): readonly HostMemory<TensorTrailMemory>[] {
  const { array, maximumInstructions, tapDepth, weightDepth, parameterDepth, featureDepth, weightStream } = parameters;
  const memory = (name: TensorTrailMemory, region: number, depth: number, width: number) =>
    hostMemory({ name, region, depth, width, writable: true });
  return [
    memory('program', 1, maximumInstructions, wordWidth(instructionFields(parameters))),
    memory('taps', 2, tapDepth, wordWidth(tapFields(parameters))),
    ...(weightStream ? [] : [memory('weights', 3, weightDepth, array * array * 8)]),
    memory('parameters', 4, parameterDepth, array * wordWidth(channelFields)),
    memory('features', 5, featureDepth * array, array * 8),
  ];
}

/** Words of the register region. */
export const tensorTrailRegisters = { control: 0, status: 1, cycles: 2, configuration: 3, argmax: 4 } as const;
export const tensorTrailRegisterCount = 5;

export function tensorTrailAddressLayout(parameters: TensorTrailParameters): HostAddressLayout {
  return addressLayout(tensorTrailMemories(parameters), tensorTrailRegisterCount);
}

/** What stopped the accelerator; the numbers that the status register and `errorCode` show. */
export const tensorTrailErrors = { none: 0, zeroField: 1, programEnd: 2 } as const;
export const errorBits = 4;
