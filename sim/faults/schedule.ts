import type { HeldBits, RegisterPlace, WordPlace } from '../engine/state-access.ts';
import type { Fault } from './fault.ts';
import { checkPlace, type FaultyDesign } from './targets.ts';

/** What is done to the design after `cycle` edges of a run. */
export interface FaultStep {
  readonly cycle: number;
  readonly flips: readonly { readonly place: RegisterPlace | WordPlace; readonly mask: bigint }[];
  /** All that is held from then on. */
  readonly held: readonly HeldBits[];
}

/** Faults of a run in the order of time, those of one word at a time as one. */
export type FaultSchedule = readonly FaultStep[];

/**
 * Sorts faults by time. Upsets of one bit at a time that are even in number cancel.
 * @throws BurinError B581, B582 for a place that does not exist
 */
export function scheduleFaults(design: FaultyDesign, faults: readonly Fault[]): FaultSchedule {
  for (const fault of faults) checkPlace(design, fault);
  const cycles = [...new Set(faults.map(({ cycle }) => cycle))].sort((one, other) => one - other);
  const byCycle = new Map(cycles.map((cycle) => [cycle, [] as Fault[]]));
  for (const fault of faults) byCycle.get(fault.cycle)!.push(fault);
  const held = new Map<string, HeldBits>();
  return [...byCycle].map(([cycle, group]) => {
    const flips = new Map<string, FaultStep['flips'][number]>();
    for (const fault of group) {
      const mask = 1n << BigInt(fault.bit);
      const place: RegisterPlace | WordPlace =
        'memory' in fault ? { memory: fault.memory, address: fault.address } : { register: fault.register };
      const key = 'memory' in place ? `${place.memory}[${place.address}]` : place.register;
      if (fault.kind === 'stuck') {
        const before = held.get(key) ?? { mask: 0n, value: 0n };
        const value = (before.value & ~mask) | (fault.value === 1 ? mask : 0n);
        held.set(key, { ...place, mask: before.mask | mask, value });
        continue;
      }
      flips.set(key, { place, mask: mask ^ (flips.get(key)?.mask ?? 0n) });
    }
    return { cycle, flips: [...flips.values()], held: [...held.values()] };
  });
}
