/** A memory as the host sees it. */
export interface HostMemory<Name extends string = string> {
  readonly name: Name;
  /** Value of the address's region field, 1..7; region 0 are the registers. */
  readonly region: number;
  /** Words. */
  readonly depth: number;
  /** Bits of a word. */
  readonly width: number;
  /** Pieces of 32 bits in a word. */
  readonly lanes: number;
  /** The host may write it. */
  readonly writable: boolean;
}

/** Bits of the host's bus. */
export const busBits = 32;

/** A memory with as many lanes as its word needs. */
export function hostMemory<Name extends string>(memory: Omit<HostMemory<Name>, 'lanes'>): HostMemory<Name> {
  return { ...memory, lanes: Math.ceil(memory.width / busBits) };
}

/** The fields of a host address: `{region, word, lane}`, `region` highest. */
export interface HostAddressLayout {
  readonly regionBits: 3;
  readonly wordBits: number;
  readonly laneBits: number;
}

/** @param registers Words of the register region */
export function addressLayout(memories: readonly HostMemory[], registers: number): HostAddressLayout {
  const bitsFor = (count: number): number => Math.max(1, Math.ceil(Math.log2(count)));
  return {
    regionBits: 3,
    wordBits: bitsFor(Math.max(registers, ...memories.map(({ depth }) => depth))),
    laneBits: bitsFor(Math.max(...memories.map(({ lanes }) => lanes))),
  };
}

/** The address of 32 bits. */
export function addressIn(layout: HostAddressLayout, region: number, word: number, lane = 0): number {
  return (region * 2 ** layout.wordBits + word) * 2 ** layout.laneBits + lane;
}
