import { addressIn, type HostMemory } from '../../generators/accelerators/shared/memory-map.ts';
import {
  hostAddressLayout,
  hostMemories,
  hostRegisters,
  type UltraTrailMemory,
} from '../../generators/accelerators/ultratrail/memory-map.ts';
import type { UltraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import { packFeatureMap, unpackScores } from '../../generators/networks/mapping/feature-maps.ts';
import type { UltraTrailProgram } from '../../generators/networks/mapping/program.ts';
import { type BusReads, type BusWrite, registerRead, wordReads, wordWrites } from './bus.ts';

export type { BusReads, BusWrite } from './bus.ts';

/** The STATUS register. */
export interface AcceleratorStatus {
  readonly busy: boolean;
  readonly done: boolean;
  /** 0, or what stopped the accelerator: `docs/ultratrail.md`, section Errors. */
  readonly errorCode: number;
  /** Number of the layer that runs or failed. */
  readonly layer: number;
}

/** The CONFIGURATION register. */
export interface AcceleratorConfiguration {
  readonly array: number;
  readonly weightBits: number;
  readonly activationBits: number;
  readonly accumulatorBits: number;
}

/** Words of one memory behind the host port, from `address` on. */
export interface MemoryImage {
  readonly memory: UltraTrailMemory;
  readonly address: number;
  readonly words: readonly bigint[];
}

/** The address of 32 bits: `{region, word, lane}`, region highest. */
export function hostAddress(parameters: UltraTrailParameters, region: number, word: number, lane = 0): number {
  return addressIn(hostAddressLayout(parameters), region, word, lane);
}

/** The program, the weights and the biases. */
export function programImages({ programWords, weightWords, biasWords }: UltraTrailProgram): readonly MemoryImage[] {
  return [
    { memory: 'program', address: 0, words: programWords },
    { memory: 'wmem', address: 0, words: weightWords },
    { memory: 'bmem', address: 0, words: biasWords },
  ];
}

/**
 * The network's input, in the feature memory where the program reads it.
 * @param features [channel][position], flat
 * @throws BurinError B418 where the features are not of the input's shape or format
 */
export function featureImage({ input, parameters }: UltraTrailProgram, features: ArrayLike<number>): MemoryImage {
  return { memory: `fmem${input.memory}`, address: 0, words: packFeatureMap(features, input, parameters) };
}

/** The writes that store an image. */
export function imageWrites(parameters: UltraTrailParameters, { memory, address, words }: MemoryImage): BusWrite[] {
  return wordWrites(hostAddressLayout(parameters), memoryNamed(parameters, memory), address, words);
}

/** The write that starts the program. */
export function startWrite(parameters: UltraTrailParameters): BusWrite {
  return { address: hostAddress(parameters, 0, hostRegisters.control), data: 1 };
}

export function statusRead(parameters: UltraTrailParameters): BusReads<AcceleratorStatus> {
  return registerRead(hostAddressLayout(parameters), hostRegisters.status, (data) => ({
    busy: (data & 1) === 1,
    done: ((data >>> 1) & 1) === 1,
    errorCode: (data >>> 4) & 0xf,
    layer: (data >>> 8) & 0xff,
  }));
}

/** Cycles from start to done, with the two of start-up. */
export function cyclesRead(parameters: UltraTrailParameters): BusReads<number> {
  return registerRead(hostAddressLayout(parameters), hostRegisters.cycles, (data) => data);
}

export function configurationRead(parameters: UltraTrailParameters): BusReads<AcceleratorConfiguration> {
  return registerRead(hostAddressLayout(parameters), hostRegisters.configuration, (data) => ({
    array: data & 0xff,
    weightBits: (data >>> 8) & 0xff,
    activationBits: (data >>> 16) & 0xff,
    accumulatorBits: (data >>> 24) & 0xff,
  }));
}

/** Words of a memory. Those of `lmem` are addressed with its even and odd banks interleaved. */
export function wordsRead(
  parameters: UltraTrailParameters,
  memory: UltraTrailMemory,
  words: readonly number[],
): BusReads<bigint[]> {
  return wordReads(hostAddressLayout(parameters), memoryNamed(parameters, memory), words);
}

/** The scores of a finished program, [channel][position], flat. */
export function scoresRead({ parameters, scores }: UltraTrailProgram): BusReads<number[]> {
  const { addresses, decode } = wordsRead(parameters, 'lmem', scores.addresses);
  return { addresses, decode: (data) => unpackScores(decode(data), scores, parameters) };
}

function memoryNamed(parameters: UltraTrailParameters, name: UltraTrailMemory): HostMemory {
  return hostMemories(parameters).find((memory) => memory.name === name)!;
}
