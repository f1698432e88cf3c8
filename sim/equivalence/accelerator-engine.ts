import { errorCodes } from '../../generators/accelerators/ultratrail/memory-map.ts';
import { packFeatureMap, unpackScores } from '../../generators/networks/mapping/feature-maps.ts';
import type { MappedLayer } from '../../generators/networks/mapping/program.ts';
import { SimulationError, type Simulator } from '../engine/simulator.ts';
import type { Deployment } from './deployment.ts';
import { HostDriver } from './host-driver.ts';
import type { EngineName, Inference, InferenceEngine, LayerObservation } from './inference.ts';

/** A simulated accelerator, in this process or another. Values are those of `Simulator`. */
export interface SteppedModel {
  set(port: string, value: number | bigint | boolean): void;
  step(cycles?: number): void;
  get(port: string): Promise<bigint>;
  runUntil(port: string, options: { readonly value?: number; readonly maximumCycles: number }): Promise<number>;
  readMemory(memory: string, address: number, count: number): Promise<bigint[]>;
  close(): Promise<void>;
}

export function inProcessModel(simulator: Simulator): SteppedModel {
  return {
    set: (port, value) => simulator.set(port, value),
    step: (cycles) => simulator.step(cycles),
    get: async (port) => simulator.get(port),
    runUntil: async (port, options) => simulator.runUntil(port, options),
    readMemory: async (memory, address, count) =>
      Array.from({ length: count }, (_, offset) => simulator.readMemory(memory, address + offset)),
    close: () => Promise.resolve(),
  };
}

/** Runs networks on a simulated accelerator, loaded and started over its host port as a driver would. */
export function acceleratorEngine(name: EngineName, deployment: Deployment, model: SteppedModel): InferenceEngine {
  const { program, parameters, loaded } = deployment;
  const host = new HostDriver(model, parameters);
  host.reset();
  host.writeWords('program', program.programWords);
  host.writeWords('wmem', program.weightWords);
  host.writeWords('bmem', program.biasWords);

  const infer = async (input: Int8Array, { observe = false } = {}): Promise<Inference> => {
    const { memory } = program.input;
    host.writeWords(`fmem${memory}`, packFeatureMap(input, loaded.network.input, parameters));
    host.start();
    // The first layer ends after start-up; later layers follow each other without a gap.
    const layers = observe ? await observeLayers() : undefined;
    await model.runUntil('done', { maximumCycles: program.cycles + 1000 });
    await requireSuccess();
    const words = await host.readScores(program.scores.addresses);
    const counted = await host.readCycles();
    const scores = Int32Array.from(unpackScores(words, program.scores, parameters));
    const cycles = counted - program.startUpCycles;
    if (!layers) return { scores, cycles };
    const last = program.layers.at(-1)!;
    const before = layers.reduce((sum, layer) => sum + layer.cycles, 0);
    return { scores, cycles, layers: [...layers, { name: last.name, cycles: cycles - before, words }] };
  };

  async function observeLayers(): Promise<LayerObservation[]> {
    const observations: LayerObservation[] = [];
    let passed = -program.startUpCycles;
    for (const layer of program.layers.slice(0, -1)) {
      const steps = await model.runUntil('layerDone', { maximumCycles: layer.cycles + 1000 });
      // The cycle that shows layerDone still belongs to the layer: its edge stores the last word.
      model.step();
      passed += steps + 1;
      observations.push({ name: layer.name, cycles: passed, words: await outputWords(layer) });
      passed = 0;
    }
    return observations;
  }

  function outputWords({ output }: MappedLayer): Promise<bigint[]> {
    return model.readMemory(`fmem${output!.memory}`, 0, output!.words);
  }

  async function requireSuccess(): Promise<void> {
    const code = Number(await model.get('errorCode'));
    if (code === errorCodes.none) return;
    const layer = program.layers[Number(await model.get('layer'))]?.name;
    const error = Object.entries(errorCodes).find(([, number]) => number === code)?.[0];
    throw new SimulationError(`the accelerator stopped in layer ${layer} with error ${code} (${error})`);
  }

  return { name, infer, close: () => model.close() };
}
