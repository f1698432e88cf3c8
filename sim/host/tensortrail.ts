import { addressIn, type HostMemory } from '../../generators/accelerators/shared/memory-map.ts';
import {
  type TensorTrailMemory,
  tensorTrailAddressLayout,
  tensorTrailErrors,
  tensorTrailMemories,
  tensorTrailRegisters,
} from '../../generators/accelerators/tensortrail/memory-map.ts';
import type { TensorTrailParameters } from '../../generators/accelerators/tensortrail/parameters.ts';
import {
  bytesOfWords,
  featureImage,
  type TensorImage,
  tensorProgramImages,
} from '../../generators/networks/tensor-mapping/memory-images.ts';
import type { TensorTrailProgram } from '../../generators/networks/tensor-mapping/program.ts';
import { SimulationError } from '../engine/simulator.ts';
import { type BusReads, type BusWrite, registerRead, wordReads, wordWrites } from './bus.ts';
import { type DrivenDesign, driveReads, driveWrites } from './drive-host.ts';

/** The STATUS register. */
export interface TensorTrailStatus {
  readonly busy: boolean;
  readonly done: boolean;
  /** 0, or what stopped the accelerator: `docs/tensortrail.md`, section Errors. */
  readonly errorCode: number;
  /** Number of the instruction whose words are written, or that failed. */
  readonly step: number;
}

/** What the host reads after a run. */
export interface TensorTrailRun {
  /** Of the CYCLES register: from start to done. */
  readonly cycles: number;
  readonly status: TensorTrailStatus;
  /** Result of the last argmax. */
  readonly argmax: number;
}

export function tensorWrites(
  parameters: TensorTrailParameters,
  { memory, address, words }: TensorImage,
): readonly BusWrite[] {
  return wordWrites(tensorTrailAddressLayout(parameters), memoryNamed(parameters, memory), address, words);
}

/** The write that starts the program. */
export function tensorStart(parameters: TensorTrailParameters): BusWrite {
  return { address: addressIn(tensorTrailAddressLayout(parameters), 0, tensorTrailRegisters.control), data: 1 };
}

export function tensorStatusRead(parameters: TensorTrailParameters): BusReads<TensorTrailStatus> {
  return registerRead(tensorTrailAddressLayout(parameters), tensorTrailRegisters.status, (data) => ({
    busy: (data & 1) === 1,
    done: ((data >>> 1) & 1) === 1,
    errorCode: (data >>> 4) & 0xf,
    step: data >>> 8,
  }));
}

/** Bytes of `count` feature words from `address` on. */
export function featuresRead(parameters: TensorTrailParameters, address: number, count: number): BusReads<Int8Array> {
  const { array } = parameters;
  const places = Array.from({ length: count }, (_, index) => address + index);
  const { addresses, decode } = wordReads(
    tensorTrailAddressLayout(parameters),
    memoryNamed(parameters, 'features'),
    places,
  );
  return { addresses, decode: (data) => bytesOfWords(decode(data), array) };
}

/** Loads program, taps, weights, parameters and constants through the host port; once for any number of runs. */
export function loadTensorProgram(design: DrivenDesign, program: TensorTrailProgram): void {
  for (const image of tensorProgramImages(program)) driveWrites(design, tensorWrites(program.parameters, image));
}

/** Writes words of N bytes into the feature memory through the host port. */
export function writeFeatures(
  design: DrivenDesign,
  parameters: TensorTrailParameters,
  address: number,
  bytes: Int8Array,
): void {
  driveWrites(design, tensorWrites(parameters, featureImage(address, bytes, parameters.array)));
}

/**
 * Starts what is loaded, waits for its end and reads the registers.
 * @throws SimulationError where the accelerator is not done in twice the cycles of the cycle model
 */
export async function runTensorProgram(design: DrivenDesign, program: TensorTrailProgram): Promise<TensorTrailRun> {
  const { parameters } = program;
  const layout = tensorTrailAddressLayout(parameters);
  const value = (register: number) =>
    driveReads(
      design,
      registerRead(layout, register, (data) => data),
    );
  driveWrites(design, [tensorStart(parameters)]);
  await design.runUntil('done', { maximumCycles: 2 * program.cycles });
  return {
    cycles: await value(tensorTrailRegisters.cycles),
    status: await driveReads(design, tensorStatusRead(parameters)),
    argmax: await value(tensorTrailRegisters.argmax),
  };
}

/** @throws SimulationError where the accelerator stopped before the program's end, with the name of the error */
export function requireTensorSuccess({ errorCode, step }: Pick<TensorTrailStatus, 'errorCode' | 'step'>): void {
  if (errorCode === tensorTrailErrors.none) return;
  const name = Object.entries(tensorTrailErrors).find(([, code]) => code === errorCode)?.[0];
  throw new SimulationError(`the accelerator stopped at instruction ${step} with error ${errorCode} (${name})`);
}

function memoryNamed(parameters: TensorTrailParameters, name: TensorTrailMemory): HostMemory {
  return tensorTrailMemories(parameters).find((memory) => memory.name === name)!;
}
