import { fail } from '../../generators/diagnostics.ts';
import type { NetworkGraph } from '../../generators/networks/graph/types.ts';
import type { EngineName } from '../../sim/equivalence/inference.ts';
import { goldenModelEngine } from '../../sim/models/golden-model-engine.ts';
import type { ModelEngine } from '../../sim/models/model-engine.ts';

export interface StartedModelEngine {
  readonly engine: ModelEngine;
  readonly notes: readonly string[];
}

/** Makes ready what runs a model. */
export async function startModelEngine(
  graph: NetworkGraph,
  { engine }: { readonly engine: EngineName },
): Promise<StartedModelEngine> {
  if (engine === 'golden') return { engine: goldenModelEngine(graph), notes: [] };
  return fail('B784', `model files do not run on ${engine} yet`, 'choose --engine golden');
}
