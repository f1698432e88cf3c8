import type { TensorData } from '../../generators/networks/graph/types.ts';
import { arrangedWords, readTensor, writeTensor } from '../../generators/networks/tensor-mapping/layouts.ts';
import type { PlacedTensor, TensorLayout } from '../../generators/networks/tensor-mapping/program.ts';
import { prepareGraph } from '../golden/graph/index.ts';
import { allocate } from '../golden/graph/tensor-data.ts';
import { imageOfBatch, joinImages } from './images.ts';
import type { Machine } from './machine.ts';
import type { ModelDeployment } from './model-deployment.ts';
import type { ModelEngine, ModelRun } from './model-engine.ts';

type Tensors = (TensorData | undefined)[];

/**
 * Runs a model on an accelerator, with the host's part before and behind it computed as the golden model does; a batch
 * image by image.
 */
export function acceleratedModelEngine(deployment: ModelDeployment, machine: Machine): ModelEngine {
  const { graph, image, images, program, before, after } = deployment;
  const { array } = program.parameters;
  const hostBefore = prepareGraph(before);
  const hostAfter = prepareGraph(after);
  const wholeBehind = program.steps.map((_, step) => program.placed.filter((placed) => placed.step === step));

  const write = (layout: TensorLayout, numbers: TensorData): void => {
    const own = new Int8Array(arrangedWords(layout, array) * array);
    writeTensor({ ...layout, base: 0 }, numbers as Int8Array, own, array);
    machine.writeFeatures(layout.base, own);
  };
  const read = async (layout: TensorLayout): Promise<Int8Array> => {
    const words = await machine.readFeatures(layout.base, arrangedWords(layout, array));
    return readTensor({ ...layout, base: 0 }, words, array);
  };
  const readAll = async (places: readonly PlacedTensor[], tensors: Tensors): Promise<void> => {
    for (const { tensor, layout } of places) tensors[tensor] = await read(layout);
  };
  const inferImage = async (inputs: readonly TensorData[], observe: boolean): Promise<ImageRun> => {
    const tensors: Tensors = [];
    image.inputs.forEach((tensor, place) => {
      tensors[tensor] = inputs[place]!;
    });
    const take = (wanted: readonly number[]): TensorData[] => wanted.map((tensor) => tensors[tensor]!);
    const prepared = hostBefore.run(take(before.inputs)).outputs;
    before.outputs.forEach((tensor, place) => {
      tensors[tensor] = prepared[place]!;
    });
    for (const { tensor, layout } of program.inputs) write(layout, tensors[tensor]!);
    const onStep = observe ? (step: number) => readAll(wholeBehind[step]!, tensors) : undefined;
    const cycles = await machine.run(onStep);
    await readAll(program.outputs, tensors);
    const { argumentMaximum } = program;
    if (argumentMaximum !== undefined) {
      const result = allocate(image.tensors[argumentMaximum]!);
      const channel = await machine.argumentMaximum();
      if (result instanceof BigInt64Array) result[0] = BigInt(channel);
      else result[0] = channel;
      tensors[argumentMaximum] = result;
    }
    return { outputs: hostAfter.run(take(after.inputs)).outputs, cycles, tensors };
  };

  return {
    name: machine.name,
    graph,
    async infer(inputs, { observe = false } = {}): Promise<ModelRun> {
      const runs: ImageRun[] = [];
      for (let number = 0; number < images; number++) {
        const own = inputs.map((data) => imageOfBatch(data, number, images));
        runs.push(await inferImage(own, observe));
      }
      const outputs = graph.outputs.map((_, place) => joinImages(runs.map((run) => run.outputs[place]!)));
      const cycles = runs.reduce((sum, run) => sum + run.cycles, 0);
      if (!observe) return { outputs, cycles };
      const tensors = graph.tensors.map((_, tensor) =>
        runs[0]!.tensors[tensor] ? joinImages(runs.map((run) => run.tensors[tensor]!)) : undefined,
      );
      return { outputs, cycles, tensors };
    },
    close: () => machine.close(),
  };
}

interface ImageRun {
  readonly outputs: readonly TensorData[];
  readonly cycles: number;
  readonly tensors: Tensors;
}
