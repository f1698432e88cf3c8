import { fail } from '../../../generators/diagnostics.ts';
import { elementCount } from '../../../generators/networks/graph/shapes.ts';
import type { ArithmeticName, NetworkGraph, TensorData } from '../../../generators/networks/graph/types.ts';
import { fastKernel } from './fast/fast-kernel.ts';
import { createVectorMemory } from './fast/vector-memory.ts';
import type { Kernel } from './kernels/movement.ts';
import { specificationKernel } from './specification.ts';

export interface GraphOptions {
  /** The graph's own unless said otherwise. */
  readonly arithmetic?: ArithmeticName;
  /** `specification`: plain loops, slower; the same results. */
  readonly kernels?: 'fast' | 'specification';
}

export interface GraphResult {
  /** In the order of the graph's outputs. */
  readonly outputs: readonly TensorData[];
  /** By index of the graph's tensors: constants, inputs and results; without `keepAll` inputs and outputs alone. */
  readonly tensors: readonly (TensorData | undefined)[];
}

/** A graph with all that depends on no input computed. */
export interface PreparedGraph {
  /**
   * `inputs` in the order of the graph's, as stored numbers (or float32 where the graph begins with them), row-major.
   * Throws B744 where they do not fit.
   */
  run(inputs: readonly TensorData[], options?: { readonly keepAll?: boolean }): GraphResult;
}

/** Throws B743 where an operator is not supported, and what the arithmetic's parameters throw. */
export function prepareGraph(graph: NetworkGraph, options: GraphOptions = {}): PreparedGraph {
  const arithmetic = options.arithmetic ?? graph.arithmetic;
  const memory = options.kernels === 'specification' ? undefined : createVectorMemory();
  const kernels = graph.operators.map((operator): Kernel => {
    const fast = memory && fastKernel(graph, operator, arithmetic, memory);
    return fast ?? specificationKernel(graph, operator, arithmetic);
  });
  return {
    run(inputs, { keepAll = false } = {}) {
      checkInputs(graph, inputs);
      const tensors: (TensorData | undefined)[] = graph.tensors.map(({ data }) => data);
      graph.inputs.forEach((tensor, place) => {
        tensors[tensor] = inputs[place]!;
      });
      graph.operators.forEach((operator, place) => {
        const operands = operator.inputs.map((tensor) => tensors[tensor]);
        tensors[operator.outputs[0]!] = kernels[place]!(operands as TensorData[]);
      });
      const outputs = graph.outputs.map((tensor) => tensors[tensor]!);
      if (keepAll) return { outputs, tensors };
      const kept = new Set([...graph.inputs, ...graph.outputs]);
      return { outputs, tensors: tensors.map((data, tensor) => (kept.has(tensor) ? data : undefined)) };
    },
  };
}

/** All in one: prepares and runs. Many inputs are faster with `prepareGraph`. */
export function runGraph(
  graph: NetworkGraph,
  inputs: readonly TensorData[],
  options: GraphOptions & { readonly keepAll?: boolean } = {},
): GraphResult {
  return prepareGraph(graph, options).run(inputs, { keepAll: options.keepAll ?? false });
}

function checkInputs(graph: NetworkGraph, inputs: readonly TensorData[]): void {
  if (inputs.length !== graph.inputs.length) {
    fail(
      'B744',
      `"${graph.name}" takes ${graph.inputs.length} inputs, but was given ${inputs.length}`,
      'give one array for each input of the network',
    );
  }
  graph.inputs.forEach((tensor, place) => {
    const { name, shape } = graph.tensors[tensor]!;
    const count = elementCount(shape);
    if (inputs[place]!.length !== count) {
      fail(
        'B744',
        `input "${name}" has ${count} numbers (${shape.join(' × ')}), but was given ${inputs[place]!.length}`,
        'give as many numbers as the shape has, in row-major order',
      );
    }
  });
}
