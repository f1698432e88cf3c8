import { tensorTrailParameters } from '../../generators/accelerators/tensortrail/parameters.ts';
import type { SoundnessOptions } from '../../generators/circuit/checks/index.ts';
import { checkSupported } from '../../generators/networks/graph/support.ts';
import type { NetworkGraph } from '../../generators/networks/graph/types.ts';
import type { EngineName } from '../../sim/equivalence/inference.ts';
import { acceleratedModelEngine } from '../../sim/models/accelerated-model-engine.ts';
import { goldenModelEngine } from '../../sim/models/golden-model-engine.ts';
import { deployModel, type ModelDeployment } from '../../sim/models/model-deployment.ts';
import type { ModelEngine } from '../../sim/models/model-engine.ts';
import { startMachine } from '../../sim/models/simulated-machine.ts';
import { parseSettings } from '../set-option.ts';

/** The options of commands that deploy a model. */
export interface ModelOptions {
  readonly set: string[] | undefined;
  readonly fold: boolean;
  readonly partition: boolean;
}

export function deployWithOptions(graph: NetworkGraph, { set, fold, partition }: ModelOptions): ModelDeployment {
  return deployModel(graph, { set: parseSettings(set ?? [], tensorTrailParameters()), fold, partition });
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
    return { deployment: undefined, graph: model, notes: [] };
  }
  const deployment = deployWithOptions(model, options);
  return { deployment, graph: deployment.graph, notes: hostNotes(deployment) };
}

/** What is left to the host, as notes for the user. */
export function hostNotes({ host }: ModelDeployment): readonly string[] {
  return host.map((sentence) => `note: the host has to ${sentence}`);
}

/** Makes ready what runs a model. */
export async function startModelEngine(
  graph: NetworkGraph,
  deployment: ModelDeployment | undefined,
  name: EngineName,
  onProgress: (text: string) => void,
  warnings?: SoundnessOptions,
): Promise<ModelEngine> {
  if (name === 'golden' || !deployment) return goldenModelEngine(graph);
  const machine = await startMachine(name, deployment.program, onProgress, warnings);
  return acceleratedModelEngine(deployment, machine);
}
