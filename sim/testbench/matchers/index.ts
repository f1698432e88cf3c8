import { expect } from 'vitest';
import type { PlainValue } from '../ports/kinds.ts';
import type { AnyPort } from '../ports/port-types.ts';
import { burinMatchers, type ShowOptions, type WithinOptions } from './matchers.ts';

export { burinMatchers, type ShowOptions, type WithinOptions } from './matchers.ts';

/** What a port is compared with: the type of its values, integers as numbers or bigints. */
export type Shown<T> = T extends AnyPort & { readonly value: infer Value }
  ? Value extends number
    ? number | bigint
    : Value
  : PlainValue;

/** The matchers of ports, as Vitest's `expect` has them. */
export interface PortMatchers<T> {
  /** The port shows the value in the present cycle. */
  toShow(value: Shown<T>, options?: ShowOptions): void;
  /** The port shows the value now or behind one of the next `cycles` edges. */
  toShowWithin(value: Shown<T>, options: WithinOptions): Promise<void>;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: as Vitest declares it
  interface Matchers<T = any> extends PortMatchers<T> {}
}

expect.extend(burinMatchers);
