import type { Lanes } from '../flatten/lanes.ts';
import type { Netlist } from '../flatten/netlist.ts';
import type { NumberType } from './encoder.ts';
import { type Layout, sizeOf } from './layout.ts';
import type { LinearMemory } from './linear-memory.ts';

/** Where a register or a stored word lies. */
export interface StatePlace {
  readonly address: number;
  readonly width: number;
  readonly signed: boolean;
  readonly lanes: Lanes;
}

/** A register, or the output word of a memory. */
export interface RegisterState extends StatePlace {
  readonly name: string;
  readonly isReadData: boolean;
}

/** All registers by name, in hierarchical order. */
export function registerStates({ states, signals }: Netlist, layout: Layout): ReadonlyMap<string, RegisterState> {
  const registers = new Map<string, RegisterState>();
  for (const [number, { name, kind, lane }] of states.entries()) {
    if (kind === 'input' || (lane ?? 0) > 0) continue;
    const { width, signed } = signals.get(name)!;
    const lanes: Lanes = { count: 1, width };
    registers.set(name, {
      name,
      address: layout.states[number]!,
      width,
      signed,
      lanes,
      isReadData: kind === 'readData',
    });
    if (lane === undefined) continue;
    let count = 1;
    while (states[number + count]?.name === name && states[number + count]!.lane === count) count++;
    registers.set(name, { ...registers.get(name)!, lanes: { count, width: states[number]!.width } });
  }
  return registers;
}

export function readPlace(memory: LinearMemory, { address, width, signed, lanes }: StatePlace): bigint {
  if (lanes.count === 1) return memory.read(address, width, signed);
  const bits = memory.readLanes(address, lanes);
  return signed ? BigInt.asIntN(width, bits) : bits;
}

export function writePlace(memory: LinearMemory, { address, width, lanes }: StatePlace, value: bigint): void {
  if (lanes.count === 1) memory.write(address, width, value);
  else memory.writeLanes(address, lanes, value);
}

/** Four or eight bytes of a place, and the bits in them that a mask chooses, with what they are to be. */
export interface MaskedNumber {
  readonly address: number;
  readonly type: NumberType;
  readonly mask: bigint;
  readonly value: bigint;
}

/** The bits of a place at which `mask` is 1, as its numbers lie in the memory; a sign fills all bits above it. */
export function maskedNumbers(
  { address, width, signed, lanes }: StatePlace,
  mask: bigint,
  value: bigint,
): readonly MaskedNumber[] {
  if (lanes.count > 1) {
    const lane = (bits: bigint, number: number) => BigInt.asUintN(lanes.width, bits >> BigInt(number * lanes.width));
    return Array.from({ length: lanes.count }, (_, number) => ({
      address: address + 4 * number,
      type: 'i32' as const,
      mask: lane(mask, number),
      value: lane(value, number),
    })).filter((one) => one.mask !== 0n);
  }
  const extended = (bits: bigint) => (signed && width <= 64 ? BigInt.asIntN(width, bits) : BigInt.asUintN(width, bits));
  if (width <= 32) return [{ address, type: 'i32', mask: extended(mask), value: extended(value) }];
  return Array.from({ length: sizeOf(width) / 8 }, (_, number) => ({
    address: address + 8 * number,
    type: 'i64' as const,
    mask: BigInt.asIntN(64, extended(mask) >> BigInt(64 * number)),
    value: BigInt.asIntN(64, extended(value) >> BigInt(64 * number)),
  })).filter((one) => one.mask !== 0n);
}
