import { packFeatureMap } from '../../generators/networks/mapping/feature-maps.ts';
import { packLanes } from '../../generators/networks/mapping/lanes.ts';
import { prepareGolden } from '../golden/golden.ts';
import type { GoldenResult } from '../golden/golden-result.ts';
import { runReference } from '../golden/reference.ts';
import type { Deployment } from './deployment.ts';
import type { Inference, InferenceEngine } from './inference.ts';

/** What the hardware must show after a run whose model gives `result`: words of every layer and the cycle model. */
export function expectedInference(deployment: Deployment, result: GoldenResult): Inference {
  const { program, parameters } = deployment;
  const layers = program.layers.map(({ name, cycles }, index) => {
    const layer = result.layers[index];
    const words = layer ? packFeatureMap(layer.result, layer, parameters) : scoreWords(deployment, result.scores);
    return { name, cycles, words };
  });
  return { scores: result.scores, cycles: program.cycles, layers };
}

/** The words of LMEM that hold the scores, in the order of the program's addresses. */
function scoreWords({ program, parameters }: Deployment, scores: Int32Array): readonly bigint[] {
  const { channels, length, addresses } = program.scores;
  const { array, accumulatorBits, guardBits } = parameters;
  return addresses.map((_, word) => {
    const [block, position] = [Math.floor(word / length), word % length];
    const lanes = Array.from({ length: array }, (_, lane) => {
      const channel = block * array + lane;
      return channel < channels ? scores[channel * length + position]! : 0;
    });
    return packLanes(lanes, accumulatorBits + guardBits);
  });
}

/** The model as an engine: the fast path, or the plain loops that specify it. */
export function goldenEngine(deployment: Deployment, path: 'fast' | 'specification' = 'fast'): InferenceEngine {
  const { network } = deployment.loaded;
  const { rounding } = deployment.parameters;
  const fast = prepareGolden(network);
  return {
    name: 'golden',
    infer: (input) => {
      const result = path === 'fast' ? fast.run(input, { rounding }) : runReference(network, input, { rounding });
      return Promise.resolve(expectedInference(deployment, result));
    },
    close: () => Promise.resolve(),
  };
}
