import { currentDomain, regNext, type UInt, withDomain } from '../../language/index.ts';
import { block } from '../caller.ts';
import { fromGray, toGray } from '../gray.ts';
import { type CrossingOptions, requireCrossingOptions, stagesOf } from './synchronise.ts';

/**
 * A counter as another domain sees it, some cycles late but never wrong: `const filled = crossCounter(written, { from:
 * write, to: read })`. It must step by at most 1, up or down, and wrap over its whole width, so that its Gray code
 * changes in one bit at a time.
 */
export function crossCounter(count: UInt, options: CrossingOptions): UInt {
  requireCrossingOptions('crossCounter()', options);
  const { from, to = currentDomain(), stages = 2 } = options;
  return block('crossed', () => {
    const code = withDomain(from, () => {
      const code = regNext(toGray(count), { reset: 0 });
      return code;
    });
    return withDomain(to, () => {
      const seen = stagesOf(code, stages, 0);
      const result = fromGray(seen);
      return result;
    });
  });
}
