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
import { type OperationName, type RandomInstruction, randomInstruction } from './random-instruction.ts';

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

interface RunnableProgram {
  readonly program: TensorTrailProgram;
  /** Before the program runs. */
  readonly features: Int8Array;
}

/** A program of random instructions on random memories, and the features before it runs. */
export function randomProgram(
  seed: number,
  parameters: TensorTrailParameters,
  allowed: readonly OperationName[],
): RunnableProgram {
  const random = randomNumbers(seed);
  const made = Array.from({ length: random.integer(1, 5) }, () =>
    randomInstruction(random, parameters, random.pick(allowed)),
  );
  return programOf(`random ${seed}`, random, parameters, made);
}

/** One instruction for each operation, on one position: each reads at once the word that the one before wrote last. */
export function chainedProgram(
  seed: number,
  parameters: TensorTrailParameters,
  chain: readonly OperationName[],
): RunnableProgram {
  const random = randomNumbers(seed);
  const most = parameters.array * parameters.featureDepth - 1;
  let inputBase = random.integer(0, most);
  const made = chain.map((operation): RandomInstruction => {
    const { instruction, taps } = randomInstruction(random, parameters, operation);
    const outputBase = random.integer(0, most);
    const here = { firstRow: 0, lastRow: 0, firstColumn: 0, lastColumn: 0 };
    const near = taps.map((tap) => ({ ...tap, ...here, offset: 0, repeats: 0 }));
    const onePosition = { inputBase, outputBase, positions: 1, width: 1, outputBlocks: 1, inputBlocks: 1, channels: 1 };
    inputBase = outputBase;
    return { instruction: { ...instruction, ...onePosition }, taps: near };
  });
  return programOf(`chain ${seed}`, random, parameters, made);
}

function programOf(
  network: string,
  random: RandomNumbers,
  parameters: TensorTrailParameters,
  made: readonly RandomInstruction[],
): RunnableProgram {
  const { array, featureDepth, weightDepth, parameterDepth } = parameters;
  const taps: Tap[] = [];
  const steps = made.map((one, number): ProgramStep => {
    const tapBase = taps.length;
    taps.push(...one.taps);
    const last = number === made.length - 1 ? 1 : 0;
    const instruction = { ...one.instruction, tapBase, last };
    return { instruction, operator: 0, cycles: stepCycles(instruction, one.taps, parameters), multiplications: 0 };
  });
  const averages = steps.some(({ instruction }) => instruction.average === 1);
  const adds = steps.some(({ instruction }) => instruction.operation === operations.add);
  const bytes = (length: number): Int8Array => Int8Array.from({ length }, () => randomByte(random));
  const program: TensorTrailProgram = {
    network,
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
