import type { Expression } from '../../../generators/circuit/types.ts';
import type { Layout } from './layout.ts';
import { narrowAt, narrowEvaluator } from './narrow.ts';
import { wideEvaluator } from './wide.ts';
import { isNarrow, loadNumber } from './words.ts';

/**
 * Computes an expression of at most 32 bits from the words of an instance: its number, negative where the type is
 * signed.
 */
export type NarrowEvaluator = (words: Int32Array) => number;
/** Computes a wider expression and gives the place of its words, which hold it until the same evaluator runs again. */
export type WideEvaluator = (words: Int32Array) => number;

/** Translates the expressions of a module, each once for all instances, into functions that compute them. */
export class Evaluators {
  readonly layout: Layout;

  constructor(layout: Layout) {
    this.layout = layout;
  }

  /** For expressions of at most 32 bits. */
  narrow(expression: Expression): NarrowEvaluator {
    if (this.layout.has(expression)) return narrowAt(this.layout.place(expression), expression.type);
    return narrowEvaluator(expression, this);
  }

  /** For expressions of more than 32 bits. */
  wide(expression: Expression): WideEvaluator {
    if (!this.layout.has(expression)) return wideEvaluator(expression, this);
    const place = this.layout.place(expression);
    return () => place;
  }

  /** For expressions of any width. */
  exact(expression: Expression): (words: Int32Array) => bigint {
    if (isNarrow(expression.type)) {
      const number = this.narrow(expression);
      return (words) => BigInt(number(words));
    }
    const { type } = expression;
    const place = this.wide(expression);
    return (words) => loadNumber(words, place(words), type);
  }

  /** For unsigned amounts and indices of any width, which are beyond every width from 2^32 on. */
  amount(expression: Expression): NarrowEvaluator {
    if (isNarrow(expression.type)) return this.narrow(expression);
    const number = this.exact(expression);
    return (words) => Number(number(words));
  }
}
