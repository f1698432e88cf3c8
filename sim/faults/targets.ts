import { fail } from '../../generators/diagnostics.ts';
import type { Simulator } from '../engine/simulator.ts';
import { closeNames } from '../engine/values.ts';
import { fits } from '../waves/patterns.ts';
import type { FaultPlace } from './fault.ts';

/** What a design has that faults can hit. */
export type FaultyDesign = Pick<Simulator, 'registers' | 'memories'>;

/** A register, or a memory, with the number of its bits. */
export interface FaultTarget {
  readonly kind: 'register' | 'memory';
  readonly name: string;
  readonly width: number;
  /** Words; 1 for a register. */
  readonly depth: number;
  readonly bits: number;
}

const registersOf = ({ registers }: FaultyDesign): readonly FaultTarget[] =>
  registers.map(({ name, width }) => ({ kind: 'register', name, width, depth: 1, bits: width }));

const memoriesOf = ({ memories }: FaultyDesign): readonly FaultTarget[] =>
  memories.map(({ name, width, depth }) => ({ kind: 'memory', name, width, depth, bits: width * depth }));

/**
 * Registers whose names fit a pattern: `*` stands for anything within one name, `**` for anything.
 * @throws BurinError B581 where none does
 */
export function registerTargets(design: FaultyDesign, pattern: string): readonly FaultTarget[] {
  return chosen('register', registersOf(design), pattern);
}

/** Memories whose names fit a pattern. @throws BurinError B581 where none does */
export function memoryTargets(design: FaultyDesign, pattern: string): readonly FaultTarget[] {
  return chosen('memory', memoriesOf(design), pattern);
}

function chosen(kind: FaultTarget['kind'], all: readonly FaultTarget[], pattern: string): readonly FaultTarget[] {
  const found = all.filter(({ name }) => fits(pattern, name));
  return found.length > 0 ? found : unknown(kind, pattern, all);
}

/** Names beyond these are not listed: a message must stay readable. */
const mostNames = 12;

function unknown(kind: FaultTarget['kind'], name: string, all: readonly FaultTarget[]): never {
  const names = all.map((one) => one.name);
  const [plural, close] = [
    kind === 'register' ? 'registers' : 'memories',
    closeNames(name, names)[0] ?? names.find((one) => one.startsWith(name)),
  ];
  const message = `no ${kind} is called ${name}`;
  if (names.length === 0) fail('B581', message, `the design has no ${plural}; choose something else`);
  const listed = names.length > mostNames ? `${names.slice(0, mostNames).join(', ')}, …` : names.join(', ');
  fail('B581', message, `${close === undefined ? '' : `did you mean ${close}? `}the ${plural} are ${listed}`);
}

/** The bit with a number, counted through all targets. */
export function placeOfBit(targets: readonly FaultTarget[], number: number): FaultPlace {
  let left = number;
  for (const { kind, name, width, bits } of targets) {
    if (left >= bits) {
      left -= bits;
      continue;
    }
    const bit = left % width;
    return kind === 'register' ? { register: name, bit } : { memory: name, address: Math.floor(left / width), bit };
  }
  throw new RangeError(`there is no bit ${number} among the targets`);
}

export const bitsOf = (targets: readonly FaultTarget[]): number => targets.reduce((sum, { bits }) => sum + bits, 0);

/**
 * The target that a place lies in.
 * @throws BurinError B581 for a name that is none, B582 for an address or bit that it does not have
 */
export function checkPlace(design: FaultyDesign, place: FaultPlace): FaultTarget {
  const isWord = 'memory' in place;
  const [kind, name] = isWord ? (['memory', place.memory] as const) : (['register', place.register] as const);
  const all = isWord ? memoriesOf(design) : registersOf(design);
  const target = all.find((one) => one.name === name);
  if (!target) {
    const other = (isWord ? registersOf(design) : memoriesOf(design)).some((one) => one.name === name);
    if (other) {
      fail(
        'B581',
        `${name} is a ${isWord ? 'register' : 'memory'}`,
        isWord ? `write ${name}[bit]` : `write ${name}[address][bit]`,
      );
    }
    return unknown(kind, name, all);
  }
  const { width, depth } = target;
  if (isWord && !inRange(place.address, depth)) {
    fail('B582', `${name} has no address ${place.address}`, `give an address from 0 to ${depth - 1}`);
  }
  if (!inRange(place.bit, width)) {
    fail('B582', `${name} has no bit ${place.bit}`, `give a bit from 0 to ${width - 1}`);
  }
  return target;
}

const inRange = (number: number, below: number): boolean => Number.isInteger(number) && number >= 0 && number < below;
