import type { Bits } from '../flatten/bits.ts';
import type { Netlist } from '../flatten/netlist.ts';
import type { Word } from '../flatten/word.ts';
import type { Layout } from './layout.ts';

/** Words of 32 bits; netlists with equal ones are compiled to equal code. */
export type Description = Int32Array;

const propertyKinds = ['assert', 'assume', 'cover', 'print'];

/** All of a netlist and its layout that the code of the step depends on. Names are not among it. */
export function describeNetlist(netlist: Netlist, layout: Layout): Description {
  const numbers: number[] = [];
  const addValue = (value: bigint) => {
    const bits = BigInt.asUintN(64, value);
    numbers.push(Number(bits & 0xffffffffn) | 0, Number(bits >> 32n) | 0);
  };
  const addWord = ({ id }: Word) => numbers.push(id);
  const addBits = ({ width, signed, parts }: Bits) => {
    numbers.push(width, signed ? 1 : 0, parts.length);
    for (const { word, width: own } of parts) numbers.push(word.id, own);
  };
  const { graph, states, registers, memories, properties, rises, resetState, plainReset } = netlist;
  const operators = new Map<string, number>();
  numbers.push(graph.words.length);
  for (const { operator, width, signed, operands, value, state, memory, low, offsets } of graph.words) {
    let number = operators.get(operator);
    if (number === undefined) {
      number = operators.size;
      operators.set(operator, number);
    }
    numbers.push((number << 16) | (width << 1) | (signed ? 1 : 0), operands.length);
    for (const operand of operands) numbers.push(operand.id);
    if (operator === 'constant') addValue(value);
    else if (state >= 0 || memory >= 0 || low > 0) numbers.push(state, memory, low);
    for (const offset of offsets) numbers.push(offset);
  }
  numbers.push(states.length);
  for (const [place, { kind, width, signed, lane }] of states.entries()) {
    numbers.push(kind.length, width, signed ? 1 : 0, lane ?? -1, layout.states[place]!);
  }
  numbers.push(registers.length);
  for (const { state, next, resetValue } of registers) {
    numbers.push(state, resetValue === undefined ? 0 : 1);
    for (let rest = resetValue ?? 0n, left = states[state]!.width; left > 0; left -= 64) {
      addValue(rest);
      rest >>= 64n;
    }
    addBits(next);
  }
  numbers.push(memories.length);
  for (const memory of memories) {
    const { depth, wordType, lanes, write, read, writesFirst } = memory;
    const { base, stride } = layout.memories.get(memory)!;
    numbers.push(depth, wordType.width, wordType.signed ? 1 : 0, lanes.count, lanes.width, writesFirst ? 1 : 0);
    numbers.push(base, stride, write ? 1 : 0, read ? 1 : 0);
    if (write) {
      addWord(write.enable);
      addWord(write.address);
      addBits(write.data);
    }
    if (read) numbers.push(read.enable.id, read.address.id, read.state);
  }
  numbers.push(properties.length);
  for (const { property, fires } of properties) numbers.push(propertyKinds.indexOf(property.kind), fires.id);
  numbers.push(layout.end, resetState ?? -1, plainReset === undefined ? 0 : 1, ...rises.values());
  // The operators by the numbers that they have above.
  for (const operator of operators.keys()) for (const letter of operator) numbers.push(letter.charCodeAt(0));
  return Int32Array.from(numbers);
}
