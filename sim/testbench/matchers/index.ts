import { expect } from 'vitest';
import type { Circuit } from '../../../generators/circuit/types.ts';
import { proofMatchers } from '../../formal/matchers.ts';
import type { ProofOptions } from '../../formal/prove.ts';
import type { ProveOptions } from '../../formal/prove-properties.ts';
import type { ProofSubject } from '../../formal/subject.ts';
import type { PlainValue } from '../ports/kinds.ts';
import type { AnyPort } from '../ports/port-types.ts';
import { burinMatchers, type ShowOptions, type WithinOptions } from './matchers.ts';

export { proofMatchers } from '../../formal/matchers.ts';
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

/** The matchers of circuits, which ask yosys for proofs: `docs/proofs.md`. */
export interface ProofMatchers {
  /** The assertions of the circuit hold for all inputs, or its covers are met; what is unknown fails. */
  toHold(options?: ProveOptions): Promise<void>;
  /** The circuit and the other design show equal outputs in every cycle, for all inputs; what is unknown fails. */
  toBeEquivalentTo(other: Circuit | ProofSubject, options?: ProofOptions): Promise<void>;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: as Vitest declares it
  interface Matchers<T = any> extends PortMatchers<T>, ProofMatchers {}
}

expect.extend({ ...burinMatchers, ...proofMatchers });
