import type { MemoryModule } from '../../../generators/circuit/types.ts';
import { type Bits, fromParts, limbWidth, muxBits, numberOf, single, sliceBits, withSign } from './bits.ts';
import { lanesOf } from './lanes.ts';
import type { NetlistMemory } from './netlist.ts';
import type { MemoryScope } from './scope.ts';
import type { Part, Word } from './word.ts';
import type { WordGraph } from './word-graph.ts';

/** Bits from one lane to the next in a memory's row. */
const laneDistance = 32;

/** @param port the value of an input port */
export function memoryOf(memory: MemoryScope, graph: WordGraph, port: (name: string) => Bits): NetlistMemory {
  const { name, number, module, state, clocking } = memory;
  const { timing } = memory.parent.scope.shared;
  const { depth, wordType, initial = [] } = module;
  const common = { name, number, depth, wordType, lanes: lanesOf(wordType), initial };
  const at = (clock: string, enable: Word) => {
    const only = module.ports.some((one) => one.name === clock) ? clock : 'clock';
    return graph.and(timing.risesAt(clocking.get(only)), enable);
  };
  const address = (portName: string) => addressOf(graph, port(portName), depth);
  const bit = (portName: string) => numberOf(port(portName));
  switch (module.organisation) {
    case 'single-port': {
      const row = address('address');
      const enable = at('clock', bit('enable'));
      const writes = bit('write');
      const shows = module.readDuringWrite === 'no-change' ? graph.and(enable, graph.not(writes)) : enable;
      return {
        ...common,
        write: { enable: graph.and(enable, writes), address: row, data: port('writeData') },
        read: { enable: shows, address: row, state: state! },
        writesFirst: module.readDuringWrite === 'write-first',
      };
    }
    case 'two-port':
      return {
        ...common,
        write: {
          enable: at('writeClock', bit('writeEnable')),
          address: address('writeAddress'),
          data: port('writeData'),
        },
        read: { enable: at('readClock', bit('readEnable')), address: address('readAddress'), state: state! },
        writesFirst: false,
      };
    case 'asynchronous-read':
      return {
        ...common,
        write: { enable: at('clock', bit('writeEnable')), address: address('writeAddress'), data: port('writeData') },
        writesFirst: false,
      };
    case 'read-only':
      return {
        ...common,
        read: { enable: at('clock', bit('enable')), address: address('address'), state: state! },
        writesFirst: false,
      };
  }
}

/** An address as a number of at most 32 bits: itself where it is below the depth, else one that is not. */
function addressOf(graph: WordGraph, address: Bits, depth: number): Word {
  const low = numberOf(sliceBits(graph, address, 0, Math.min(address.width, 32)));
  const tooWide = address.width > 32 ? sliceBits(graph, address, 32, address.width - 32).parts : [];
  const beyond = tooWide
    .map(({ word }) => graph.compare('notEqual', word, graph.zero))
    .reduce((any, one) => graph.or(any, one), graph.zero);
  return graph.mux(beyond, graph.constant(BigInt(depth)), low);
}

/** `width` bits from `low` of the word stored at an address, 0 where there is none. */
export function storedBits(
  graph: WordGraph,
  number: number,
  { depth, wordType }: MemoryModule,
  address: Bits,
  low: number,
  width: number,
): Bits {
  const { width: whole, signed } = wordType;
  const wanted = addressOf(graph, address, depth);
  const inRange = 2 ** wanted.width <= depth ? graph.one : graph.compare('less', wanted, graph.constant(BigInt(depth)));
  const row = graph.mux(inRange, wanted, graph.zero);
  const fetch = (from: number, count: number, isSigned: boolean): Bits => {
    const word = single(graph.fetch(number, row, from, count, isSigned), count, isSigned);
    return muxBits(graph, inRange, word, single(graph.zero, count, isSigned));
  };
  const lanes = lanesOf(wordType);
  if (lanes.count === 1 && whole <= 64) {
    const word = fetch(0, whole, signed);
    return width === whole ? word : sliceBits(graph, word, low, width);
  }
  // Wide words are cut at multiples of the limb, so that all readers share their words, and others at their lanes.
  const step = lanes.count > 1 ? lanes.width : limbWidth;
  const taken: Part[] = [];
  for (let offset = low; offset < low + width; ) {
    const piece = Math.floor(offset / step);
    const end = Math.min(low + width, (piece + 1) * step);
    const size = Math.min(step, whole - piece * step);
    const from = lanes.count > 1 ? piece * laneDistance : piece * step;
    const bits = sliceBits(graph, fetch(from, size, false), offset - piece * step, end - offset);
    taken.push({ word: numberOf(bits), width: end - offset });
    offset = end;
  }
  return withSign(graph, fromParts(graph, taken), width === whole && signed);
}
