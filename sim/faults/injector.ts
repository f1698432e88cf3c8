import type { Simulator } from '../engine/simulator.ts';
import type { HeldBits, StateAccess } from '../engine/state-access.ts';
import { type FaultPlace, parseFault, placeText } from './fault.ts';
import { checkPlace } from './targets.ts';

/** What faults are injected into: either of the simulators in this process. */
export type FaultySimulator = StateAccess & Pick<Simulator, 'memories'>;

/** A bit by its place or by its text: `control.state[2]`, `wmem[12][45]`. */
export type PlaceOrText = FaultPlace | string;

/** Injects faults between edges. Places that do not exist throw a `BurinError` (B580 to B582). */
export interface FaultInjector {
  /** Turns a bit over, once. A bit that is stuck stays as it is. */
  upset(place: PlaceOrText): void;
  /** Has a bit keep a value from now on: behind every edge, and whatever is written to it. */
  stick(place: PlaceOrText, value: 0 | 1): void;
  /** Lets a stuck bit go, or all; they keep their value until the design stores a new one. */
  release(place?: PlaceOrText): void;
}

/** An injector, which alone must hold bits of the simulator: `holdBits` is what it sticks with. */
export function faultInjector(simulator: FaultySimulator): FaultInjector {
  const stuck = new Map<string, HeldBits>();
  const checked = (place: PlaceOrText): FaultPlace => {
    const found = typeof place === 'string' ? parseFault(place) : place;
    checkPlace(simulator, found);
    return found;
  };
  const hold = () => simulator.holdBits([...stuck.values()]);
  return {
    upset(text) {
      const place = checked(text);
      simulator.flipBits(place, 1n << BigInt(place.bit));
    },
    stick(text, value) {
      const place = checked(text);
      const mask = 1n << BigInt(place.bit);
      stuck.set(placeText(place), { ...place, mask, value: value === 1 ? mask : 0n });
      hold();
    },
    release(text) {
      if (text === undefined) stuck.clear();
      else stuck.delete(placeText(checked(text)));
      hold();
    },
  };
}
