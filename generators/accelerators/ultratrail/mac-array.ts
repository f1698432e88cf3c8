import {
  input,
  instanceArray,
  Module,
  output,
  reinterpret,
  type SInt,
  sint,
  uint,
  vec,
  vecOf,
} from '../../language/index.ts';
import { partialSumBits } from './memory-map.ts';
import { pick, type UltraTrailParameters } from './parameters.ts';

const shapeNames = ['array', 'weightBits', 'activationBits', 'accumulatorBits', 'guardBits'] as const;
export type MacArrayShape = Pick<UltraTrailParameters, (typeof shapeNames)[number]>;

/** What of the accelerator's parameters the array depends on. */
export function macArrayShape(parameters: UltraTrailParameters): MacArrayShape {
  return pick(parameters, shapeNames);
}

/** One output channel: the dot product of N weights and N features, added to the channel's partial sum. */
export const MacRow = Module('MacRow', (shape: MacArrayShape) => {
  const { array, weightBits, activationBits } = shape;
  /** Weights of this output channel, input channel 0 lowest. */
  const weights = input(vec(array, sint(weightBits)));
  /** Features of the N input channels at one position. */
  const features = input(vec(array, sint(activationBits)));
  /** What the channel has summed up so far at the output position. */
  const partialSum = input(sint(partialSumBits(shape)));

  const products = weights.elements().map((weight, channel) => weight.mul(features.at(channel)));
  const dotProduct = sumOf(products);
  const sum = partialSum.add(dotProduct).wrap(partialSumBits(shape));

  return { weights, features, partialSum, sum: output(sum) };
});

/** The sum of all terms as a balanced tree of adders. */
function sumOf(terms: readonly SInt[]): SInt {
  if (terms.length === 1) return terms[0]!;
  const middle = Math.ceil(terms.length / 2);
  return sumOf(terms.slice(0, middle)).add(sumOf(terms.slice(middle)));
}

/** N×N multipliers: N output channels, each reducing N input channels. Without registers. */
export const MacArray = Module('MacArray', (shape: MacArrayShape) => {
  const { array, weightBits, activationBits } = shape;
  const partialSum = sint(partialSumBits(shape));
  /** One weight word: row by row, output channel 0 lowest. */
  const weights = input(uint(array * array * weightBits));
  const features = input(vec(array, sint(activationBits)));
  const partialSums = input(vec(array, partialSum));

  const rowWeights = vec(array, sint(weightBits));
  const rows = instanceArray([array], ([row = 0]) => {
    const { width } = rowWeights.type;
    return MacRow(shape, {
      weights: reinterpret(weights.bits(width * row + width - 1, width * row), rowWeights),
      features,
      partialSum: partialSums.at(row),
    });
  });
  const sums = vecOf(
    rows.map(({ sum }) => sum),
    partialSum,
  );

  return { weights, features, partialSums, sums: output(sums) };
});
