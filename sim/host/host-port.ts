import {
  type HostMemory,
  hostAddressLayout,
  hostMemories,
  hostRegisters,
} from '../../generators/accelerators/ultratrail/memory-map.ts';
import type { UltraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import { packFeatureMap, unpackScores } from '../../generators/networks/mapping/feature-maps.ts';
import type { UltraTrailProgram } from '../../generators/networks/mapping/program.ts';

/** One write of the host: 32 bits of data. */
export interface BusWrite {
  readonly address: number;
  readonly data: number;
}

/** Reads of the host, and what their data mean. */
export interface BusReads<T> {
  readonly addresses: readonly number[];
  /** @param data one unsigned 32-bit number for each address */
  decode(data: readonly number[]): T;
}

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
  readonly memory: HostMemory['name'];
  readonly address: number;
  readonly words: readonly bigint[];
}

/** The address of 32 bits: `{region, word, lane}`, region highest. */
export function hostAddress(parameters: UltraTrailParameters, region: number, word: number, lane = 0): number {
  const { wordBits, laneBits } = hostAddressLayout(parameters);
  return (region * 2 ** wordBits + word) * 2 ** laneBits + lane;
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

/** The writes that store an image: for each word its lanes, the lowest first; the highest stores the word. */
export function imageWrites(parameters: UltraTrailParameters, { memory, address, words }: MemoryImage): BusWrite[] {
  const { region, lanes } = hostMemory(parameters, memory);
  return words.flatMap((word, place) =>
    Array.from({ length: lanes }, (_, lane) => ({
      address: hostAddress(parameters, region, address + place, lane),
      data: Number(BigInt.asUintN(32, word >> BigInt(32 * lane))),
    })),
  );
}

/** The write that starts the program. */
export function startWrite(parameters: UltraTrailParameters): BusWrite {
  return { address: hostAddress(parameters, 0, hostRegisters.control), data: 1 };
}

export function statusRead(parameters: UltraTrailParameters): BusReads<AcceleratorStatus> {
  return registerRead(parameters, hostRegisters.status, (data) => ({
    busy: (data & 1) === 1,
    done: ((data >>> 1) & 1) === 1,
    errorCode: (data >>> 4) & 0xf,
    layer: (data >>> 8) & 0xff,
  }));
}

/** Cycles from start to done, with the two of start-up. */
export function cyclesRead(parameters: UltraTrailParameters): BusReads<number> {
  return registerRead(parameters, hostRegisters.cycles, (data) => data);
}

export function configurationRead(parameters: UltraTrailParameters): BusReads<AcceleratorConfiguration> {
  return registerRead(parameters, hostRegisters.configuration, (data) => ({
    array: data & 0xff,
    weightBits: (data >>> 8) & 0xff,
    activationBits: (data >>> 16) & 0xff,
    accumulatorBits: (data >>> 24) & 0xff,
  }));
}

/** Words of a memory. Those of `lmem` are addressed with its even and odd banks interleaved. */
export function wordsRead(
  parameters: UltraTrailParameters,
  memory: HostMemory['name'],
  words: readonly number[],
): BusReads<bigint[]> {
  const { region, lanes } = hostMemory(parameters, memory);
  return {
    addresses: words.flatMap((word) =>
      Array.from({ length: lanes }, (_, lane) => hostAddress(parameters, region, word, lane)),
    ),
    decode: (data) =>
      words.map((_, place) =>
        data.slice(place * lanes, (place + 1) * lanes).reduceRight((word, lane) => (word << 32n) | BigInt(lane), 0n),
      ),
  };
}

/** The scores of a finished program, [channel][position], flat. */
export function scoresRead({ parameters, scores }: UltraTrailProgram): BusReads<number[]> {
  const { addresses, decode } = wordsRead(parameters, 'lmem', scores.addresses);
  return { addresses, decode: (data) => unpackScores(decode(data), scores, parameters) };
}

function registerRead<T>(parameters: UltraTrailParameters, word: number, decode: (data: number) => T): BusReads<T> {
  return { addresses: [hostAddress(parameters, 0, word)], decode: (data) => decode(data[0]!) };
}

function hostMemory(parameters: UltraTrailParameters, name: HostMemory['name']): HostMemory {
  return hostMemories(parameters).find((memory) => memory.name === name)!;
}
