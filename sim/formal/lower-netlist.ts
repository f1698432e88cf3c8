import type { LogicModule } from '../../generators/circuit/types.ts';
import { memoryArray } from '../../generators/verilog/index.ts';
import type { Bits } from '../engine/flatten/bits.ts';
import { fillOf } from '../engine/flatten/fill.ts';
import type { Netlist, NetlistMemory } from '../engine/flatten/netlist.ts';
import type { Word } from '../engine/flatten/word.ts';
import { constantSignal, type RtlilBit, RtlilModule, type RtlilSignal, resized, zeroBit } from './rtlil.ts';

/** Bits from one lane to the next in a memory's row. */
const laneDistance = 32;

/**
 * A netlist of our simulators in RTLIL, as one module with the ports of `top`. Registers and all named signals have
 * wires under their names, so that a proof can go from one to the next.
 * @throws TypeError for designs with more than one clock or reset
 */
export function lowerNetlist(netlist: Netlist, top: LogicModule): string {
  if (netlist.rises.size > 0) throw new TypeError('a netlist of several clocks is not lowered');
  const rtlil = new RtlilModule(top.name);
  const ports = new Map<string, RtlilSignal>();
  for (const [place, { kind, name, type }] of top.ports.entries()) {
    ports.set(name, rtlil.wire(name, type.width, { port: { direction: kind, number: place + 1 } }));
  }
  const clock = ports.get(netlist.clocks[0] ?? '')?.[0];
  const reset = ports.get(netlist.plainReset ?? '')?.[0];
  const states = netlist.states.map(({ kind, name, width }): RtlilSignal => {
    if (kind === 'input') return ports.get(name)!;
    return rtlil.hidden(width);
  });
  const words = netlist.memories.map(({ name, depth, wordType: { width }, initial, write }) =>
    Array.from({ length: depth }, (_, at) => {
      const start = initial[at] ?? 0n;
      return write
        ? rtlil.wire(`${name}.${memoryArray}[${at}]`, width, { initial: start })
        : constantSignal(start, width);
    }),
  );
  const lowering = wordLowering(rtlil, netlist, states, words);
  for (const { state, next, resetValue } of netlist.registers) {
    const value = lowering.bits(next);
    const width = states[state]!.length;
    const held = resized(value, width, next.signed);
    const taken = resetValue === undefined ? held : rtlil.mux(reset!, constantSignal(resetValue, width), held);
    rtlil.flipFlop(clock!, states[state]!, taken);
  }
  for (const [number, memory] of netlist.memories.entries()) {
    lowerPorts(rtlil, memory, { lowering, clock: clock!, states, words: words[number]! });
  }
  for (const [name, signal] of netlist.signals) {
    const value = lowering.bits(signal.value());
    const port = ports.get(name);
    if (port && netlist.outputs.includes(name)) rtlil.connect(port, value);
    else if (!port) rtlil.connect(rtlil.wire(name, signal.width), value);
  }
  return rtlil.toString();
}

interface Lowering {
  /** The bits that a word stands for, in a given number of bits. */
  readonly number: (word: Word, width: number) => RtlilSignal;
  readonly bits: (bits: Bits) => RtlilSignal;
}

function wordLowering(
  rtlil: RtlilModule,
  netlist: Netlist,
  states: readonly RtlilSignal[],
  words: readonly (readonly RtlilSignal[])[],
): Lowering {
  const known = new Map<Word, RtlilSignal>();
  const lower = (word: Word): RtlilSignal => {
    let signal = known.get(word);
    if (!signal) {
      signal = lowerOne(word);
      known.set(word, signal);
    }
    return signal;
  };
  const number = (word: Word, width: number) => resized(lower(word), width, word.signed);
  const lowerOne = (word: Word): RtlilSignal => {
    const { width, operands, low } = word;
    const [a, b, c] = operands as [Word, Word, Word];
    switch (word.operator) {
      case 'constant':
        return constantSignal(word.value, width);
      case 'state':
        return states[word.state]!.slice(0, width);
      case 'extract':
        return states[word.state]!.slice(low, low + width);
      case 'extractElement':
        return rtlil.pick(elementsAt(netlist, states, word), lower(a));
      case 'fetch': {
        const { lanes } = netlist.memories[word.memory]!;
        const rows = words[word.memory]!.map((one) => laidDown(one, lanes.count, lanes.width));
        return rtlil.pick(
          rows.map((row) => resized(row.slice(low, low + width), width, false)),
          lower(a),
        );
      }
      case 'add':
        return rtlil.binary('$add', number(a, width), number(b, width), width, 'unsigned');
      case 'subtract':
        return rtlil.binary('$sub', number(a, width), number(b, width), width, 'unsigned');
      case 'multiply':
        return lowerFill(word, lower) ?? lowerProduct(rtlil, a, b, lower, number, width);
      case 'and':
        return rtlil.binary('$and', number(a, width), number(b, width), width, 'unsigned');
      case 'or':
        return rtlil.binary('$or', number(a, width), number(b, width), width, 'unsigned');
      case 'xor':
        return rtlil.binary('$xor', number(a, width), number(b, width), width, 'unsigned');
      case 'equal':
      case 'notEqual':
      case 'less':
      case 'lessEqual': {
        const types = { equal: '$eq', notEqual: '$ne', less: '$lt', lessEqual: '$le' } as const;
        // One bit more than either has holds both as signed numbers.
        const common = Math.max(a.width, b.width) + 1;
        return rtlil.binary(types[word.operator], number(a, common), number(b, common), 1, 'signed');
      }
      case 'oneOf': {
        const one = (value: Word) => rtlil.binary('$eq', lower(a), number(value, a.width), 1, 'unsigned');
        return rtlil.unary('$reduce_or', operands.slice(1).flatMap(one), 1);
      }
      case 'slice':
        return number(a, low + width).slice(low);
      case 'concatenate': {
        const result: RtlilBit[] = Array.from({ length: width }, () => zeroBit);
        for (const [place, operand] of operands.entries()) {
          for (const [bit, one] of lower(operand).entries()) result[word.offsets[place]! + bit] = one;
        }
        return result.slice(0, width);
      }
      case 'mux':
        return rtlil.mux(lower(a)[0]!, number(b, width), number(c, width));
      case 'shiftLeft':
        return rtlil.binary('$shl', number(a, width), lower(b), width, 'unsigned');
      case 'shiftRight':
        return a.signed
          ? rtlil.binary('$sshr', number(a, width), lower(b), width, 'signed', 'unsigned')
          : rtlil.binary('$shr', number(a, width), lower(b), width, 'unsigned');
      case 'parity':
        return rtlil.unary('$reduce_xor', lower(a), 1);
    }
  };
  const bits = ({ width, signed, parts }: Bits): RtlilSignal => {
    if (parts.length === 1) return resized(number(parts[0]!.word, parts[0]!.width), width, signed);
    return parts.flatMap((part) => number(part.word, part.width));
  };
  return { number, bits };
}

