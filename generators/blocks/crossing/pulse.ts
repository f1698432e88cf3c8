import { type Bool, bool, currentDomain, reg, regNext, when, withDomain } from '../../language/index.ts';
import { block } from '../caller.ts';
import { type CrossingOptions, requireCrossingOptions, stagesOf } from './synchronise.ts';

/**
 * A pulse of one cycle in another domain for each cycle in which `pulse` is true: `const seen = crossPulse(done, { from:
 * fast, to: slow })`. Pulses must be at least two cycles of the slower clock apart, or some are lost.
 */
export function crossPulse(pulse: Bool, options: CrossingOptions): Bool {
  requireCrossingOptions('crossPulse()', options);
  const { from, to = currentDomain(), stages = 2 } = options;
  return block('crossed', () => {
    const toggle = withDomain(from, () => {
      const toggle = reg(bool(), { reset: false });
      when(pulse, () => {
        toggle.next = toggle.not();
      });
      return toggle as Bool;
    });
    return withDomain(to, () => {
      const seen = stagesOf(toggle, stages, false);
      const before = regNext(seen, { reset: false });
      const result = seen.xor(before);
      return result;
    });
  });
}
