import type { SourceLocation } from '../../generators/circuit/types.ts';

/**
 * What runs reached, by places in the source: what several instances, or several rounds of a generator's loop, make of one
 * place is added up. Plain data, to be kept as JSON.
 */
export interface Coverage {
  /** Edges that were looked at. */
  readonly edges: number;
  readonly modules: readonly ModuleCoverage[];
  readonly statements: readonly StatementCoverage[];
  readonly choices: readonly ChoiceCoverage[];
  readonly covers: readonly CoverCoverage[];
  readonly toggles: readonly ToggleCoverage[];
}

export interface ModuleCoverage {
  readonly name: string;
  readonly location: SourceLocation;
  /** Edges, times instances. */
  readonly count: number;
}

export interface StatementCoverage {
  readonly location: SourceLocation;
  /** In how many cycles it was reached. */
  readonly count: number;
}

export interface ChoiceCoverage {
  readonly kind: 'when' | 'switch';
  readonly location: SourceLocation;
  readonly arms: readonly { readonly label: string; readonly location: SourceLocation; readonly count: number }[];
}

export interface CoverCoverage {
  /** Names of the instances and of the property, joined with dots. */
  readonly name: string;
  readonly location: SourceLocation;
  readonly count: number;
}

export interface ToggleCoverage {
  /** Names of the instances and of the signal, joined with dots. */
  readonly name: string;
  readonly location: SourceLocation;
  /** How often each bit became 1 and 0, from bit 0 on. */
  readonly rises: readonly number[];
  readonly falls: readonly number[];
}

/** Several runs as one; counts are added up. */
export function mergeCoverage(runs: readonly Coverage[]): Coverage {
  return {
    edges: runs.reduce((sum, { edges }) => sum + edges, 0),
    modules: merged(
      runs.flatMap(({ modules }) => modules),
      ({ name, location }) => key(location, name),
      addCounts,
    ),
    statements: merged(
      runs.flatMap(({ statements }) => statements),
      ({ location }) => key(location),
      addCounts,
    ),
    choices: merged(
      runs.flatMap(({ choices }) => choices),
      choiceKey,
      (one, other) => ({
        ...one,
        arms: one.arms.map((arm, number) => addCounts(arm, other.arms[number]!)),
      }),
    ),
    covers: merged(
      runs.flatMap(({ covers }) => covers),
      ({ name, location }) => key(location, name),
      addCounts,
    ),
    toggles: merged(
      runs.flatMap(({ toggles }) => toggles),
      ({ name, location, rises }) => key(location, name, `${rises.length}`),
      (one, other) => ({
        ...one,
        rises: one.rises.map((count, bit) => count + other.rises[bit]!),
        falls: one.falls.map((count, bit) => count + other.falls[bit]!),
      }),
    ),
  };
}

/** Of choices at one place, those with other arms are other choices: a generator's parameters made them. */
function choiceKey({ kind, location, arms }: ChoiceCoverage): string {
  return key(location, kind, ...arms.map(({ label }) => label));
}

function key({ file, line, column }: SourceLocation, ...parts: readonly string[]): string {
  return [file, line, column, ...parts].join('\0');
}

function addCounts<T extends { readonly count: number }>(one: T, other: T): T {
  return { ...one, count: one.count + other.count };
}

function merged<T>(all: readonly T[], keyOf: (one: T) => string, add: (one: T, other: T) => T): readonly T[] {
  const found = new Map<string, T>();
  for (const one of all) {
    const same = keyOf(one);
    const before = found.get(same);
    found.set(same, before === undefined ? one : add(before, one));
  }
  return [...found.values()];
}
