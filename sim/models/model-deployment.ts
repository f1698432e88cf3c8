import type { TensorTrailParameters } from '../../generators/accelerators/tensortrail/parameters.ts';
import { fail } from '../../generators/diagnostics.ts';
import { batchGraph, batchOf, oneImageGraph } from '../../generators/networks/graph/one-image.ts';
import { partition as largestPart, type Partition } from '../../generators/networks/graph/partition.ts';
import { cleanGraph, type PassReport } from '../../generators/networks/graph/passes/index.ts';
import { checkSupported } from '../../generators/networks/graph/support.ts';
import type { NetworkGraph, Operator } from '../../generators/networks/graph/types.ts';
import type { CompiledProgram } from '../../generators/networks/tensor-mapping/compile.ts';
import type { LeftOperators } from '../../generators/networks/tensor-mapping/left-operators.ts';
import { hardwareProblem, needsOneImage } from '../../generators/networks/tensor-mapping/lower/supported.ts';
import {
  compilePatched,
  type PatchChoice,
  type PatchReport,
} from '../../generators/networks/tensor-mapping/patches/compile-patched.ts';

/** A model, or the largest part of one, on an accelerator made for it. */
export interface ModelDeployment {
  /** The file's graph before clean-ups; of a part of a network: what is deployed. */
  readonly original: NetworkGraph;
  /** What is deployed; inputs and outputs are those of `original`. */
  readonly graph: NetworkGraph;
  /** What `program` was compiled from: `graph`, or one image of its batch. Tensors keep their indexes. */
  readonly image: NetworkGraph;
  /** Images of the batch, which are run one by one; 1 where the program computes all of `graph`. */
  readonly images: number;
  /** What the clean-ups did. */
  readonly cleanUps: readonly PassReport[];
  readonly program: CompiledProgram;
  /** What it costs and saves that the first operators are computed patch by patch; absent where they are not. */
  readonly patches?: PatchReport;
  /** What the host computes before and behind the accelerator, of `image`; tensors keep their indexes. */
  readonly before: NetworkGraph;
  readonly after: NetworkGraph;
  /** Of a part of a network: the operators that are left out, by their places. */
  readonly left?: LeftOperators;
}

export interface DeploymentOptions {
  readonly set?: Partial<TensorTrailParameters>;
  /** Clean the graph up before: constant channels, padding, activations. */
  readonly fold?: boolean;
  /** Deploy the largest run of operators that the hardware can compute, instead of refusing the others. */
  readonly partition?: boolean;
  /** Whether the first operators are computed patch by patch: `auto` unless given. */
  readonly patches?: PatchChoice;
}

/**
 * Fits an accelerator to a model and compiles the model for it.
 * @throws BurinError B704 for operators that are not supported, B706 where a partition has none, and what
 *   `compilePatched` throws; B760 too
 *   where an operator takes several images of a batch that the hardware takes one by one
 */
export function deployModel(
  model: NetworkGraph,
  { set = {}, fold = true, partition = false, patches: choice = 'auto' }: DeploymentOptions = {},
): ModelDeployment {
  if (!partition) checkSupported(model);
  // Clean-ups come first: some make operators fit for the hardware.
  const { graph: clean, reports } = fold ? cleanGraph(model) : { graph: model, reports: [] };
  const { single, images } = imagesOf(clean);
  const argmax = set.argmax ?? true;
  const part = partition ? largestPart(single, (operator) => runsOnHardware(single, operator, argmax)) : undefined;
  const { graph: image, program, patches } = compilePatched(part?.graph ?? single, set, choice, { argmax });
  const placed = ({ tensor }: { readonly tensor: number }): number => tensor;
  const after = hostGraph(image, program.hostAfter, image.outputs);
  const early = new Set(program.hostBefore.flatMap((index) => image.operators[index]!.outputs));
  const passedOn = after.inputs.filter((tensor) => early.has(tensor));
  return {
    original: part ? batchGraph(part.graph, images) : model,
    graph: batchGraph(image, images),
    image,
    images,
    cleanUps: reports,
    program,
    ...(patches ? { patches } : {}),
    before: hostGraph(image, program.hostBefore, [...new Set([...program.inputs.map(placed), ...passedOn])]),
    after,
    ...(part && part.before.length + part.after.length > 0 ? { left: leftOperators(part) } : {}),
  };
}

/** One image of a batch, where the hardware cannot take the images together. */
function imagesOf(graph: NetworkGraph): { readonly single: NetworkGraph; readonly images: number } {
  const images = batchOf(graph);
  if (images <= 1 || !graph.operators.some((operator) => needsOneImage(graph, operator))) {
    return { single: graph, images: 1 };
  }
  const { graph: single, problem } = oneImageGraph(graph, images);
  if (single) return { single, images };
  const { place, text } = problem!;
  return fail(
    'B760',
    `${graph.name}: ${place}: ${text}, whose images run one by one`,
    'convert the network with a batch of 1',
  );
}

function leftOperators({ before, after }: Partition): LeftOperators {
  return { before: before.map(({ place }) => place), after: after.map(({ place }) => place) };
}

function runsOnHardware(model: NetworkGraph, operator: Operator, argmax: boolean): boolean {
  return operator.kind !== 'unsupported' && hardwareProblem(model, operator, argmax) === undefined;
}

/** Some operators as a graph that gives `outputs`; what it does not compute of them and read it takes as inputs. */
function hostGraph(graph: NetworkGraph, indexes: readonly number[], outputs: readonly number[]): NetworkGraph {
  const operators = indexes.map((index): Operator => graph.operators[index]!);
  const written = new Set(operators.flatMap((operator) => operator.outputs));
  const read = [...operators.flatMap((operator) => operator.inputs), ...outputs];
  const inputs = [...new Set(read)].filter(
    (tensor) => tensor >= 0 && !graph.tensors[tensor]!.data && !written.has(tensor),
  );
  return { ...graph, operators, inputs, outputs, states: [] };
}
