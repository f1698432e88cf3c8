import type { LogicModule } from '../../generators/circuit/types.ts';
import { fail } from '../../generators/diagnostics.ts';
import type { ObservableSimulator } from '../engine/index.ts';
import { type DesignSignal, designSignals } from '../waves/design-signals.ts';
import { chooseNames, type NamePatterns } from '../waves/patterns.ts';
import { BitCounters } from './counters.ts';
import { type Coverage, mergeCoverage } from './coverage.ts';
import { type CoverableModule, coverableModules } from './instrument.ts';

export interface CollectOptions {
  /** The signals whose bits are looked at for toggling, by patterns such as `control.*`; all by default. */
  readonly toggles?: NamePatterns | 'none';
}

/** A collection that goes on with every step of its simulator. */
export interface Collector {
  /** What was reached so far. */
  coverage(): Coverage;
  /** Ends the collection and gives all of it. */
  end(): Coverage;
}

/** An instance of a module, by its path: names each followed by a dot. */
interface Placed {
  readonly module: LogicModule;
  readonly points: CoverableModule;
  readonly path: string;
}

/**
 * Counts from now on what a simulator of a circuit that `withCoverage` made reaches: exactly, as everything is looked at
 * before every edge. Throws a `BurinError` for another circuit (B570) and for patterns that fit nothing (B560).
 */
export function collectCoverage(simulator: ObservableSimulator, { toggles = '**' }: CollectOptions = {}): Collector {
  const modules = coverableModules(simulator.circuit);
  if (!modules) {
    fail(
      'B570',
      `the simulated circuit ${simulator.circuit.top.name} does not show what it reaches`,
      'simulate withCoverage(circuit) in its place',
    );
  }
  const placed: Placed[] = [];
  const place = (module: LogicModule, path: string) => {
    placed.push({ module, points: modules.get(module)!, path });
    for (const instance of module.instances) {
      const inner = instance.module.kind === 'external' ? instance.module.model : instance.module;
      if (inner?.kind === 'logic') place(inner, `${path}${instance.name}.`);
    }
  };
  place(simulator.circuit.top, '');

  const added = placed.flatMap(({ points, path }) => points.shown.map(({ node }) => path + node));
  const isAdded = new Set(added);
  const own = designSignals(simulator.circuit).filter(({ name }) => !isAdded.has(name));
  const toggled: readonly DesignSignal[] = toggles === 'none' ? [] : chooseNames(own, toggles);
  const names = [...new Set([...added, ...toggled.map(({ name }) => name)])];
  let counters: BitCounters | undefined;
  const observation = simulator.observe(names, (changes) => counters?.take(changes));
  counters = new BitCounters(observation.words);
  const bits = counters;
  const placeOf = new Map(names.map((name, number) => [name, observation.places[number]!]));
  const coversBefore = new Map(simulator.covers.map(({ name, count }) => [name, count]));

  const coverage = (): Coverage => {
    observation.flush();
    bits.settle(observation);
    const { edges } = observation;
    const runs = placed.map((one) => reachedIn(one, edges, (name) => bits.ones.subarray(placeOf.get(name)! * 32)));
    return {
      ...mergeCoverage(runs),
      edges,
      covers: simulator.covers.map(({ name, count, location }) => {
        return { name, location, count: count - (coversBefore.get(name) ?? 0) };
      }),
      toggles: toggled.map(({ name, type, location }) => {
        const first = placeOf.get(name)! * 32;
        const of = (counts: Uint32Array) => [...counts.subarray(first, first + type.width)];
        return { name, location, rises: of(bits.rises), falls: of(bits.falls) };
      }),
    };
  };
  return {
    coverage,
    end() {
      const whole = coverage();
      observation.end();
      return whole;
    },
  };
}

/** What one instance reached; `onesOf` gives the counts of a node's bits. */
function reachedIn({ module, points, path }: Placed, edges: number, onesOf: (name: string) => Float64Array): Coverage {
  const counts = points.arms.map(() => edges);
  for (const { node, arms } of points.shown) {
    const ones = onesOf(path + node);
    for (const [bit, arm] of arms.entries()) counts[arm] = ones[bit]!;
  }
  return {
    edges,
    modules: [{ name: module.name, location: module.location, count: edges }],
    statements: points.arms.flatMap(({ statements }, arm) =>
      statements.map((location) => ({ location, count: counts[arm]! })),
    ),
    choices: points.choices.map(({ kind, location, arms }) => ({
      kind,
      location,
      arms: arms.map(({ label, location: place, arm }) => ({ label, location: place, count: counts[arm]! })),
    })),
    covers: [],
    toggles: [],
  };
}
