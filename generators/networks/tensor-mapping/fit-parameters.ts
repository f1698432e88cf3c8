import { operations } from '../../accelerators/tensortrail/instruction-word.ts';
import { type TensorTrailParameters, tensorTrailParameters } from '../../accelerators/tensortrail/parameters.ts';
import { fail } from '../../diagnostics.ts';
import type { AssembledProgram } from './assemble/assemble.ts';

export type Demand = Omit<TensorTrailParameters, 'array' | 'weightStream' | 'weightStreamBits'>;

/** The least of each parameter with which the program runs. */
export function leastParameters(program: AssembledProgram, array: number, featureWords: number): Demand {
  const { steps, taps, weights, channelParameters, sums, inputs } = program;
  const instructions = steps.map(({ instruction }) => instruction);
  const uses = (operation: number): boolean => instructions.some((instruction) => instruction.operation === operation);
  const most = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b), 0);
  const coordinate = Math.max(
    most(instructions.flatMap(({ advanceX, advanceY, width }) => [advanceX, advanceY, Math.ceil(width / 2)])),
    most(
      taps.flatMap(({ firstRow, lastRow, firstColumn, lastColumn }) => [firstRow, lastRow, firstColumn, lastColumn]),
    ),
    most(instructions.map(({ width, positions }) => Math.max(width - 1, Math.ceil(positions / width) - 1))),
  );
  const channels = [...steps.flatMap(({ completes }) => completes ?? []), ...inputs].map(
    ({ layout }) => layout.channels,
  );
  const blocks = most(instructions.flatMap(({ inputBlocks, outputBlocks }) => [inputBlocks, outputBlocks]));
  return {
    accumulatorBits: Math.max(16, signedBits(sums.least), signedBits(sums.most)),
    maximumLeftShift: most(channelParameters.map(({ left }) => left)),
    weightDepth: Math.max(2, weights.length / array ** 2),
    parameterDepth: Math.max(2, channelParameters.length / array),
    featureDepth: Math.max(2, Math.ceil(featureWords / array)),
    tapDepth: Math.max(2, taps.length),
    maximumInstructions: Math.max(2, steps.length),
    coordinateBits: Math.max(2, unsignedBits(coordinate)),
    maximumChannels: Math.max(1, most(channels), blocks * array),
    add: uses(operations.add),
    multiply: uses(operations.multiply),
    maximum: uses(operations.maximum),
    average: instructions.some(({ average }) => average === 1),
    halfEven: instructions.some(({ halfEven }) => halfEven === 1),
    float32: instructions.some(({ float32 }) => float32 === 1),
    table: uses(operations.table),
    argmax: uses(operations.argmax),
  };
}

function unsignedBits(value: number): number {
  return value === 0 ? 0 : Math.floor(Math.log2(value)) + 1;
}

function signedBits(value: number): number {
  return unsignedBits(value < 0 ? -1 - value : value) + 1;
}

/** Words of the ring that holds the given number of streamed words: a power of two. */
export function ringDepth(words: number): number {
  return Math.max(2, 2 ** Math.ceil(Math.log2(Math.max(1, words))));
}

/** The given parameters that are too small. */
export function shortParameters(least: Demand, given: Partial<TensorTrailParameters>): readonly (keyof Demand)[] {
  return (Object.keys(least) as (keyof Demand)[]).filter((name) => {
    const chosen = given[name];
    return chosen !== undefined && chosen < least[name];
  });
}

/**
 * The smallest hardware for the program; parameters that the user gave stay.
 * @param roomy What is better than the least where nothing is given
 * @throws BurinError B762 where a given parameter is too small, B200 where one is out of its range
 */
export function fitParameters(
  network: string,
  least: Demand,
  given: Partial<TensorTrailParameters>,
  roomy: Partial<Demand> = {},
): TensorTrailParameters {
  const names = shortParameters(least, given);
  if (names.length > 0) {
    const short = names.map((name) => `${name}=${least[name]}`);
    const has = names.map((name) => `${name} is ${given[name]}`).join(', ');
    fail('B762', `${network} does not fit: ${has}`, `it needs ${short.join(', ')}`);
  }
  return tensorTrailParameters({ ...least, ...roomy, ...given });
}
