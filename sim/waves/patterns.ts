import { fail } from '../../generators/diagnostics.ts';

/**
 * Patterns for names joined with dots: `*` stands for anything within one name, `**` for anything, `?` for one character;
 * a pattern in front of which `!` stands takes names away again.
 */
export type NamePatterns = string | readonly string[];

/** The names that the patterns choose, in their order. Throws a `BurinError` (B560) for a pattern that fits no name. */
export function chooseNames<T extends { readonly name: string }>(
  all: readonly T[],
  patterns: NamePatterns,
): readonly T[] {
  const chosen = new Set<T>();
  for (const pattern of typeof patterns === 'string' ? [patterns] : patterns) {
    const isTakenAway = pattern.startsWith('!');
    const expression = expressionOf(isTakenAway ? pattern.slice(1) : pattern);
    const fitting = all.filter(({ name }) => expression.test(name));
    if (fitting.length === 0) {
      const some = all.slice(0, 8).map(({ name }) => name);
      fail(
        'B560',
        `no signal is called ${pattern}`,
        `name signals by their path, e.g. ${some.join(', ')}; * stands for any name, ** for any path`,
      );
    }
    for (const one of fitting) {
      if (isTakenAway) chosen.delete(one);
      else chosen.add(one);
    }
  }
  return all.filter((one) => chosen.has(one));
}

/** Whether a pattern without `!` fits a name. */
export function fits(pattern: string, name: string): boolean {
  return expressionOf(pattern).test(name);
}

function expressionOf(pattern: string): RegExp {
  const source = pattern.replaceAll(/\*\*|[*?]|[^\w*?]/g, (part) => {
    if (part === '**') return '.*';
    if (part === '*') return '[^.]*';
    return part === '?' ? '[^.]' : `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}
