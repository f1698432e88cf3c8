import type { Netlist } from '../flatten/netlist.ts';
import type { KnownStates } from '../flatten/specialise.ts';
import { Activity } from './gating/activity.ts';
import type { Clusters } from './gating/clusters.ts';
import type { Layout } from './layout.ts';
import type { LinearMemory } from './linear-memory.ts';
import { isCase, type StateCases, stateCases } from './state-cases.ts';
import type { StepGates } from './step-module.ts';
import { candidatesOf, usualStates } from './usual-states.ts';

/** How soon and how often a profile is taken. */
export interface ProfilePace {
  /** Edges from one sample to the next, in the first profile. */
  readonly interval: number;
  readonly samples: number;
  /** Profiles in all; each takes `growth` times as long as the one before. */
  readonly profiles: number;
  readonly growth: number;
  /** Words that a design must have at least for gates. */
  readonly fewestGated: number;
  /** Of what would be worked out before every edge, the share that gates must leave at most. */
  readonly mostWork: number;
  /** Nodes that a gate of its own must save at an edge, on average. */
  readonly fewestSaved: number;
}

/** What the step is to be compiled for, or both nothing: for no state in particular. */
export interface StepPlan {
  readonly usual?: KnownStates;
  readonly cases?: StateCases | undefined;
  readonly clusters?: Clusters;
}

/** Compiling again takes about as long as it takes to execute so many bytes of code. */
const bytesPerProfile = 2 ** 34;
const samplesPerProfile = 64;
/** Code longer than this is not compiled again: that takes seconds. */
const longestCode = 2 ** 21;
/** What smaller designs leave out by gates is hardly more than what these cost. */
const fewestGated = 4000;
/** Asking for changes, marking them and keeping values in memory costs up to the rest. */
const mostWork = 0.7;
const fewestSaved = 6;

/** The pace at which compiling again is paid for by the time that was spent before, for code of so many bytes. */
export function paceFor(bytes: number): ProfilePace {
  // Prime, as designs like to do things every so many powers of two.
  const interval = Math.max(61, Math.round(bytesPerProfile / bytes / samplesPerProfile));
  const profiles = bytes > longestCode ? 0 : 3;
  return { interval, samples: samplesPerProfile, profiles, growth: 8, fewestGated, mostWork, fewestSaved };
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
  #cases: StateCases | undefined;
  #hasLookedForCases = false;
  readonly #activity: Activity | undefined;

  constructor(netlist: Netlist, layout: Layout, memory: LinearMemory, pace: ProfilePace) {
    this.#netlist = netlist;
    this.#layout = layout;
    this.#memory = memory;
    this.#pace = pace;
    this.#interval = pace.interval;
    this.next = pace.profiles > 0 ? pace.interval : Number.POSITIVE_INFINITY;
    const isLarge = netlist.graph.words.length >= pace.fewestGated;
    this.#activity = isLarge ? new Activity(netlist, layout, memory, pace) : undefined;
  }

  skip(edge: number): void {
    this.#activity?.forget();
    this.next = edge + this.#interval;
  }

  /**
   * Takes a sample after an edge; gives what to compile the step for once enough are there and the code at hand is made for
   * something else. `gates` are those of the code at hand.
   */
  sample(edge: number, gates: StepGates | undefined): StepPlan | undefined {
    const activity = this.#activity;
    if (activity && !activity.isLooking) {
      activity.look();
      this.next = edge + 1;
      return undefined;
    }
    activity?.compare(gates);
    this.#candidates ??= candidatesOf(this.#netlist);
    this.#samples.push(this.#candidates.map((state) => this.#memory.words[this.#layout.states[state]! / 4]!));
    this.skip(edge);
    return this.#samples.length < this.#pace.samples ? undefined : this.#conclude(this.#candidates, gates);
  }

  #conclude(candidates: readonly number[], gates: StepGates | undefined): StepPlan | undefined {
    const samples = this.#samples;
    this.#samples = [];
    const isInTime = this.#profiles < this.#pace.profiles;
    this.#profiles++;
    const plan = this.#plan(candidates, samples, gates, isInTime);
    // Where the first profile found nothing, the second one looks for cases as soon as that has paid for itself.
    if (isInTime && (plan || this.#profiles > 1)) this.#interval *= this.#pace.growth;
    // Gates are looked at as long as they are there, and left where they no longer pay.
    const hasGates = (plan ? plan.clusters : gates) !== undefined;
    const isOver = this.#profiles >= this.#pace.profiles && !hasGates;
    if (isOver || (candidates.length === 0 && !this.#activity)) this.next = Number.POSITIVE_INFINITY;
    return plan;
  }

  /** What to compile for; where that may no longer be done, nothing but to leave the gates that there are. */
  #plan(
    candidates: readonly number[],
    samples: readonly (readonly number[])[],
    gates: StepGates | undefined,
    mayCompile: boolean,
  ): StepPlan | undefined {
    const clusters = this.#activity?.conclude(gates, mayCompile);
    if (clusters === 'as it is') return undefined;
    if (!mayCompile) return {};
    if (clusters) {
      this.#usual = new Map();
      this.#cases = undefined;
      return { clusters };
    }
    // Code for cases takes longer to compile than code for what is usual: nothing for the first profile.
    const looksForCases = this.#profiles > 1;
    const usually = samples.filter((sample) => this.#isUsual(candidates, sample));
    const fitting = usually.filter((sample) => this.#isCase(candidates, sample)).length;
    const fits = (this.#usual.size > 0 || this.#cases !== undefined) && 2 * fitting >= samples.length;
    if (fits && (this.#hasLookedForCases || !looksForCases)) return undefined;
    if (!fits) this.#usual = candidates.length > 0 ? usualStates(this.#netlist, candidates, samples) : new Map();
    const usual = samples.filter((sample) => this.#isUsual(candidates, sample));
    this.#cases = looksForCases ? stateCases(this.#netlist, candidates, usual, this.#usual) : undefined;
    this.#hasLookedForCases ||= looksForCases;
    if (fits && !this.#cases) return undefined;
    if (this.#usual.size > 0 || this.#cases) return { usual: this.#usual, cases: this.#cases };
    return gates ? {} : undefined;
  }

  #isUsual(candidates: readonly number[], sample: readonly number[]): boolean {
    return [...this.#usual].every(([state, value]) => sample[candidates.indexOf(state)] === Number(value));
  }

  #isCase(candidates: readonly number[], sample: readonly number[]): boolean {
    return !this.#cases || isCase(this.#cases, (state) => sample[candidates.indexOf(state)]!);
  }
}
