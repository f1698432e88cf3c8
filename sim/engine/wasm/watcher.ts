import { single } from '../flatten/bits.ts';
import type { NamedSignal, NetlistProperty } from '../flatten/netlist.ts';
import { isDemand, messageText, violationOf } from '../properties.ts';
import type { CoverCount } from '../simulator.ts';
import type { LinearMemory } from './linear-memory.ts';
import type { Probe, Probes } from './probes.ts';
import type { Watch } from './watch.ts';

/** A property that stops steps, with what reads it; compiled when a step first stops. */
interface Stop {
  readonly property: NetlistProperty;
  readonly fires: Probe;
  /** Of its message, once asked for. */
  values?: readonly Probe[];
}

/** The host's side of properties: says what fires where a step stops, and reads the counts. */
export class Watcher {
  readonly #watch: Watch;
  readonly #memory: LinearMemory;
  readonly #probes: Probes;
  readonly #print: (text: string) => void;
  #stops: Stop[] | undefined;

  constructor(watch: Watch, memory: LinearMemory, probes: Probes, print: (text: string) => void) {
    this.#watch = watch;
    this.#memory = memory;
    this.#probes = probes;
    this.#print = print;
  }

  get covers(): readonly CoverCount[] {
    const { covers, places } = this.#watch;
    return covers.map(({ name, property }, place) => {
      const count = Number(this.#memory.read(places.covers[place]!, 64, false));
      return { name, count, location: property.location };
    });
  }

  /**
   * Prints what fires before the next edge.
   * @param settled brings a probe up to date and reads it
   * @throws PropertyViolation where an assertion or assumption does, before anything is printed
   */
  look(cycle: number, settled: (probe: Probe) => bigint): void {
    const firing = this.#stopped().filter(({ fires }) => settled(fires) === 1n);
    const textOf = (stop: Stop) => {
      stop.values ??= this.#probes.probes(stop.property.values);
      return messageText(stop.property.property, stop.values.map(settled));
    };
    const violated = firing.find(({ property }) => isDemand(property.property));
    if (violated) throw violationOf(violated.property.property, violated.property.name, cycle, textOf(violated));
    for (const stop of firing) this.#print(textOf(stop));
  }

  /** Has steps go on where they would stop. */
  passes(isPassing: boolean): void {
    this.#memory.words[this.#watch.places.passes / 4] = isPassing ? 1 : 0;
  }

  #stopped(): readonly Stop[] {
    if (!this.#stops) {
      const { stops } = this.#watch;
      const signals = stops.map(
        ({ name, fires }): NamedSignal => ({ name, width: 1, signed: false, value: () => single(fires, 1, false) }),
      );
      const probes = this.#probes.probes(signals);
      this.#stops = stops.map((property, place): Stop => ({ property, fires: probes[place]! }));
    }
    return this.#stops;
  }
}
