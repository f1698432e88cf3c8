import { describe, expect, it } from 'vitest';
import { graphProblem } from '../../generators/networks/graph/check-graph.ts';
import { describeGraph } from '../../generators/networks/graph/describe-graph.ts';
import { constantChannels } from '../../generators/networks/graph/passes/channels/constant-channels.ts';
import { removableChannels } from '../../generators/networks/graph/passes/channels/removable-channels.ts';
import { cleanGraph, cleanUps, removeDeadTensors } from '../../generators/networks/graph/passes/index.ts';
import { isSupported } from '../../generators/networks/graph/support.ts';
import type { NetworkGraph, TensorData } from '../../generators/networks/graph/types.ts';
import { importTensorFlowLite } from '../../generators/networks/import/tflite/import.ts';
import { runGraph } from '../../sim/golden/graph/index.ts';
import { firstInputs, ownOutputs } from '../../sim/models/states.ts';
import { modelsWithVectors, readTensorVectors, sharedDataExists } from '../support/tensor-vectors.ts';

const stable = cleanUps.filter((pass) => pass !== removeDeadTensors);

function macs(graph: NetworkGraph): number {
  return describeGraph(graph).multiplications;
}

/** The numbers of the channels that are not `gone`. */
function kept(data: TensorData, gone: readonly boolean[] | undefined): readonly number[] {
  const numbers = Array.from(data as ArrayLike<number>);
  return gone ? numbers.filter((_, place) => !gone[place % gone.length]) : numbers;
}

describe.skipIf(!sharedDataExists)('clean-up of whole networks', () => {
  it.each(modelsWithVectors())('%s: outputs of tflite-micro, and every tensor that is left', (name) => {
    const { modelFile, inputs, outputs } = readTensorVectors(name);
    const graph = importTensorFlowLite(modelFile, name);
    const { graph: clean, reports } = cleanGraph(graph);
    expect(graphProblem(clean)).toBeUndefined();
    for (const { place, what } of reports) expect(`${place}: ${what}`).toMatch(/^(operator|tensor) \d+/);
    if (!graph.operators.every(isSupported)) return;
    const before = cleanGraph(graph, stable.slice(0, -1)).graph;
    const after = cleanGraph(before, stable.slice(-1)).graph;
    const constants = constantChannels(before);
    const removed = removableChannels(before, constants);
    // The first vector of a sequence begins with the initial states; outputs are its own, then the states.
    const isSequence = graph.states !== undefined;
    const last = isSequence ? 0 : inputs.length - 1;
    const own = ownOutputs(clean);
    const results = runGraph(clean, firstInputs(clean, inputs[last]!)).outputs;
    expect(own.map((place) => results[place])).toEqual(outputs[last]);
    const full = runGraph(before, firstInputs(before, inputs[0]!), { keepAll: true }).tensors;
    const thin = runGraph(after, firstInputs(after, inputs[0]!), { keepAll: true });
    expect(own.map((place) => thin.outputs[place])).toEqual(outputs[0]);
    for (const tensor of after.operators.flatMap((operator) => operator.outputs)) {
      expect(kept(thin.tensors[tensor]!, undefined)).toEqual(kept(full[tensor]!, removed.get(tensor)));
    }
    for (const [tensor, channels] of constants) {
      const numbers = full[tensor] as Int8Array;
      const wrong = numbers.findIndex((value, place) => value !== (channels[place % channels.length] ?? value));
      expect(wrong).toBe(-1);
    }
  });

  it('visual wake words: finds the 971 channels without weights, and removes what they and those before them take', () => {
    const { modelFile } = readTensorVectors('mlperf_vww_mbv1');
    const graph = importTensorFlowLite(modelFile, 'vww');
    const constants = constantChannels(graph);
    let empty = 0;
    let all = 0;
    for (const { kind, inputs, outputs } of graph.operators) {
      const depthwise = kind === 'depthwise-convolution';
      if (kind !== 'convolution' && kind !== 'fully-connected' && !depthwise) continue;
      const { data, shape } = graph.tensors[inputs[1]!]!;
      const channels = depthwise ? shape[3]! : shape[0]!;
      const [step, stride] = depthwise ? [1, channels] : [data!.length / channels, 1];
      for (let channel = 0; channel < channels; channel++) {
        all++;
        const weights = Array.from(
          { length: data!.length / channels },
          (_, tap) => data![channel * step + tap * stride],
        );
        if (weights.some((weight) => weight !== 0)) continue;
        empty++;
        expect(constants.get(outputs[0]!)![channel]).toBeDefined();
      }
    }
    expect([empty, all]).toEqual([971, 2738]);
    // The design notes' count leaves out channels that only dropped channels read.
    expect(1 - macs(cleanGraph(graph).graph) / macs(graph)).toBeGreaterThan(0.418);
  });
});
