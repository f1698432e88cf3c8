import type { TensorTrailParameters } from '../../generators/accelerators/tensortrail/parameters.ts';
import { TensorTrail } from '../../generators/accelerators/tensortrail/tensortrail.ts';
import { requireSound } from '../../generators/circuit/checks/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import { elaborate } from '../../generators/language/index.ts';
import {
  bytesOfWords,
  featureImage,
  tensorProgramImages,
} from '../../generators/networks/tensor-mapping/memory-images.ts';
import type { TensorTrailProgram } from '../../generators/networks/tensor-mapping/program.ts';
import type { Simulator } from '../../sim/engine/index.ts';
import { executeProgram } from '../../sim/golden/tensortrail/execute.ts';
import { driveWrites, resetDesign } from '../../sim/host/drive-host.ts';
import { tensorStart } from '../../sim/host/tensortrail.ts';
import { openDesign, storeImage } from '../../sim/host/tensortrail-machine.ts';

export function elaborateTensorTrail(parameters: TensorTrailParameters): Circuit {
  const circuit = elaborate(TensorTrail, parameters);
  requireSound(circuit);
  return circuit;
}

/** What a program leaves. */
export interface ProgramResult {
  readonly features: Int8Array;
  readonly argmax: number;
  readonly cycles: number;
}

/** What the executable specification and the cycle model say. */
export function expectedResult(program: TensorTrailProgram, features: Int8Array): ProgramResult {
  const state = { features: Int8Array.from(features), argmax: 0 };
  executeProgram(program, state);
  return { features: state.features, argmax: state.argmax, cycles: program.cycles };
}

/** Loads and runs a program on the circuit, memories reached directly. */
export function simulatedResult(simulator: Simulator, program: TensorTrailProgram, features: Int8Array): ProgramResult {
  const { parameters } = program;
  const { array, featureDepth } = parameters;
  resetDesign(simulator);
  const images = [...tensorProgramImages(program), featureImage(0, features, array)];
  for (const image of images) storeImage(openDesign(simulator), array, image);
  driveWrites(simulator, [tensorStart(parameters)]);
  const cycles = simulator.runUntil('done', { maximumCycles: 4 * program.cycles + 100 });
  const words = Array.from({ length: array * featureDepth }, (_, place) =>
    simulator.readMemory(`bank_${place % array}`, Math.floor(place / array)),
  );
  return { features: bytesOfWords(words, array), argmax: simulator.getNumber('argmax'), cycles };
}

/** The first difference between the two, in words; undefined where there is none. */
export function differenceOf(actual: ProgramResult, expected: ProgramResult, array: number): string | undefined {
  const place = expected.features.findIndex((byte, index) => byte !== actual.features[index]);
  if (place >= 0) {
    const word = Math.floor(place / array);
    return `word ${word} lane ${place % array}: ${actual.features[place]}, expected ${expected.features[place]}`;
  }
  if (actual.cycles !== expected.cycles) return `${actual.cycles} cycles, expected ${expected.cycles}`;
  if (actual.argmax !== expected.argmax) return `channel ${actual.argmax}, expected ${expected.argmax}`;
  return undefined;
}
