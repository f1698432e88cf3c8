import { operations } from '../../generators/accelerators/tensortrail/instruction-word.ts';
import type { TensorTrailParameters } from '../../generators/accelerators/tensortrail/parameters.ts';
import { weightWordsOfTile } from '../../generators/networks/tensor-mapping/cycles.ts';
import { featureImage, tensorProgramImages } from '../../generators/networks/tensor-mapping/memory-images.ts';
import type { ProgramStep, TensorTrailProgram } from '../../generators/networks/tensor-mapping/program.ts';
import { streamedCycles, timedInstructions } from '../../generators/networks/tensor-mapping/streamed-cycles.ts';
import { driveWrites, resetDesign } from '../../sim/host/drive-host.ts';
import { tensorStart } from '../../sim/host/tensortrail.ts';
import { type OpenDesign, readFeatures, storeImage } from '../../sim/host/tensortrail-machine.ts';
import { type Offers, weightSource } from '../../sim/host/weight-source.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import type { OperationName } from './random-instruction.ts';
import { randomProgram } from './random-program.ts';
import type { ProgramResult } from './run-program.ts';

/**
 * A random program whose weights are a stream of random bytes; output blocks have their own words or share them.
 * `undefined` where an instruction wants more words than the ring has.
 */
export function randomStreamedProgram(
  seed: number,
  parameters: TensorTrailParameters,
  allowed: readonly OperationName[],
): { readonly program: TensorTrailProgram; readonly features: Int8Array } | undefined {
  const { program, features } = randomProgram(seed, parameters, allowed);
  const random = randomNumbers(seed + 77);
  const { array, weightDepth } = parameters;
  let weightBase = 0;
  const steps = program.steps.map((step): ProgramStep => {
    const { instruction } = step;
    const taps = program.taps.slice(instruction.tapBase, instruction.tapBase + instruction.tapCount);
    const weightWords = weightWordsOfTile(instruction, taps, parameters);
    const isTable = instruction.operation === operations.table;
    const own = !isTable && instruction.outputBlocks > 1 && random.chance(0.8);
    const streamed = { ...step.instruction, weightBase, weightWords, weightStride: own ? weightWords : 0 };
    weightBase += weightWords * (own ? instruction.outputBlocks : 1);
    return { ...step, instruction: streamed };
  });
  if (steps.some(({ instruction }) => instruction.weightWords > weightDepth)) return undefined;
  const weights = Int8Array.from({ length: weightBase * array ** 2 }, () => random.integer(-128, 127));
  const timed = streamedCycles(timedInstructions({ steps, taps: program.taps }), parameters);
  return { program: { ...program, steps, weights, cycles: timed.cycles }, features };
}

/**
 * Loads and runs a program on the circuit with a source beside it; without `offers`, one that always has a word. Without
 * `reset`, what the run before left stays.
 */
export async function streamedResult(
  design: OpenDesign,
  program: TensorTrailProgram,
  features: Int8Array,
  { offers, reset = true }: { readonly offers?: Offers; readonly reset?: boolean } = {},
): Promise<ProgramResult & { readonly left: number }> {
  const { parameters } = program;
  const { array, featureDepth } = parameters;
  if (reset) resetDesign(design);
  for (const image of [...tensorProgramImages(program), featureImage(0, features, array)]) {
    storeImage(design, array, image);
  }
  const source = weightSource(design, program, offers);
  driveWrites(design, [tensorStart(parameters)]);
  const cycles = await source.runUntil('done', 20 * program.cycles + 1000);
  const argmax = Number(await design.get('argmax'));
  const left = source.left();
  return { features: await readFeatures(design, array, 0, array * featureDepth), argmax, cycles, left };
}