/** Copies of a word side by side, which the engine has as a product. */
function lowerFill(word: Word, lower: (word: Word) => RtlilSignal): RtlilSignal | undefined {
  const fill = fillOf(word);
  if (!fill) return undefined;
  const copy = resized(lower(fill.word), fill.distance, false);
  return resized(Array.from({ length: fill.count }, () => copy).flat(), word.width, false);
}

/** Two unsigned or two signed factors keep their widths, so that the product is the one of other sides of a proof. */
function lowerProduct(
  rtlil: RtlilModule,
  a: Word,
  b: Word,
  lower: (word: Word) => RtlilSignal,
  number: Lowering['number'],
  width: number,
): RtlilSignal {
  if (a.signed === b.signed) {
    return rtlil.binary('$mul', lower(a), lower(b), width, a.signed ? 'signed' : 'unsigned');
  }
  return rtlil.binary('$mul', number(a, a.width + 1), number(b, b.width + 1), width, 'signed');
}

/** Elements of a wide state variable, or of the lanes that follow the one that is named. */
function elementsAt(
  { states: variables }: Netlist,
  states: readonly RtlilSignal[],
  word: Word,
): readonly RtlilSignal[] {
  const { state, width, low: distance } = word;
  const variable = variables[state]!;
  if (variable.lane === undefined) {
    const whole = states[state]!;
    const count = Math.floor((whole.length - width) / distance) + 1;
    return Array.from({ length: count }, (_, place) => whole.slice(place * distance, place * distance + width));
  }
  const elements: RtlilSignal[] = [];
  for (let number = state; variables[number]?.name === variable.name; number++) elements.push(states[number]!);
  return elements.map((element) => resized(element, width, false));
}

/** A word as a memory's row holds it: lanes stand apart. */
function laidDown(word: RtlilSignal, count: number, width: number): RtlilSignal {
  if (count === 1) return word;
  const lanes = Array.from({ length: count }, (_, lane) => word.slice(lane * width, (lane + 1) * width));
  return lanes.flatMap((lane) => resized(lane, laneDistance, false));
}

function lowerPorts(
  rtlil: RtlilModule,
  { write, read, writesFirst, depth, wordType, lanes }: NetlistMemory,
  {
    lowering,
    clock,
    states,
    words,
  }: { lowering: Lowering; clock: RtlilBit; states: readonly RtlilSignal[]; words: readonly RtlilSignal[] },
): void {
  const both = (one: RtlilBit, other: RtlilBit): RtlilBit => rtlil.binary('$and', [one], [other], 1, 'unsigned')[0]!;
  const isAt = (address: Word, at: number): RtlilBit =>
    rtlil.isConstant(lowering.number(address, Math.max(address.width, depth.toString(2).length)), BigInt(at));
  const nexts = words.map((word, at) => {
    if (!write) return word;
    const hit = both(lowering.number(write.enable, 1)[0]!, isAt(write.address, at));
    return rtlil.mux(hit, resized(lowering.bits(write.data), wordType.width, false), word);
  });
  if (write) for (const [at, word] of words.entries()) rtlil.flipFlop(clock, word, nexts[at]!);
  if (!read) return;
  const shown = writesFirst ? nexts : words;
  const nothing = constantSignal(0n, wordType.width);
  const value = shown.reduce((rest, word, at) => rtlil.mux(isAt(read.address, at), word, rest), nothing);
  for (let lane = 0; lane < lanes.count; lane++) {
    const state = states[read.state + lane]!;
    const part = lanes.count === 1 ? value : value.slice(lane * lanes.width, (lane + 1) * lanes.width);
    rtlil.flipFlop(clock, state, rtlil.mux(lowering.number(read.enable, 1)[0]!, part, state));
  }
}
