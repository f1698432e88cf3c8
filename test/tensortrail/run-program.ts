import { addressIn } from '../../generators/accelerators/shared/memory-map.ts';
import {
  tensorTrailAddressLayout,
  tensorTrailRegisters,
} from '../../generators/accelerators/tensortrail/memory-map.ts';
import type { TensorTrailParameters } from '../../generators/accelerators/tensortrail/parameters.ts';
import { TensorTrail } from '../../generators/accelerators/tensortrail/tensortrail.ts';
import { requireSound } from '../../generators/circuit/checks/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import { elaborate } from '../../generators/language/index.ts';
import type { TensorTrailProgram } from '../../generators/networks/tensor-mapping/program.ts';
import type { Simulator } from '../../sim/engine/index.ts';
import { executeProgram } from '../../sim/golden/tensortrail/execute.ts';
import { driveWrites, resetDesign } from '../../sim/host/drive-host.ts';
import { featureImage, tensorProgramImages } from '../../sim/host/tensortrail-images.ts';
import { readFeatures, storeImage } from '../../sim/host/tensortrail-memories.ts';

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
  resetDesign(simulator);
  const images = [...tensorProgramImages(program), featureImage(0, features, parameters.array)];
  for (const image of images) storeImage(simulator, parameters, image);
  const control = addressIn(tensorTrailAddressLayout(parameters), 0, tensorTrailRegisters.control);
  driveWrites(simulator, [{ address: control, data: 1 }]);
  const cycles = simulator.runUntil('done', { maximumCycles: 4 * program.cycles + 100 });
  return {
    features: readFeatures(simulator, parameters, 0, parameters.array * parameters.featureDepth),
    argmax: simulator.getNumber('argmax'),
    cycles,
  };
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
