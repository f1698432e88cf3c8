import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeGraph, graphTable } from '../../generators/networks/graph/describe-graph.ts';
import type { Tensor } from '../../generators/networks/graph/types.ts';
import { loadModel } from '../../generators/networks/import/load-model.ts';
import { modelsWithVectors, sharedData, sharedDataExists } from '../support/tensor-vectors.ts';

interface IndexTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly quant: { readonly scale: readonly number[]; readonly zp: readonly number[] } | null;
}

interface IndexFile {
  readonly model: string;
  readonly inputs: readonly IndexTensor[];
  readonly outputs: readonly IndexTensor[];
  readonly intermediates: {
    readonly tensors: readonly (IndexTensor & {
      readonly tensor: number;
      readonly op: string;
      readonly op_index: number;
    })[];
  };
}

/** What both sides tell of a tensor; scales as the file stores them. */
function facts({ type, shape, quantisation }: Tensor) {
  return {
    dtype: type,
    shape,
    scale: Array.from(quantisation?.scales ?? []),
    zp: Array.from(quantisation?.zeroPoints ?? []),
  };
}

function expectedFacts({ dtype, shape, quant }: IndexTensor) {
  return { dtype, shape, scale: (quant?.scale ?? []).map(Math.fround), zp: quant?.zp ?? [] };
}

describe.skipIf(!sharedDataExists)('TensorFlow Lite files as the interpreter of tflite-micro sees them', () => {
  it.each(modelsWithVectors())('%s', (name) => {
    const index = JSON.parse(readFileSync(`${sharedData}/vectors/${name}/index.json`, 'utf8')) as IndexFile;
    const graph = loadModel(`${sharedData}/${index.model}`);
    // Those of states come behind the network's own.
    const states = graph.states?.length ?? 0;
    for (const side of ['inputs', 'outputs'] as const) {
      const own = graph[side].slice(0, graph[side].length - states);
      expect(own.map((tensor) => facts(graph.tensors[tensor]!))).toEqual(index[side].map(expectedFacts));
    }
    for (const expected of index.intermediates.tensors) {
      const { op, op_index, tensor } = expected;
      expect(facts(graph.tensors[tensor]!), expected.name).toEqual(expectedFacts(expected));
      if (op === 'READ_VARIABLE') {
        expect(graph.inputs).toContain(tensor);
        continue;
      }
      const writer = graph.operators.find(({ outputs }) => outputs.includes(tensor));
      expect(writer?.place).toMatch(new RegExp(`^operator ${op_index} \\(${op}\\)`));
    }
    expect(graphTable(describeGraph(graph)).split('\n')).toHaveLength(graph.operators.length + 2);
  });

  // The table of facts in the design notes, counted there from the papers' and tools' own numbers.
  it.each([
    ['mlperf_kws_dscnn', 2_656_768, 22_604],
    ['mlperf_vww_mbv1', 7_489_664, 210_850],
    ['mlperf_ic_resnet8', 12_501_632, 77_706],
    ['mlperf_ad_ae', 264_192, 265_864],
    ['mlperf_sww_1dconv', 826_368, 46_883],
  ])('%s: %i multiplications, %i weights', (name, multiplications, weights) => {
    const description = describeGraph(loadModel(`${sharedData}/tflite/${name}.tflite`));
    expect(description.multiplications).toBe(multiplications);
    expect(description.weights).toBe(weights);
  });
});
