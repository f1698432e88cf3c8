import { tensorTrailParameters } from '../../generators/accelerators/tensortrail/parameters.ts';
import type { SoundnessOptions } from '../../generators/circuit/checks/index.ts';
import { fail } from '../../generators/diagnostics.ts';
import { elementName } from '../../generators/networks/graph/shapes.ts';
import { checkSupported } from '../../generators/networks/graph/support.ts';
import type { ArithmeticName, NetworkGraph } from '../../generators/networks/graph/types.ts';
import { describePatches, type PatchChoice } from '../../generators/networks/tensor-mapping/patches/compile-patched.ts';
import type { EngineName } from '../../sim/equivalence/inference.ts';
import { acceleratedModelEngine } from '../../sim/models/accelerated-model-engine.ts';
import { goldenModelEngine } from '../../sim/models/golden-model-engine.ts';
import { deployModel, type ModelDeployment } from '../../sim/models/model-deployment.ts';
import type { ModelEngine } from '../../sim/models/model-engine.ts';
import { startMachine } from '../../sim/models/simulated-machine.ts';
import { parseSettings } from '../set-option.ts';

/** The options of commands that deploy a model. */
export interface ModelOptions {
  readonly arithmetic: ArithmeticName | undefined;
  readonly set: string[] | undefined;
  readonly fold: boolean;
  readonly partition: boolean;
  readonly patches: string | undefined;
}

/** The model as it is to be computed: in the arithmetic of its file, unless another one was asked for. */
function inArithmetic(model: NetworkGraph, { arithmetic }: ModelOptions): NetworkGraph {
  return arithmetic === undefined ? model : { ...model, arithmetic };
}

export function deployWithOptions(model: NetworkGraph, options: ModelOptions): ModelDeployment {
  const { set, fold, partition } = options;
  const settings = parseSettings(set ?? [], tensorTrailParameters());
  return deployModel(inArithmetic(model, options), {
    set: settings,
    fold,
    partition,
    patches: parsePatches(options.patches),
  });
}

/** @throws BurinError B524 for anything but auto, off, smallest and a count */
function parsePatches(text = 'auto'): PatchChoice {
  if (text === 'auto' || text === 'off' || text === 'smallest') return text;
  const rows = Number(text);
  if (/^\d+$/.test(text) && rows >= 1) return rows;
  return fail('B524', `--patches is ${text}`, 'give auto, off, smallest, or in how many rows, e.g. 4');
}

export interface PreparedModel {
  /** Absent where the golden model runs the file as it stands. */
  readonly deployment: ModelDeployment | undefined;
  /** What is run: the whole model, or the part that the hardware can. */
  readonly graph: NetworkGraph;
  readonly notes: readonly string[];
}

export function prepareModel(model: NetworkGraph, engine: EngineName, options: ModelOptions): PreparedModel {
  if (engine === 'golden' && !options.partition) {
    checkSupported(model);
    return { deployment: undefined, graph: inArithmetic(model, options), notes: [] };
  }
  const deployment = deployWithOptions(model, options);
  return { deployment, graph: deployment.graph, notes: deploymentNotes(deployment) };
}

/** What is computed image by image or in patches, and what is left out of a network of which a part runs, as notes for the user. */
export function deploymentNotes({ graph, images, program, left, patches }: ModelDeployment): readonly string[] {
  const ways = [
    ...(images > 1 ? [`note: ${describeImages(images, program.cycles)}`] : []),
    ...(patches ? [`note: ${describePatches(patches)}`] : []),
  ];
  if (!left) return ways;
  const named = (indexes: readonly number[]): string =>
    indexes
      .map((index) => graph.tensors[index]!)
      .map(({ name, type, shape }) => `"${name}" (${elementName(type, shape)})`)
      .join(', ');
  return [
    ...ways,
    `note: only a part of ${graph.name} runs, from ${named(graph.inputs)} to ${named(graph.outputs)}`,
    ...left.before.map((place) => `note: ${place} before it is left to the host`),
    ...left.after.map((place) => `note: ${place} behind it is left to the host`),
  ];
}

function describeImages(images: number, cycles: number): string {
  return `the ${images} images of the batch run one by one: ${cycles} cycles for each, ${images * cycles} in total`;
}

/** Makes ready what runs a model. */
export async function startModelEngine(
  graph: NetworkGraph,
  deployment: ModelDeployment | undefined,
  name: EngineName | 'icarus',
  onProgress: (text: string) => void,
  warnings?: SoundnessOptions,
): Promise<ModelEngine> {
  if (name === 'golden' || !deployment) return goldenModelEngine(graph);
  const machine = await startMachine(name, deployment.program, onProgress, warnings);
  return acceleratedModelEngine(deployment, machine);
}
