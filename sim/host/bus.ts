import { addressIn, type HostAddressLayout, type HostMemory } from '../../generators/accelerators/shared/memory-map.ts';

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

/** The writes that store words from an address on: for each its lanes, the lowest first; the highest stores the word. */
export function wordWrites(
  layout: HostAddressLayout,
  { region, lanes }: HostMemory,
  address: number,
  words: readonly bigint[],
): BusWrite[] {
  return words.flatMap((word, place) =>
    Array.from({ length: lanes }, (_, lane) => ({
      address: addressIn(layout, region, address + place, lane),
      data: Number(BigInt.asUintN(32, word >> BigInt(32 * lane))),
    })),
  );
}

/** The words at some addresses. */
export function wordReads(
  layout: HostAddressLayout,
  { region, lanes }: HostMemory,
  addresses: readonly number[],
): BusReads<bigint[]> {
  return {
    addresses: addresses.flatMap((word) =>
      Array.from({ length: lanes }, (_, lane) => addressIn(layout, region, word, lane)),
    ),
    decode: (data) =>
      addresses.map((_, place) =>
        data.slice(place * lanes, (place + 1) * lanes).reduceRight((word, lane) => (word << 32n) | BigInt(lane), 0n),
      ),
  };
}

/** One register of region 0. */
export function registerRead<T>(layout: HostAddressLayout, register: number, decode: (data: number) => T): BusReads<T> {
  return { addresses: [addressIn(layout, 0, register)], decode: (data) => decode(data[0]!) };
}
