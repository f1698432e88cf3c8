import { bool, input, Module, mux, output, reg, type SInt, sint, uint, vec, when } from '../../language/index.ts';
import type { TensorTrailParameters } from './parameters.ts';

const shapeNames = ['array', 'accumulatorBits', 'add', 'multiply', 'maximum'] as const;
export type MultiplierShape = Pick<TensorTrailParameters, (typeof shapeNames)[number]>;

/** What of the accelerator's parameters the array depends on. */
export function multiplierShape({ array, accumulatorBits, add, multiply, maximum }: TensorTrailParameters) {
  return { array, accumulatorBits, add, multiply, maximum } satisfies MultiplierShape;
}

/** What the instruction asks of the array; what only optional operations ask for is there with them. */
export function arrayModeShape({ add, multiply, maximum }: Omit<MultiplierShape, 'array' | 'accumulatorBits'>) {
  return {
    dot: bool(),
    /** Each row takes its own lane of the word. */
    ownLane: bool(),
    /** The first column's weights are 1. */
    ...(add || maximum ? { unitWeights: bool() } : {}),
    ...(maximum ? { maximum: bool() } : {}),
    ...(multiply ? { products: { active: bool(), firstZeroPoint: sint(8), secondZeroPoint: sint(8) } } : {}),
  };
}

/** Cycles of a step of the array: operands, products, sums. */
export const sumLatency = 2;

const byte = sint(8);

/** One output channel: N multipliers with an accumulator for each column, and the sums that leave. */
export const MultiplierRow = Module('MultiplierRow', (shape: MultiplierShape) => {
  const { array, accumulatorBits } = shape;
  const mode = input(arrayModeShape(shape));
  /** The lane that all rows share of each column's word (`dot`: of column 0, the lanes), and the row's own. */
  const shared = input(vec(array, byte));
  const own = input(vec(array, byte));
  const weights = input(vec(array, byte));
  const weightLane = input(uint(Math.log2(array)));
  /** The operands belong to the second issue. */
  const second = shape.multiply ? input(bool()) : undefined;
  /** A sum is formed in this cycle; it starts; it is complete. */
  const adds = input(bool());
  const first = input(bool());
  const captures = input(bool());
  /** The sums move one column on. */
  const drains = input(bool());

  const laneWeight = weights.at(weightLane);
  // One bit more for differences from a zero point.
  const operandBits = (column: number): number => (column === 0 && shape.multiply ? 9 : 8);
  const products = Array.from({ length: array }, (_, column) => {
    const bits = operandBits(column);
    const feature = reg(sint(bits));
    const weight = reg(sint(bits));
    const word = mux(mode.ownLane, own.at(column), shared.at(column));
    const plainWeight = mux(mode.dot, weights.at(column), laneWeight);
    const product = reg(sint(2 * bits));
    if (column > 0) {
      feature.next = word;
      weight.next = plainWeight;
    } else {
      const anyWeight = mode.unitWeights ? mux(mode.unitWeights, 1, plainWeight) : plainWeight;
      if (mode.products && second) {
        const { active, firstZeroPoint, secondZeroPoint } = mode.products;
        feature.next = mux(active, word.sub(secondZeroPoint), word.extend(bits));
        when(active.not(), () => {
          weight.next = anyWeight.extend(bits);
        }).elsewhen(second.not(), () => {
          weight.next = word.sub(firstZeroPoint);
        });
      } else {
        feature.next = word;
        weight.next = anyWeight.wrap(bits);
      }
    }
    product.next = feature.mul(weight);
    return product;
  });
  const rowProduct = reg(sint(16 + Math.log2(array) + (shape.multiply ? 2 : 0)));
  const productSum = sumOf(products);
  rowProduct.next = productSum.width > rowProduct.width ? productSum.wrap(rowProduct.width) : productSum;

  // The product of two differences may be wider than a sum.
  const firstBits = Math.max(accumulatorBits, shape.multiply ? 18 : 0);
  const leaving = Array.from({ length: array }, (_, column) => reg(sint(column === 0 ? firstBits : accumulatorBits)));
  for (const [column, product] of products.entries()) {
    const bits = column === 0 ? firstBits : accumulatorBits;
    const sum = reg(sint(bits));
    const term = column === 0 ? mux(mode.dot, rowProduct, product) : product;
    const added = mux(first, 0, sum).add(term).wrap(bits);
    const keeps = first.not().and(sum.wrap(8).gt(product.wrap(8)));
    const largest = mux(keeps, sum, product.extend(Math.max(bits, product.width)).wrap(bits));
    const result = column === 0 && mode.maximum ? mux(mode.maximum, largest, added) : added;
    when(adds, () => {
      sum.next = result;
    });
    const neighbour = leaving[column + 1];
    const place = leaving[column]!;
    when(captures, () => {
      place.next = result;
    });
    if (neighbour) {
      when(captures.not().and(drains), () => {
        place.next = neighbour;
      });
    }
  }
  const wrapped = leaving[0]!.wrap(accumulatorBits).extend(32);
  const leavingSum =
    firstBits > accumulatorBits && mode.products ? mux(mode.products.active, leaving[0]!.extend(32), wrapped) : wrapped;

  return {
    mode,
    shared,
    own,
    weights,
    weightLane,
    ...(second ? { second } : {}),
    adds,
    first,
    captures,
    drains,
    sum: output(leavingSum),
  };
});

/** The sum of all terms as a balanced tree of adders. */
function sumOf(terms: readonly SInt[]): SInt {
  if (terms.length === 1) return terms[0]!;
  const middle = Math.ceil(terms.length / 2);
  return sumOf(terms.slice(0, middle)).add(sumOf(terms.slice(middle)));
}
