import type { Expression } from '../../circuit/types.ts';
import { languageError } from '../../language/errors.ts';
import { widthOf } from '../../language/expressions.ts';
import { composite, type SInt } from '../../language/index.ts';
import { Fixed } from './fixed.ts';

/** All numbers from `least` to `most`, in units of the step. */
interface Range {
  readonly least: bigint;
  readonly most: bigint;
}

/**
 * The exact sum of the products of values and weights, one weight for each value. Constant weights count with their
 * value and not with their width, so that the sum has no bit that it cannot need: of n bits of sample and constants c it
 * holds 2^(n-1) times the sum of |c|. Each product is added to those before, which synthesis folds into the adders of its
 * multipliers; registers between the taps, where a long chain is too slow, are the user's to place.
 * @throws BurinError B020 where there is no value, or another number of weights.
 * @throws BurinError B002 where values, or weights, differ in their step.
 */
export function dotProduct(values: readonly Fixed<SInt>[], weights: readonly Fixed<SInt>[]): Fixed<SInt> {
  const [value, weight] = [values[0], weights[0]];
  if (!value || !weight || values.length !== weights.length) {
    const message = `a sum of ${values.length} values with ${weights.length} weights`;
    languageError('B020', message, 'give as many weights as values, and at least one');
  }
  for (const factors of [values, weights]) {
    const other = factors.find(({ fractionBits }) => fractionBits !== factors[0]!.fractionBits);
    if (!other) continue;
    const message = `${other.kindText} stands beside ${factors[0]!.kindText} in a sum of products`;
    languageError('B002', message, 'bring values, and weights, to one step each with toFixed()');
  }
  return composite(() => {
    const ranges = values.map((factor, place) => productOf(rangeOf(factor), rangeOf(weights[place]!)));
    const width = widthOfRange(ranges.reduce(sumOfRanges));
    // All in the width of the whole sum: modulo 2^width nothing is lost, and synthesis sees one sum and not many.
    const products = values.map((factor, place) => inWidth(factor.raw.mul(weights[place]!.raw), width));
    const sum = products.reduce((before, product) => before.addWrap(product));
    return new Fixed<SInt>(sum.expression, value.fractionBits + weight.fractionBits);
  });
}

function rangeOf({ expression }: { readonly expression: Expression }): Range {
  if (expression.kind === 'literal') return { least: expression.value, most: expression.value };
  const half = 1n << BigInt(expression.type.width - 1);
  return { least: -half, most: half - 1n };
}

function productOf(a: Range, b: Range): Range {
  const corners = [a.least * b.least, a.least * b.most, a.most * b.least, a.most * b.most];
  const inOrder = corners.toSorted((one, other) => (one < other ? -1 : Number(one > other)));
  return { least: inOrder[0]!, most: inOrder.at(-1)! };
}

const sumOfRanges = (a: Range, b: Range): Range => ({ least: a.least + b.least, most: a.most + b.most });

const inWidth = (product: SInt, width: number): SInt =>
  product.width > width ? product.wrap(width) : product.extend(width);

const widthOfRange = ({ least, most }: Range): number => Math.max(widthOf(least, true), widthOf(most, true));
