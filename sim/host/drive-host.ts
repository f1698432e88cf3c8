import type { UltraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import type { UltraTrailProgram } from '../../generators/networks/mapping/program.ts';
import type { BusReads, BusWrite } from './bus.ts';
import type { AcceleratorStatus } from './host-port.ts';
import {
  cyclesRead,
  featureImage,
  imageWrites,
  programImages,
  scoresRead,
  startWrite,
  statusRead,
} from './host-port.ts';

/** What any engine offers of an accelerator: `Simulator` and `VerilatedSimulator` both do. */
export interface DrivenDesign {
  set(port: string, value: number): void;
  step(cycles?: number): void;
  get(port: string): bigint | Promise<bigint>;
  runUntil(
    port: string,
    options: { readonly value?: number; readonly maximumCycles: number },
  ): number | Promise<number>;
}

/** What the host reads after a run. Scores are those of the program that ended, also after an error. */
export interface HostRun {
  readonly scores: readonly number[];
  /** Of the CYCLES register: with the two of start-up. */
  readonly cycles: number;
  readonly status: AcceleratorStatus;
}

/** One cycle of reset, with the host port at rest. */
export function resetDesign(design: DrivenDesign): void {
  for (const port of ['hostEnable', 'hostWrite', 'hostAddress', 'hostWriteData']) design.set(port, 0);
  design.set('reset', 1);
  design.step();
  design.set('reset', 0);
}

/** One cycle for each write. */
export function driveWrites(design: DrivenDesign, writes: readonly BusWrite[]): void {
  design.set('hostEnable', 1);
  design.set('hostWrite', 1);
  for (const { address, data } of writes) {
    design.set('hostAddress', address);
    design.set('hostWriteData', data);
    design.step();
  }
  design.set('hostEnable', 0);
  design.set('hostWrite', 0);
}

/** One cycle for each read; the data of all of them, decoded. */
export async function driveReads<T>(design: DrivenDesign, { addresses, decode }: BusReads<T>): Promise<T> {
  design.set('hostEnable', 1);
  design.set('hostWrite', 0);
  const data = addresses.map((address) => {
    design.set('hostAddress', address);
    design.step();
    return design.get('hostReadData');
  });
  design.set('hostEnable', 0);
  return decode((await Promise.all(data)).map(Number));
}

/** Loads program, weights and biases; once for any number of runs. */
export function loadProgram(design: DrivenDesign, program: UltraTrailProgram): void {
  for (const image of programImages(program)) driveWrites(design, imageWrites(program.parameters, image));
}

/**
 * Loads the features, starts the program, waits for its end and reads what it left.
 * @param features [channel][position], flat
 * @throws SimulationError where the accelerator is not done in twice the cycles of the cycle model
 */
export async function runInference(
  design: DrivenDesign,
  program: UltraTrailProgram,
  features: ArrayLike<number>,
): Promise<HostRun> {
  const { parameters } = program;
  driveWrites(design, imageWrites(parameters, featureImage(program, features)));
  await runProgram(design, parameters, 2 * (program.cycles + program.startUpCycles));
  return {
    scores: await driveReads(design, scoresRead(program)),
    cycles: await driveReads(design, cyclesRead(parameters)),
    status: await driveReads(design, statusRead(parameters)),
  };
}

/** Starts what is loaded and waits for its end; gives the cycles that were waited. */
export async function runProgram(
  design: DrivenDesign,
  parameters: UltraTrailParameters,
  maximumCycles: number,
): Promise<number> {
  driveWrites(design, [startWrite(parameters)]);
  return await design.runUntil('done', { maximumCycles });
}
