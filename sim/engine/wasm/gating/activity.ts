import type { Netlist } from '../../flatten/netlist.ts';
import { reachableWords, rootsOf } from '../../flatten/specialise.ts';
import { type Layout, sizeOf } from '../layout.ts';
import type { LinearMemory } from '../linear-memory.ts';
import type { StepGates } from '../step-module.ts';
import { type Clusters, clustersOf, everyEdge, type Pattern } from './clusters.ts';
import { supportsOf } from './supports.ts';

/** Other gates must leave less than this share of the work of those at hand, and so much less of all work. */
const muchLess = 0.7;
const leastGain = 0.02;

/** From when on gates are worth it; `ProfilePace` says more. */
export type GateBounds = Readonly<Record<'mostWork' | 'fewestSaved', number>>;

/** Notes, edge by edge, what state changes. */
export class Activity {
  readonly #netlist: Netlist;
  readonly #layout: Layout;
  readonly #memory: LinearMemory;
  readonly #bounds: GateBounds;
  #before: Int32Array | undefined;
  #patterns: Pattern[];
  #samples = 0;
  /** Sum over the samples of the shares that the gates at hand left. */
  #work = 0;

  constructor(netlist: Netlist, layout: Layout, memory: LinearMemory, bounds: GateBounds) {
    this.#bounds = bounds;
    this.#netlist = netlist;
    this.#layout = layout;
    this.#memory = memory;
    this.#patterns = netlist.states.map(() => 0n);
  }

  /** Keeps the state as it is before an edge. */
  look(): void {
    const { states } = this.#netlist;
    const end = states.reduce(
      (most, { width }, state) => Math.max(most, this.#layout.states[state]! + sizeOf(width)),
      0,
    );
    this.#before = this.#memory.words.slice(0, end / 4);
  }

  forget(): void {
    this.#before = undefined;
  }

  get isLooking(): boolean {
    return this.#before !== undefined;
  }

  /** Notes what that edge has changed; `gates` are those of the step that took it. */
  compare(gates: StepGates | undefined): void {
    const before = this.#before!;
    const { words } = this.#memory;
    const edge = 1n << BigInt(this.#samples++);
    for (const [state, { width }] of this.#netlist.states.entries()) {
      const first = this.#layout.states[state]! / 4;
      for (let word = first; word < first + sizeOf(width) / 4; word++) {
        if (words[word] === before[word]) continue;
        this.#patterns[state]! |= edge;
        break;
      }
    }
    if (gates) this.#work += workOf(gates, words);
    this.#before = undefined;
  }

  /**
   * Clusters by which little is left to do; nothing where that is not worth it, and `'as it is'` where the gates at hand
   * are, and others would leave hardly less, or could not be compiled. Begins anew.
   */
  conclude(gates: StepGates | undefined, mayCompile: boolean): Clusters | 'as it is' | undefined {
    const patterns = this.#patterns;
    const samples = this.#samples;
    const work = this.#work / samples;
    this.#patterns = patterns.map(() => 0n);
    this.#samples = 0;
    this.#work = 0;
    const clusters = clustersOf(this.#netlist, patterns, samples, this.#bounds.fewestSaved);
    const expected = expectedWork(this.#netlist, clusters);
    const isBetter = expected < muchLess * work && work - expected > leastGain;
    if (gates && work <= this.#bounds.mostWork && !(mayCompile && isBetter)) return 'as it is';
    return expected <= this.#bounds.mostWork ? clusters : undefined;
  }
}

/** The share of the operations that the last edge took. */
function workOf({ places, weights }: StepGates, words: Int32Array): number {
  const [low, high] = [words[places.changed / 4]!, words[places.changed / 4 + 1]!];
  const changed = (BigInt(high) << 32n) | BigInt(low >>> 0);
  let done = 0;
  let all = 0;
  for (const [gate, weight] of weights) {
    all += weight;
    if (gate === everyEdge || (gate & changed) !== 0n) done += weight;
  }
  return done / all;
}

/** The share of the netlist's words that an edge takes with these clusters, as far as the samples tell. */
function expectedWork(netlist: Netlist, clusters: Clusters): number {
  const words = reachableWords(rootsOf(netlist));
  const supports = supportsOf(words, ({ operands }) => operands, clusters);
  const sum = words.reduce((all, word) => all + clusters.activityOf(supports.get(word)!), 0);
  return sum / words.length;
}
