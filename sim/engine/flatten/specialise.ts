import type { Bits } from './bits.ts';
import type { Netlist } from './netlist.ts';
import type { Part, Word } from './word.ts';
import type { WordGraph } from './word-graph.ts';

/** Numbers that state variables are taken to have, by the variables' numbers. None of them is a lane or read data. */
export type KnownStates = ReadonlyMap<number, bigint>;

/**
 * The netlist of the cycles before which all of `known` hold: words that depend on them are simpler or gone. Its states,
 * signals and messages are those of the netlist itself. Its words belong to the same graph.
 */
export function specialise(netlist: Netlist, known: KnownStates): Netlist {
  const { graph, memories, properties, registers } = netlist;
  const simpler = new Map<Word, Word>();
  for (const word of reachableWords(rootsOf(netlist))) simpler.set(word, rebuilt(graph, word, known, simpler));
  const wordOf = (word: Word): Word => simpler.get(word)!;
  const bitsOf = (bits: Bits): Bits => ({
    ...bits,
    parts: bits.parts.map(({ word, width }) => ({ word: wordOf(word), width })),
  });
  return {
    ...netlist,
    registers: registers.map((register) => ({ ...register, next: bitsOf(register.next) })),
    memories: memories.map(({ read, write, ...memory }) => ({
      ...memory,
      ...(read ? { read: { ...read, enable: wordOf(read.enable), address: wordOf(read.address) } } : {}),
      ...(write
        ? { write: { enable: wordOf(write.enable), address: wordOf(write.address), data: bitsOf(write.data) } }
        : {}),
    })),
    properties: properties.map((property) => ({ ...property, fires: wordOf(property.fires) })),
  };
}

/** The words that a clock edge needs. */
export function rootsOf({ memories, properties, registers }: Netlist): readonly Word[] {
  return [
    ...registers.flatMap(({ next }) => next.parts.map(({ word }) => word)),
    ...memories.flatMap(({ read, write }) => [
      ...(read ? [read.enable, read.address] : []),
      ...(write ? [write.enable, write.address, ...write.data.parts.map(({ word }) => word)] : []),
    ]),
    ...properties.map(({ fires }) => fires),
  ];
}

/** The word with what is known of its operands. Its numbers in those cycles are the same; its type may be narrower. */
function rebuilt(graph: WordGraph, word: Word, known: KnownStates, simpler: ReadonlyMap<Word, Word>): Word {
  if (word.operator === 'state') {
    const value = known.get(word.state);
    return value === undefined ? word : graph.constant(value);
  }
  const operands = word.operands.map((operand) => simpler.get(operand)!);
  if (operands.every((operand, place) => operand === word.operands[place])) return word;
  const [first, second, third] = operands as [Word, Word, Word];
  const { operator, width, signed, low } = word;
  switch (operator) {
    case 'constant':
    case 'extract':
      return word;
    case 'extractElement':
      return graph.extractElement(word.state, first, width, low);
    case 'fetch':
      return graph.fetch(word.memory, first, low, width, signed);
    case 'equal':
    case 'notEqual':
    case 'less':
    case 'lessEqual':
      return graph.compare(operator, first, second);
    case 'oneOf':
      return graph.oneOf(first, operands.slice(1));
    case 'slice':
      return graph.slice(first, low, width, signed);
    case 'concatenate':
      return graph.concatenate(partsOf(graph, word, operands));
    case 'mux':
      return graph.mux(first, second, third);
    case 'shiftLeft':
      // Where a number is shifted beyond its type, it is 0, or nobody looks at it.
      if (second.operator === 'constant' && second.value >= BigInt(width)) return graph.zero;
      return graph.shiftLeft(first, second, width);
    case 'shiftRight':
      return graph.shiftRight(first, second);
    case 'parity':
      return graph.parity(first);
    default:
      return graph.binary(operator, first, second, width, signed);
  }
}

/** The operands of a concatenation, each filling the place up to the next one. */
function partsOf(graph: WordGraph, { offsets, width }: Word, operands: readonly Word[]): readonly Part[] {
  const parts = operands.map((word, place) => ({ word, width: (offsets[place + 1] ?? width) - offsets[place]! }));
  return offsets[0] === 0 ? parts : [{ word: graph.zero, width: offsets[0]! }, ...parts];
}

/** All that the roots depend on, operands before users. */
export function reachableWords(roots: readonly Word[]): readonly Word[] {
  const reached = new Set<Word>();
  const open = [...roots];
  for (let word = open.pop(); word; word = open.pop()) {
    if (reached.has(word)) continue;
    reached.add(word);
    open.push(...word.operands);
  }
  return [...reached].sort((one, other) => one.id - other.id);
}
