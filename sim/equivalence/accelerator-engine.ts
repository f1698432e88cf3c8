import { errorCodes } from '../../generators/accelerators/ultratrail/memory-map.ts';
import { unpackScores } from '../../generators/networks/mapping/feature-maps.ts';
import { SimulationError, type Simulator } from '../engine/simulator.ts';
import { type DrivenDesign, driveReads, driveWrites, loadProgram, resetDesign } from '../host/drive-host.ts';
import { cyclesRead, featureImage, imageWrites, startWrite, statusRead, wordsRead } from '../host/host-port.ts';
import { openDesign } from '../host/open-design.ts';
import type { Deployment } from './deployment.ts';
import type { Inference, InferenceEngine, LayerObservation, VerificationEngineName } from './inference.ts';

/** A simulated accelerator, in this process or another; memories are readable behind the host's back. */
export interface SteppedModel extends DrivenDesign {
  readMemory(memory: string, address: number, count: number): Promise<bigint[]>;
  close(): Promise<void>;
}

export function inProcessModel(simulator: Simulator): SteppedModel {
  return openDesign(simulator);
}

/** Cycles to wait beyond the model's before a run counts as hung. */
const patience = 1000;

/** Runs networks on a simulated accelerator, loaded and started over its host port as a driver would. */
export function acceleratorEngine(
  name: VerificationEngineName,
  deployment: Deployment,
  model: SteppedModel,
): InferenceEngine {
  const { program } = deployment;
  const { parameters } = program;
  resetDesign(model);
  loadProgram(model, program);

  const infer = async (input: Int8Array, { observe = false } = {}): Promise<Inference> => {
    driveWrites(model, imageWrites(parameters, featureImage(program, input)));
    driveWrites(model, [startWrite(parameters)]);
    const layers = observe ? await observeLayers() : undefined;
    await model.runUntil('done', { maximumCycles: program.cycles + patience });
    await requireSuccess();
    const words = await driveReads(model, wordsRead(parameters, 'lmem', program.scores.addresses));
    const cycles = (await driveReads(model, cyclesRead(parameters))) - program.startUpCycles;
    const scores = Int32Array.from(unpackScores(words, program.scores, parameters));
    if (!layers) return { scores, cycles };
    const before = layers.reduce((sum, layer) => sum + layer.cycles, 0);
    return { scores, cycles, layers: [...layers, { name: lastLayer().name, cycles: cycles - before, words }] };
  };

  /** All layers but the last, each in the moment in which its map is complete and nothing has overwritten it. */
  async function observeLayers(): Promise<LayerObservation[]> {
    const observations: LayerObservation[] = [];
    let passed = -program.startUpCycles;
    for (const { name: layer, cycles, output } of program.layers.slice(0, -1)) {
      const steps = await model.runUntil('layerDone', { maximumCycles: cycles + patience });
      // The cycle that shows layerDone still belongs to the layer: its edge stores the last word.
      model.step();
      passed += steps + 1;
      const words = await model.readMemory(`fmem${output!.memory}`, 0, output!.words);
      observations.push({ name: layer, cycles: passed, words });
      passed = 0;
    }
    return observations;
  }

  async function requireSuccess(): Promise<void> {
    const { errorCode, layer } = await driveReads(model, statusRead(parameters));
    if (errorCode === errorCodes.none) return;
    const error = Object.entries(errorCodes).find(([, code]) => code === errorCode)?.[0];
    throw new SimulationError(
      `the accelerator stopped in layer ${program.layers[layer]?.name} with error ${errorCode} (${error})`,
    );
  }

  const lastLayer = () => program.layers.at(-1)!;

  return { name, infer, close: () => model.close() };
}
