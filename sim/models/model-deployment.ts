import type { TensorTrailParameters } from '../../generators/accelerators/tensortrail/parameters.ts';
import { cleanGraph, type PassReport } from '../../generators/networks/graph/passes/index.ts';
import { checkSupported } from '../../generators/networks/graph/support.ts';
import type { NetworkGraph, Operator } from '../../generators/networks/graph/types.ts';
import { type CompiledProgram, compileGraph } from '../../generators/networks/tensor-mapping/compile.ts';

/** A model on an accelerator made for it. */
export interface ModelDeployment {
  /** As the file has it. */
  readonly original: NetworkGraph;
  /** What is deployed: the original, or cleaned up; inputs and outputs are the same. */
  readonly graph: NetworkGraph;
  /** What the clean-ups did. */
  readonly cleanUps: readonly PassReport[];
  readonly program: CompiledProgram;
  /** What the host computes before and behind the accelerator; tensors keep their indexes in `graph`. */
  readonly before: NetworkGraph;
  readonly after: NetworkGraph;
}

export interface DeploymentOptions {
  readonly set?: Partial<TensorTrailParameters>;
  /** Clean the graph up before: constant channels, padding, activations. */
  readonly fold?: boolean;
}

/**
 * Fits an accelerator to a model and compiles the model for it.
 * @throws BurinError B704 for operators that are not supported, and what `compileGraph` throws
 */
export function deployModel(
  original: NetworkGraph,
  { set = {}, fold = true }: DeploymentOptions = {},
): ModelDeployment {
  checkSupported(original);
  const { graph, reports } = fold ? cleanGraph(original) : { graph: original, reports: [] };
  const program = compileGraph(graph, set);
  const placed = ({ tensor }: { readonly tensor: number }): number => tensor;
  return {
    original,
    graph,
    cleanUps: reports,
    program,
    before: hostGraph(graph, program.hostBefore, program.inputs.map(placed)),
    after: hostGraph(graph, program.hostAfter, graph.outputs),
  };
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
