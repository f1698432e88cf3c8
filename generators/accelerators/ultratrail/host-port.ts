import { type Case, muxCase, muxLookup } from '../../blocks/multiplexers.ts';
import {
  addressWidth,
  bool,
  cat,
  constant,
  drive,
  input,
  Module,
  output,
  reg,
  reinterpret,
  type UInt,
  uint,
  vec,
  when,
} from '../../language/index.ts';
import { type HostMemory, hostAddressLayout, hostMemories, hostRegisters } from './memory-map.ts';
import type { UltraTrailParameters } from './parameters.ts';

const busBits = 32;

/** Ports of the host: one read or write of 32 bits per cycle; `readData` belongs to the read of the cycle before. */
export function hostBusShape(parameters: UltraTrailParameters) {
  const { regionBits, wordBits, laneBits } = hostAddressLayout(parameters);
  return {
    enable: bool(),
    write: bool(),
    address: uint(regionBits + wordBits + laneBits),
    writeData: uint(busBits),
  };
}

/**
 * Connects a 32-bit host to memories of any width. The lanes of a word gather in a staging register; the highest one
 * stores the word. Reads select a lane of the word that the memory shows.
 */
export const HostPort = Module('HostPort', (parameters: UltraTrailParameters) => {
  const { regionBits, wordBits, laneBits } = hostAddressLayout(parameters);
  const memories = hostMemories(parameters);
  const widest = Math.max(...memories.map(({ lanes }) => lanes));

  const bus = input(hostBusShape(parameters));
  /** The accelerator runs: memories are its own. */
  const busy = input(bool());
  const done = input(bool());
  const errorCode = input(uint(4));
  const layerNumber = input(uint(8));
  const cycles = input(uint(32));
  const readWords = Object.fromEntries(memories.map(({ name, width }) => [name, input(uint(width))]));

  const lane = bus.address.bits(laneBits - 1, 0);
  const word = bus.address.bits(laneBits + wordBits - 1, laneBits);
  const region = bus.address.bits(laneBits + wordBits + regionBits - 1, laneBits + wordBits);
  const writes = bus.enable.and(bus.write);
  const writesRegister = writes.and(region.eq(0));
  const start = writesRegister.and(word.eq(hostRegisters.control)).and(bus.writeData.bit(0));

  const staging = reg(vec(widest, uint(busBits)));
  when(writes, () => {
    drive(staging.at(lane), bus.writeData);
  });

  const accesses = Object.fromEntries(
    memories.map((memory) => {
      const selected = bus.enable.and(busy.not()).and(region.eq(memory.region));
      const isLastLane = lane.eq(memory.lanes - 1);
      const port = output({ enable: bool(), address: uint(addressWidth(memory.depth)) });
      port.enable.value = selected.and(bus.write.not().or(memory.name === 'lmem' ? false : isLastLane));
      port.address.value = word.wrap(port.address.width);
      return [memory.name, port];
    }),
  );
  const writeWords = Object.fromEntries(
    memories.filter(({ name }) => name !== 'lmem').map((memory) => [memory.name, output(stagedWord(memory))]),
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
  const readRegion = reg(uint(regionBits));
  const readWord = reg(uint(2));
  const readLane = reg(uint(laneBits));
  when(bus.enable, () => {
    readRegion.next = region;
    readWord.next = word.bits(1, 0);
    readLane.next = lane;
  });
  const status = cat(layerNumber, errorCode, constant(uint(2), 0), done, busy);
  const { array, weightBits, activationBits, accumulatorBits } = parameters;
  const configuration = [accumulatorBits, activationBits, weightBits, array].reduce(
    (bits, byte) => bits * 256 + byte,
    0,
  );
  const registerData = muxLookup(
    readWord,
    [
      [hostRegisters.status, status.extend(busBits)],
      [hostRegisters.cycles, cycles],
      [hostRegisters.configuration, configuration],
    ],
    constant(uint(busBits), 0),
  );
  const readData = muxCase(
    memories.map(
      (memory): Case<UInt> => [readRegion.eq(memory.region), laneOf(memory, readWords[memory.name]!, readLane)],
    ),
    registerData,
  );

  return {
    bus,
    readData: output(readData),
    start: output(start),
    busy,
    done,
    errorCode,
    layerNumber,
    cycles,
    readWords,
    accesses,
    writeWords,
  };
});

/** One lane of a memory's word; lanes beyond the word read as 0. */
function laneOf({ lanes }: HostMemory, readWord: UInt, lane: UInt): UInt {
  const padded = readWord.extend(busBits * lanes);
  return lanes === 1 ? padded : reinterpret(padded, vec(lanes, uint(busBits))).at(lane);
}
