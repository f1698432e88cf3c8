import {
  addressWidth,
  type Bool,
  bool,
  cat,
  constant,
  drive,
  input,
  mux,
  output,
  reg,
  reinterpret,
  type SinglePortMemory,
  type UInt,
  uint,
  vec,
  when,
} from '../../language/index.ts';
import { addressLayout, busBits, type HostMemory } from './memory-map.ts';

/** What the host reaches. Equal to the memory map of its accelerator. */
export interface HostPortShape {
  readonly memories: readonly HostMemory[];
  /** Words of the register region; word 0 is CONTROL, whose bit 0 starts the accelerator. */
  readonly registers: number;
}

/** Ports of the host: one read or write of 32 bits per cycle; `readData` belongs to the read of the cycle before. */
export function hostBusShape({ memories, registers }: HostPortShape) {
  const { regionBits, wordBits, laneBits } = addressLayout(memories, registers);
  return {
    enable: bool(),
    write: bool(),
    address: uint(regionBits + wordBits + laneBits),
    writeData: uint(busBits),
  };
}

/**
 * The body of an accelerator's host port, a module that connects a 32-bit host to memories of any width. The lanes of a
 * word gather in a staging register; the highest one stores the word. Reads select a lane of the word that the memory
 * shows.
 */
export function hostPort(shape: HostPortShape) {
  const { memories, registers } = shape;
  const { regionBits, wordBits, laneBits } = addressLayout(memories, registers);
  const widest = Math.max(...memories.map(({ lanes }) => lanes));

  const bus = input(hostBusShape(shape));
  /** The accelerator runs: memories are its own. */
  const busy = input(bool());
  /** What the words of the register region show. */
  const registerWords = input(vec(registers, uint(busBits)));
  const readWords = Object.fromEntries(memories.map(({ name, width }) => [name, input(uint(width))]));

  const lane = bus.address.bits(laneBits - 1, 0);
  const word = bus.address.bits(laneBits + wordBits - 1, laneBits);
  const region = bus.address.bits(laneBits + wordBits + regionBits - 1, laneBits + wordBits);
  const writes = bus.enable.and(bus.write);
  const start = writes.and(region.eq(0)).and(word.eq(0)).and(bus.writeData.bit(0));

  const staging = reg(vec(widest, uint(busBits)));
  when(writes, () => {
    drive(staging.at(lane), bus.writeData);
  });

  const accesses = Object.fromEntries(
    memories.map((memory) => {
      const selected = bus.enable.and(busy.not()).and(region.eq(memory.region));
      const isLastLane = lane.eq(memory.lanes - 1);
      const port = output({ enable: bool(), address: uint(addressWidth(memory.depth)) });
      port.enable.value = selected.and(bus.write.not().or(memory.writable ? isLastLane : false));
      port.address.value = word.wrap(port.address.width);
      return [memory.name, port];
    }),
  );
  const writeWords = Object.fromEntries(
    memories.filter(({ writable }) => writable).map((memory) => [memory.name, output(stagedWord(memory))]),
  );

  function stagedWord({ lanes, width }: HostMemory): UInt {
    const lowerLanes = staging
      .elements()
      .slice(0, lanes - 1)
      .reverse();
    const highest = bus.writeData.bits(width - busBits * (lanes - 1) - 1, 0);
    return cat(highest, ...lowerLanes);
  }

  // The cycle after a read: the memories show the word.
  const registerBits = addressWidth(registers);
  const readRegion = reg(uint(regionBits));
  const readWord = reg(uint(registerBits));
  const readLane = reg(uint(laneBits));
  when(bus.enable, () => {
    readRegion.next = region;
    readWord.next = word.wrap(registerBits);
    readLane.next = lane;
  });
  const registerData = mux(readRegion.eq(0), registerWords.at(readWord), constant(uint(busBits), 0));
  const readData = memories.reduceRight<UInt>(
    (rest, memory) => mux(readRegion.eq(memory.region), laneOf(memory, readWords[memory.name]!, readLane), rest),
    registerData,
  );

  return {
    bus,
    readData: output(readData),
    start: output(start),
    busy,
    registerWords,
    readWords,
    accesses,
    writeWords,
  };
}

/** One lane of a memory's word; lanes beyond the word read as 0. */
function laneOf({ lanes }: HostMemory, readWord: UInt, lane: UInt): UInt {
  const padded = readWord.extend(busBits * lanes);
  return lanes === 1 ? padded : reinterpret(padded, vec(lanes, uint(busBits))).at(lane);
}

/** Gives a memory that only the host writes to the control while it runs, and to the host while it does not. */
export function serve(
  memory: Pick<SinglePortMemory<never>, 'enable' | 'write' | 'address'>,
  own: { readonly enable: Bool; readonly address: UInt },
  host: { readonly enable: Bool; readonly address: UInt },
  hostWrite: Bool,
): void {
  memory.enable.value = own.enable.or(host.enable);
  memory.write.value = host.enable.and(hostWrite);
  memory.address.value = mux(host.enable, host.address, own.address);
}
