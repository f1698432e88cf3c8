import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ArithmeticName, NetworkGraph, TensorData } from '../../generators/networks/graph/types.ts';
import { importTensorFlowLite } from '../../generators/networks/import/tflite/import.ts';
import { type PreparedGraph, prepareGraph } from '../../sim/golden/graph/index.ts';
import { carryStates } from '../../sim/models/states.ts';
import {
  bytesOf,
  modelsWithVectors,
  readTensorVectors,
  sharedDataExists,
  type TensorVectors,
} from '../support/tensor-vectors.ts';

/** Models with operators that the graph keeps as unsupported: recurrent layers. */
const unsupported = ['tflm_keyword_scrambled_8bit', 'tflm_mnist_lstm_int8'];
/** One sequence each, through a network with state. */
const sequences = ['mww_v2_okay_nabu'];
const supported = modelsWithVectors().filter((name) => !unsupported.includes(name) && !sequences.includes(name));

function importModel(name: string, { modelFile }: TensorVectors): NetworkGraph {
  return importTensorFlowLite(modelFile, name);
}

/** What differs in one vector: outputs and, by operator, intermediate tensors. */
function differences(prepared: PreparedGraph, vectors: TensorVectors, vector: number): string[] {
  const { outputs, tensors } = prepared.run(vectors.inputs[vector]!, { keepAll: true });
  const wrong = outputs.flatMap((data, place) =>
    Buffer.compare(bytesOf(data), bytesOf(vectors.outputs[vector]![place]!)) === 0 ? [] : [`output ${place}`],
  );
  const checksums = vectors.checksums[vector];
  if (!checksums) return wrong;
  return wrong.concat(
    vectors.intermediates.flatMap(({ tensor, op, op_index }, place) => {
      const data = tensors[tensor];
      return data && crc32(bytesOf(data)) === checksums[place] ? [] : [`${op} at ${op_index}`];
    }),
  );
}

/** One model's intermediate tensors come from LiteRT, which its own runtime could not run. */
function arithmeticOf({ intermediatesRuntime }: TensorVectors): ArithmeticName {
  return intermediatesRuntime.startsWith('tflite_micro') ? 'tflm' : 'litert-ref';
}

describe.skipIf(!sharedDataExists)('the golden model against tflite-micro', () => {
  it('has vectors of all models', () => {
    expect(supported.length).toBe(22);
  });

  it.each(sequences)('%s: the outputs of a sequence', async (name) => {
    const vectors = readTensorVectors(name);
    const graph = importModel(name, vectors);
    const prepared = prepareGraph(graph);
    const infer = carryStates(graph, async (inputs) => prepared.run(inputs, { keepAll: true }));
    const results: TensorData[] = [];
    for (const [vector, inputs] of vectors.inputs.entries()) {
      const { outputs, tensors } = await infer(inputs);
      results.push(outputs[0]!);
      const checksums = vectors.intermediates.map(({ tensor }) => crc32(bytesOf(tensors![tensor]!)));
      expect(checksums).toEqual(vectors.checksums[vector] ?? checksums);
    }
    expect(results).toEqual(vectors.outputs.map(([output]) => output));
    expect(vectors.checksums.length * vectors.intermediates.length).toBeGreaterThan(0);
  });

  it.each(supported)('%s: outputs and every intermediate tensor of all vectors', (name) => {
    const vectors = readTensorVectors(name);
    const prepared = prepareGraph(importModel(name, vectors), { arithmetic: arithmeticOf(vectors) });
    expect(vectors.intermediates.length).toBeGreaterThan(0);
    vectors.inputs.forEach((_, vector) => {
      expect({ vector, wrong: differences(prepared, vectors, vector) }).toEqual({ vector, wrong: [] });
    });
  });

  it.each(['mlperf_kws_dscnn', 'mlperf_sww_1dconv', 'mlperf_ad_ae', 'cfu_magic_wand', 'tinymaix_mnist_dw_q'])(
    '%s: the plain kernels say the same',
    (name) => {
      const vectors = readTensorVectors(name);
      const prepared = prepareGraph(importModel(name, vectors), { kernels: 'specification' });
      expect(differences(prepared, vectors, 0)).toEqual([]);
    },
  );

  it('finds a single changed weight', () => {
    const vectors = readTensorVectors('mlperf_ad_ae');
    const graph = importModel('mlperf_ad_ae', vectors);
    const weights = graph.tensors[graph.operators[0]!.inputs[1]!]!.data as Int8Array;
    weights[0] = weights[0]! === 127 ? 126 : weights[0]! + 1;
    const prepared = prepareGraph(graph);
    expect(vectors.inputs.some((_, vector) => differences(prepared, vectors, vector).length > 0)).toBe(true);
  });
});

describe.skipIf(!sharedDataExists)("LiteRT's reference kernels", () => {
  it.each(['mlperf_ad_ae', 'tflm_hello_world_int8'])('%s', (name) => {
    const vectors = readTensorVectors(name);
    const prepared = prepareGraph(importModel(name, vectors), { arithmetic: 'litert-ref' });
    vectors.inputs.forEach((inputs, vector) => {
      expect(prepared.run(inputs).outputs).toEqual(vectors.litertOutputs![vector]);
    });
  });
});
