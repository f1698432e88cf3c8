import { type Bool, regNext } from '../language/index.ts';
import { requireOptions } from '../language/options.ts';
import { block } from './caller.ts';

/** What counts as the value before the first cycle. */
export interface EdgeOptions {
  /** What the signal counts as before the first cycle; false where absent. */
  readonly initially?: boolean;
}

/** True in the first cycle in which the signal is true: `const pressed = risingEdge(button)`. */
export function risingEdge(signal: Bool, options: EdgeOptions = {}): Bool {
  return withPrevious('rises', signal, options, (previous) => signal.and(previous.not()));
}

/** True in the first cycle in which the signal is false. */
export function fallingEdge(signal: Bool, options: EdgeOptions = {}): Bool {
  return withPrevious('falls', signal, options, (previous) => signal.not().and(previous));
}

/** True where the signal differs from what it was one cycle before. */
export function changes(signal: Bool, options: EdgeOptions = {}): Bool {
  return withPrevious('changes', signal, options, (previous) => signal.xor(previous));
}

function withPrevious(fallback: string, signal: Bool, options: EdgeOptions, compare: (previous: Bool) => Bool): Bool {
  requireOptions('an edge detector', options, ['initially']);
  const { initially = false } = options;
  return block(fallback, () => {
    const previous = regNext(signal, { reset: initially });
    const result = compare(previous);
    return result;
  });
}
