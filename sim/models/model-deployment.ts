import type { TensorTrailParameters } from '../../generators/accelerators/tensortrail/parameters.ts';
import { partition as largestPart, type Partition } from '../../generators/networks/graph/partition.ts';
import { cleanGraph, type PassReport } from '../../generators/networks/graph/passes/index.ts';
import { checkSupported } from '../../generators/networks/graph/support.ts';
import type { NetworkGraph, Operator } from '../../generators/networks/graph/types.ts';
import type { CompiledProgram } from '../../generators/networks/tensor-mapping/compile.ts';
import type { LeftOperators } from '../../generators/networks/tensor-mapping/left-operators.ts';
import { hardwareProblem } from '../../generators/networks/tensor-mapping/lower/supported.ts';
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
  /** What the clean-ups did. */
  readonly cleanUps: readonly PassReport[];
  readonly program: CompiledProgram;
  /** What it costs and saves that the first operators are computed patch by patch; absent where they are not. */
  readonly patches?: PatchReport;
  /** What the host computes before and behind the accelerator; tensors keep their indexes in `graph`. */
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
 *   `compilePatched` throws
 */
export function deployModel(
  model: NetworkGraph,
  { set = {}, fold = true, partition = false, patches: choice = 'auto' }: DeploymentOptions = {},
): ModelDeployment {
  if (!partition) checkSupported(model);
  // Clean-ups come first: some make operators fit for the hardware.
  const { graph: clean, reports } = fold ? cleanGraph(model) : { graph: model, reports: [] };
  const part = partition ? largestPart(clean, (operator) => runsOnHardware(clean, operator)) : undefined;
  const { graph, program, patches } = compilePatched(part?.graph ?? clean, set, choice);
  const placed = ({ tensor }: { readonly tensor: number }): number => tensor;
  const after = hostGraph(graph, program.hostAfter, graph.outputs);
  const early = new Set(program.hostBefore.flatMap((index) => graph.operators[index]!.outputs));
  const passedOn = after.inputs.filter((tensor) => early.has(tensor));
  return {
    original: part?.graph ?? model,
    graph,
    cleanUps: reports,
    program,
    ...(patches ? { patches } : {}),
    before: hostGraph(graph, program.hostBefore, [...new Set([...program.inputs.map(placed), ...passedOn])]),
    after,
    ...(part && part.before.length + part.after.length > 0 ? { left: leftOperators(part) } : {}),
  };
}

function leftOperators({ before, after }: Partition): LeftOperators {
  return { before: before.map(({ place }) => place), after: after.map(({ place }) => place) };
}

function runsOnHardware(model: NetworkGraph, operator: Operator): boolean {
  return operator.kind !== 'unsupported' && hardwareProblem(model, operator, false) === undefined;
}

/** Some operators as a graph that gives `outputs`; what it does not compute of them and read it takes as inputs. */
function hostGraph(graph: NetworkGraph, indexes: readonly number[], outputs: readonly number[]): NetworkGraph {
  const operators = indexes.map((index): Operator => graph.operators[index]!);
  const written = new Set(operators.flatMap((operator) => operator.outputs));
  const read = [...operators.flatMap((operator) => operator.inputs), ...outputs];
  const inputs = [...new Set(read)].filter(
    (tensor) => tensor >= 0 && !graph.tensors[tensor]!.data && !written.has(tensor),
  );
  return { ...graph, operators, inputs, outputs };
}
