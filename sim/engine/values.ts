import type { BitType } from '../../generators/circuit/types.ts';
import { SimulationError } from './simulator.ts';

/** The value as a bigint; throws a `SimulationError` where the type does not hold it. */
export function checkedValue(name: string, type: BitType, value: number | bigint | boolean): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new SimulationError(`${name} cannot take ${value}: not an exact integer; give a bigint`);
  }
  const number = BigInt(value);
  const low = type.signed ? -(1n << BigInt(type.width - 1)) : 0n;
  const high = (1n << BigInt(type.signed ? type.width - 1 : type.width)) - 1n;
  if (number < low || number > high) {
    throw new SimulationError(`${name} cannot take ${value}: it holds ${low} to ${high}`);
  }
  return number;
}

/** The mask as a bigint; throws a `SimulationError` where it has bits that a value of so many bits has not. */
export function checkedMask(name: string, width: number, mask: bigint): bigint {
  if (mask < 0n || mask >> BigInt(width) !== 0n) {
    throw new SimulationError(`${name} has bits 0 to ${width - 1}; the mask ${mask} has others`);
  }
  return mask;
}

export function notSavedHere(): SimulationError {
  return new SimulationError('this state was not saved by this simulator: save and restore with one and the same');
}

export function checkedNarrow(name: string, width: number): void {
  if (width > 32) {
    throw new SimulationError(`${name} is ${width} bits wide; numbers are for at most 32, use get or set with bigints`);
  }
}

export function checkedAddress(name: string, depth: number, address: number): void {
  if (!Number.isInteger(address) || address < 0 || address >= depth) {
    throw new SimulationError(`${name} has no address ${address}: it has ${depth} words`);
  }
}

export function checkedCount(what: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new SimulationError(`${what} is ${count}, not a count`);
}

/** The clocks that are to rise: those named, or all. Throws a `SimulationError` for a name that is none, and for none at all. */
export function checkedClocks(
  known: readonly string[],
  clocks: string | readonly string[] | undefined,
): readonly string[] {
  if (clocks === undefined) return known;
  const named = typeof clocks === 'string' ? [clocks] : clocks;
  if (named.length === 0) throw new SimulationError('no clock is to rise: name one, or leave the clocks out for all');
  for (const clock of named) if (!known.includes(clock)) throw unknownName('clock', clock, known);
  return named;
}

export function waitFailed(signal: string, value: number, maximum: number, cycle: number): SimulationError {
  return new SimulationError(`${signal} did not become ${value} within ${maximum} cycles (now at cycle ${cycle})`);
}

/** An error for a name that does not exist, with those that look most like it. */
export function unknownName(what: string, name: string, known: Iterable<string>): SimulationError {
  const close = closeNames(name, known);
  const hint = close.length > 0 ? `; close to it: ${close.join(', ')}` : '';
  return new SimulationError(`no ${what} is called ${name}${hint}`);
}

/** The names that look most like one that does not exist, at most five, the closest first. */
export function closeNames(name: string, known: Iterable<string>): readonly string[] {
  return [...known]
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, candidate.length / 3))
    .sort((first, second) => first.distance - second.distance)
    .slice(0, 5)
    .map(({ candidate }) => candidate);
}

/** Insertions, deletions and replacements that turn one text into the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const replaced = row[column - 1]! + (from[line - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
