import type { Netlist } from '../flatten/netlist.ts';
import type { KnownStates } from '../flatten/specialise.ts';
import type { Layout } from './layout.ts';
import type { LinearMemory } from './linear-memory.ts';
import { candidatesOf, usualStates } from './usual-states.ts';

/** How soon and how often a profile is taken. */
export interface ProfilePace {
  /** Edges from one sample to the next, in the first profile. */
  readonly interval: number;
  readonly samples: number;
  /** Profiles in all; each takes `growth` times as long as the one before. */
  readonly profiles: number;
  readonly growth: number;
}

/** Compiling again takes about as long as it takes to execute so many bytes of code. */
const bytesPerProfile = 2 ** 34;
const samplesPerProfile = 64;
/** Code longer than this is not compiled again: that takes seconds. */
const longestCode = 2 ** 21;

/** The pace at which compiling again is paid for by the time that was spent before, for code of so many bytes. */
export function paceFor(bytes: number): ProfilePace {
  // Prime, as designs like to do things every so many powers of two.
  const interval = Math.max(61, Math.round(bytesPerProfile / bytes / samplesPerProfile));
  return { interval, samples: samplesPerProfile, profiles: bytes > longestCode ? 0 : 3, growth: 8 };
}

/** Samples what state is like between edges, and says what it is like usually. */
export class Profile {
  /** The edge after which the next sample is due. */
  next: number;
  readonly #netlist: Netlist;
  readonly #layout: Layout;
  readonly #memory: LinearMemory;
  readonly #pace: ProfilePace;
  #candidates: readonly number[] | undefined;
  #samples: (readonly number[])[] = [];
  #interval: number;
  #profiles = 0;
  #usual: KnownStates = new Map();

  constructor(netlist: Netlist, layout: Layout, memory: LinearMemory, pace: ProfilePace) {
    this.#netlist = netlist;
    this.#layout = layout;
    this.#memory = memory;
    this.#pace = pace;
    this.#interval = pace.interval;
    this.next = pace.profiles > 0 ? pace.interval : Number.POSITIVE_INFINITY;
  }

  skip(edge: number): void {
    this.next = edge + this.#interval;
  }

  /** Takes a sample after an edge; gives what is usual once enough are there and the code at hand is made for something else. */
  sample(edge: number): KnownStates | undefined {
    this.#candidates ??= candidatesOf(this.#netlist);
    this.#samples.push(this.#candidates.map((state) => this.#memory.words[this.#layout.states[state]! / 4]!));
    this.skip(edge);
    return this.#samples.length < this.#pace.samples ? undefined : this.#conclude(this.#candidates);
  }

  #conclude(candidates: readonly number[]): KnownStates | undefined {
    const samples = this.#samples;
    this.#samples = [];
    this.#interval *= this.#pace.growth;
    this.#profiles++;
    if (this.#profiles === this.#pace.profiles || candidates.length === 0) this.next = Number.POSITIVE_INFINITY;
    const places = [...this.#usual].map(([state, value]) => [candidates.indexOf(state), Number(value)] as const);
    const asUsual = samples.filter((sample) => places.every(([place, value]) => sample[place] === value)).length;
    if (places.length > 0 && 2 * asUsual >= samples.length) return undefined;
    this.#usual = usualStates(this.#netlist, candidates, samples);
    return this.#usual.size > 0 ? this.#usual : undefined;
  }
}
