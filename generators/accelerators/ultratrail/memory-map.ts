import { addressLayout, type HostAddressLayout, type HostMemory, hostMemory } from '../shared/memory-map.ts';
import { layerWordWidth } from './layer-word.ts';
import type { UltraTrailParameters } from './parameters.ts';

/** Bits of one partial sum in LMEM. */
export function partialSumBits({
  accumulatorBits,
  guardBits,
}: Pick<UltraTrailParameters, 'accumulatorBits' | 'guardBits'>): number {
  return accumulatorBits + guardBits;
}

export type UltraTrailMemory = 'program' | 'wmem' | 'bmem' | 'fmem0' | 'fmem1' | 'fmem2' | 'lmem';

/** Words of the program memory; a memory has at least two. */
export function programDepth({ maximumLayers }: UltraTrailParameters): number {
  return Math.max(2, maximumLayers);
}

/** The memories behind the host port, by region. The words of `lmem` are those of both banks. */
export function hostMemories(parameters: UltraTrailParameters): readonly HostMemory<UltraTrailMemory>[] {
  const { array } = parameters;
  const memory = (name: UltraTrailMemory, region: number, depth: number, width: number) =>
    hostMemory({ name, region, depth, width, writable: name !== 'lmem' });
  const featureWord = array * parameters.activationBits;
  return [
    memory('program', 1, programDepth(parameters), layerWordWidth(parameters)),
    memory('wmem', 2, parameters.weightDepth, array * array * parameters.weightBits),
    memory('bmem', 3, parameters.biasDepth, array * parameters.biasBits),
    memory('fmem0', 4, parameters.featureDepth0, featureWord),
    memory('fmem1', 5, parameters.featureDepth1, featureWord),
    memory('fmem2', 6, parameters.featureDepth2, featureWord),
    memory('lmem', 7, parameters.partialSumDepth, array * partialSumBits(parameters)),
  ];
}

export function hostAddressLayout(parameters: UltraTrailParameters): HostAddressLayout {
  return addressLayout(hostMemories(parameters), hostRegisterCount);
}

/** Words of the register region. */
export const hostRegisters = { control: 0, status: 1, cycles: 2, configuration: 3 } as const;
export const hostRegisterCount = 4;

/** What stopped the accelerator; the numbers that the status register and `errorCode` show. */
export const errorCodes = {
  none: 0,
  zeroField: 1,
  memoryControl: 2,
  window: 3,
  featureMemory: 4,
  partialSumMemory: 5,
  unsupported: 6,
  weightsEnd: 7,
  biasesEnd: 8,
  programEnd: 9,
} as const;
