import { operations } from '../../generators/accelerators/tensortrail/instruction-word.ts';
import type { ChannelParameters } from '../../generators/accelerators/tensortrail/parameter-word.ts';
import {
  type TensorTrailParameters,
  tensorTrailParameters,
} from '../../generators/accelerators/tensortrail/parameters.ts';
import type { Tap } from '../../generators/accelerators/tensortrail/tap-word.ts';
import { startUpCycles, stepCycles } from '../../generators/networks/tensor-mapping/cycles.ts';
import type { ProgramStep, TensorTrailProgram } from '../../generators/networks/tensor-mapping/program.ts';
import { type RandomNumbers, randomNumbers } from '../support/random-numbers.ts';
import { type OperationName, randomInstruction } from './random-instruction.ts';

/** Small memories, so that random addresses meet. */
export function smallParameters(given: Partial<TensorTrailParameters> = {}): TensorTrailParameters {
  const array = given.array ?? 4;
  return tensorTrailParameters({
    weightDepth: 256,
    parameterDepth: 16,
    featureDepth: Math.max(24, 256 / array),
    tapDepth: 64,
    maximumInstructions: 8,
    coordinateBits: 5,
    maximumChannels: 8 * array,
    ...given,
  });
}

/** A program of random instructions on random memories, and the features before it runs. */
export function randomProgram(
  seed: number,
  parameters: TensorTrailParameters,
  allowed: readonly OperationName[],
): { readonly program: TensorTrailProgram; readonly features: Int8Array } {
  const random = randomNumbers(seed);
  const { array, featureDepth, weightDepth, parameterDepth } = parameters;
  const count = random.integer(1, 5);
  const taps: Tap[] = [];
  const steps = Array.from({ length: count }, (_, number): ProgramStep => {
    const made = randomInstruction(random, parameters, random.pick(allowed));
    const tapBase = taps.length;
    taps.push(...made.taps);
    const last = number === count - 1 ? 1 : 0;
    const instruction = { ...made.instruction, tapBase, last };
    return {
      instruction,
      operator: 0,
      cycles: stepCycles(instruction, made.taps, parameters),
      multiplications: 0,
    };
  });
  const averages = steps.some(({ instruction }) => instruction.average === 1);
  const adds = steps.some(({ instruction }) => instruction.operation === operations.add);
  const bytes = (length: number): Int8Array => Int8Array.from({ length }, () => randomByte(random));
  const program: TensorTrailProgram = {
    network: `random ${seed}`,
    parameters,
    steps,
    taps,
    weights: bytes(array * array * weightDepth),
    channelParameters: Array.from({ length: array * parameterDepth }, () =>
      randomChannel(random, parameters, { averages, adds }),
    ),
    inputs: [],
    outputs: [],
    constants: [],
    cycles: startUpCycles + steps.reduce((sum, { cycles }) => sum + cycles, 0),
  };
  return { program, features: bytes(array * array * featureDepth) };
}

/** Any byte, extreme ones often. */
function randomByte(random: RandomNumbers): number {
  return random.chance(0.1) ? random.pick([-128, 127, 0, -1]) : random.integer(-128, 127);
}

function randomChannel(
  random: RandomNumbers,
  { maximumLeftShift }: TensorTrailParameters,
  program: { readonly averages: boolean; readonly adds: boolean },
): ChannelParameters {
  const multiplier = random.pick([
    0,
    2 ** 31 - 1,
    2 ** 30,
    random.integer(2 ** 30, 2 ** 31 - 1),
    random.integer(2 ** 30, 2 ** 31 - 1),
  ]);
  const largeBias = random.integer(-(2 ** 31), 2 ** 31 - 1);
  // Average pooling adds half of a divisor to a magnitude: the bias is a small positive number.
  const bias = program.averages ? random.integer(0, 1000) : random.pick([0, random.integer(-5000, 5000), largeBias]);
  const left = random.pick([0, program.adds ? maximumLeftShift : 0, random.integer(0, maximumLeftShift)]);
  return { bias, multiplier, left, right: random.pick([0, 1, random.integer(0, 12), random.integer(0, 31)]) };
}
