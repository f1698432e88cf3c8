import type { NetworkGraph, TensorData } from '../networks/graph/types.ts';
import type { CompiledProgram } from '../networks/tensor-mapping/compile.ts';
import type { PlacedTensor } from '../networks/tensor-mapping/program.ts';

/** What a host writes before each run and reads after it. */
export interface HostTensors {
  /** The network's own first, then those of states. */
  readonly inputs: readonly PlacedTensor[];
  readonly outputs: readonly PlacedTensor[];
  readonly states: readonly HostState[];
}

/** Numbers that one run gives and the next takes. */
export interface HostState {
  /** Places in the inputs and outputs above. */
  readonly input: number;
  readonly output: number;
  /** What the first run takes, as the network's tensor stores it. */
  readonly initial: TensorData;
}

/**
 * Tensors of the host in the order in which it is shown them, and its states. A state that the host's own operators
 * compute is none of the accelerator's.
 * @param graph What `program` was compiled from
 */
export function hostTensors(graph: NetworkGraph, program: CompiledProgram): HostTensors {
  const states = (graph.states ?? []).map(({ input, output, initial }) => ({
    input: writtenFor(graph.inputs[input]!, graph, program),
    output: graph.outputs[output]!,
    initial,
  }));
  const own = new Set(graph.outputs.filter((_, place) => !graph.states?.some(({ output }) => output === place)));
  const rank = (tensor: number, of: readonly number[]): number => (own.has(tensor) ? 0 : of.indexOf(tensor) + 1);
  const ordered = (tensors: readonly PlacedTensor[], of: readonly number[]): readonly PlacedTensor[] =>
    [...tensors].sort((a, b) => rank(a.tensor, of) - rank(b.tensor, of));
  const inputs = ordered(
    program.inputs,
    states.map(({ input }) => input),
  );
  const outputs = ordered(
    program.outputs,
    states.map(({ output }) => output),
  );
  return {
    inputs,
    outputs,
    states: states
      .map(({ input, output, initial }) => ({
        input: inputs.findIndex(({ tensor }) => tensor === input),
        output: outputs.findIndex(({ tensor }) => tensor === output),
        initial,
      }))
      .filter(({ input, output }) => input >= 0 && output >= 0),
  };
}

/** The tensor that the host writes where the network has `input`: the same numbers, in another shape or through a table. */
function writtenFor(input: number, graph: NetworkGraph, { hostBefore, inputTables }: CompiledProgram): number {
  const written = inputTables.find(({ source }) => source === input);
  if (written) return written.tensor;
  return hostBefore.reduce((tensor, index) => {
    const { kind, inputs, outputs } = graph.operators[index]!;
    return kind === 'reshape' && inputs[0] === tensor ? outputs[0]! : tensor;
  }, input);
}
