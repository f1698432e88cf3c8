import { formatLocation } from '../../generators/diagnostics.ts';
import type { Coverage, ToggleCoverage } from './coverage.ts';

/** How many of how many there are. */
export interface Share {
  readonly reached: number;
  readonly total: number;
}

export interface CoverageSummary {
  readonly statements: Share;
  /** Arms of choices. */
  readonly arms: Share;
  readonly covers: Share;
  /** Bits that both rose and fell. */
  readonly bits: Share;
}

export function coverageSummary({ statements, choices, covers, toggles }: Coverage): CoverageSummary {
  const share = (all: readonly { readonly count: number }[]): Share => ({
    reached: all.filter(({ count }) => count > 0).length,
    total: all.length,
  });
  return {
    statements: share(statements),
    arms: share(choices.flatMap(({ arms }) => arms)),
    covers: share(covers),
    bits: {
      reached: toggles.reduce((sum, toggle) => sum + toggle.rises.length - stillBits(toggle).length, 0),
      total: toggles.reduce((sum, { rises }) => sum + rises.length, 0),
    },
  };
}

/** What was not reached, a line each, with its place in the source; first the shares. */
export function coverageText(coverage: Coverage): string {
  const summary = Object.entries(coverageSummary(coverage)).map(([what, { reached, total }]: [string, Share]) => {
    const percent = total === 0 ? 100 : (100 * reached) / total;
    return `${what.padEnd(10)} ${`${reached}`.padStart(6)} of ${`${total}`.padStart(6)}  ${percent.toFixed(1)} %`;
  });
  const missed = [
    ...coverage.statements
      .filter(({ count }) => count === 0)
      .map(({ location }) => `${formatLocation(location)}: never reached`),
    ...coverage.choices.flatMap(({ kind, location, arms }) =>
      arms
        .filter(({ count }) => count === 0)
        .map(({ label }) => `${formatLocation(location)}: this ${kind} was never ${label}`),
    ),
    ...coverage.covers
      .filter(({ count }) => count === 0)
      .map(({ name, location }) => `${formatLocation(location)}: ${name} was never covered`),
  ];
  return `${[...summary, ...missed].join('\n')}\n`;
}

/** The bits that did not both rise and fall, a line for each signal that has some. */
export function toggleText({ toggles }: Coverage): string {
  const lines = toggles.flatMap((toggle) => {
    const still = stillBits(toggle);
    if (still.length === 0) return [];
    const bits = still.length === toggle.rises.length ? 'all bits' : `bits ${ranges(still)}`;
    return [`${formatLocation(toggle.location)}: ${toggle.name}: ${bits} of ${toggle.rises.length}\n`];
  });
  return lines.length === 0 ? 'every bit rose and fell\n' : `did not both rise and fall:\n${lines.join('')}`;
}

function stillBits({ rises, falls }: ToggleCoverage): readonly number[] {
  return rises.flatMap((count, bit) => (count > 0 && falls[bit]! > 0 ? [] : [bit]));
}

/** Increasing numbers, those that follow each other as a range. */
function ranges(numbers: readonly number[]): string {
  const found: [number, number][] = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ');
}
