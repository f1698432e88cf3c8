import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Property } from '../../generators/circuit/types.ts';
import { Profile, type ProfilePace } from '../../sim/engine/wasm/profile.ts';
import { compareMixed } from './compare-mixed.ts';

afterEach(() => vi.restoreAllMocks());

/** Gates everywhere, and only where they leave little, so that they come and go. */
const always: ProfilePace = { interval: 2, samples: 2, profiles: 6, growth: 1, fewestGated: 0, mostWork: 2 };
const sometimes: ProfilePace = { ...always, samples: 3, profiles: 30, mostWork: 0.5 };

describe('code that leaves out what has not changed', () => {
  const kinds: readonly (readonly Property['kind'][])[] = [[], ['cover', 'print'], ['assert', 'cover']];
  const cases = [always, sometimes].flatMap((pace) =>
    kinds.map((some) => [pace.mostWork, some.join(' and '), some, pace] as const),
  );
  test.each(cases)(
    'agrees with the interpreter where it does at most %d of the work, with properties: %s',
    (_, __, some, pace) => {
      const sample = vi.spyOn(Profile.prototype, 'sample');
      const seen = { prints: 0, violations: 0, covered: 0 };
      for (let seed = 0; seed < 12; seed++) compareMixed(seed, some, seen, { cycles: 20, pace });
      const plans = sample.mock.results.flatMap(({ value }) => value ?? []);
      expect(plans.filter(({ clusters }) => clusters !== undefined).length).toBeGreaterThan(5);
    },
  );
});
