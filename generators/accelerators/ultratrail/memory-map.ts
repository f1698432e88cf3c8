import { layerWordWidth } from './layer-word.ts';
import type { UltraTrailParameters } from './parameters.ts';

/** Bits of one partial sum in LMEM. */
export function partialSumBits({
  accumulatorBits,
  guardBits,
}: Pick<UltraTrailParameters, 'accumulatorBits' | 'guardBits'>): number {
  return accumulatorBits + guardBits;
}

/** A memory as the host sees it. */
export interface HostMemory {
  readonly name: 'program' | 'wmem' | 'bmem' | 'fmem0' | 'fmem1' | 'fmem2' | 'lmem';
  /** Value of the address's region field. */
  readonly region: number;
  /** Words; for `lmem` over both banks. */
  readonly depth: number;
  /** Bits of a word. */
  readonly width: number;
  /** Pieces of 32 bits in a word. */
  readonly lanes: number;
}

/** Words of the program memory; a memory has at least two. */
export function programDepth({ maximumLayers }: UltraTrailParameters): number {
  return Math.max(2, maximumLayers);
}

/** The memories behind the host port, by region. */
export function hostMemories(parameters: UltraTrailParameters): readonly HostMemory[] {
  const { array } = parameters;
  const memory = (name: HostMemory['name'], region: number, depth: number, width: number): HostMemory => ({
    name,
    region,
    depth,
    width,
    lanes: Math.ceil(width / 32),
  });
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

/** The fields of a host address: `{region, word, lane}`, `region` highest. */
export interface HostAddressLayout {
  readonly regionBits: 3;
  readonly wordBits: number;
  readonly laneBits: number;
}

export function hostAddressLayout(parameters: UltraTrailParameters): HostAddressLayout {
  const memories = hostMemories(parameters);
  const bitsFor = (count: number): number => Math.max(1, Math.ceil(Math.log2(count)));
  return {
    regionBits: 3,
    wordBits: Math.max(2, bitsFor(Math.max(...memories.map(({ depth }) => depth)))),
    laneBits: bitsFor(Math.max(...memories.map(({ lanes }) => lanes))),
  };
}

/** Words of the register region. */
export const hostRegisters = { control: 0, status: 1, cycles: 2, configuration: 3 } as const;

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
