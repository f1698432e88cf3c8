import type { ArithmeticName, NetworkGraph } from '../../generators/networks/graph/types.ts';
import { prepareGraph } from '../golden/graph/index.ts';
import type { ModelEngine } from './model-engine.ts';

/** The golden model, in an arithmetic of choice. Throws what `prepareGraph` throws. */
export function goldenModelEngine(graph: NetworkGraph, arithmetic: ArithmeticName = graph.arithmetic): ModelEngine {
  const prepared = prepareGraph(graph, { arithmetic });
  return {
    name: 'golden',
    graph,
    async infer(inputs, { observe = false } = {}) {
      const { outputs, tensors } = prepared.run(inputs, { keepAll: observe });
      return observe ? { outputs, tensors } : { outputs };
    },
    async close() {},
  };
}
