import { describe, expect, test } from 'vitest';
import { batchGraph, oneImageGraph } from '../../generators/networks/graph/one-image.ts';
import type { NetworkGraph, Operator, Tensor } from '../../generators/networks/graph/types.ts';
import { importModel } from '../../generators/networks/import/load-model.ts';
import { acceleratedModelEngine } from '../../sim/models/accelerated-model-engine.ts';
import { deployModel } from '../../sim/models/model-deployment.ts';
import { startMachine } from '../../sim/models/simulated-machine.ts';
import { type ModelVector, verifyModel } from '../../sim/models/verify-model.ts';
import { readTensorVectors, sharedDataExists } from '../support/tensor-vectors.ts';
import { endingInArgumentMaximum, firstOfLargest } from './argument-maximum.ts';

const joined = (parts: readonly Int8Array[]): Int8Array => Int8Array.from(parts.flatMap((part) => [...part]));

describe.skipIf(!sharedDataExists)('a batch on the circuit', () => {
  const { inputs, outputs, modelFile } = readTensorVectors('mlperf_kws_dscnn');
  const single = importModel(modelFile, 'keywords');

  test('images run one by one, with the outputs of tflite-micro and the cycles of each', async () => {
    const deployment = deployModel(batchGraph(single, 2));
    expect(deployment.images).toBe(2);
    expect(deployment.program.cycles).toBe(deployModel(single).program.cycles);
    const vector: ModelVector = {
      inputs: [joined(inputs.slice(0, 2).map(([image]) => image as Int8Array))],
      reference: [joined(outputs.slice(0, 2).map(([scores]) => scores as Int8Array))],
    };
    const engine = acceleratedModelEngine(deployment, await startMachine('wasm', deployment.program));
    const { mismatches, cycles, references } = await verifyModel(deployment, engine, [vector]);
    expect({ mismatches, references }).toEqual({ mismatches: 0, references: 1 });
    expect(cycles).toBe(2 * deployment.program.cycles);
    // The images in the other order have the outputs in the other order.
    const swapped = { ...vector, inputs: [joined([1, 0].map((place) => inputs[place]![0] as Int8Array))] };
    expect((await verifyModel(deployment, engine, [swapped])).mismatches).toBeGreaterThan(0);
  });
});

describe.skipIf(!sharedDataExists)('a network that ends in ARG_MAX', () => {
  const { inputs, outputs, modelFile } = readTensorVectors('mlperf_ad_ae');
  const single = importModel(modelFile, 'largest');

  test.each([false, true])('has it from the register; with its vector as an output too: %s', async (keepOutput) => {
    const deployment = deployModel(endingInArgumentMaximum(single, keepOutput));
    expect(deployment.program.hostAfter).toEqual([]);
    expect(deployment.program.outputs).toHaveLength(keepOutput ? 1 : 0);
    const vectors = outputs.slice(0, 3).map(([numbers], place) => ({
      inputs: inputs[place]!,
      reference: [...(keepOutput ? [numbers!] : []), Int32Array.of(firstOfLargest(numbers as Int8Array))],
    }));
    const engine = acceleratedModelEngine(deployment, await startMachine('wasm', deployment.program));
    const { mismatches, references } = await verifyModel(deployment, engine, vectors);
    expect({ mismatches, references }).toEqual({ mismatches: 0, references: 3 });
    const wrong = { inputs: inputs[0]!, reference: [...vectors[0]!.reference.slice(0, -1), Int32Array.of(640)] };
    expect((await verifyModel(deployment, engine, [wrong])).firstMismatch).toMatchObject({
      tensor: 'largest',
      expected: 640,
    });
  });

  test('is left to the host where the hardware has none, or there are two', () => {
    const graph = endingInArgumentMaximum(single);
    const after = (deployed: NetworkGraph, argmax?: boolean): readonly number[] =>
      deployModel(deployed, { set: argmax === undefined ? {} : { argmax } }).program.hostAfter;
    expect(after(graph, false)).toEqual([10]);
    const twice = endingInArgumentMaximum({ ...graph, outputs: single.outputs });
    expect(after({ ...twice, outputs: [...graph.outputs, ...twice.outputs] })).toEqual([10, 11]);
  });
});

/** A graph of one operator between int8 tensors of the given shapes. */
function small(
  attributes: object,
  shapes: readonly (readonly number[])[],
  output: readonly number[],
  constants: readonly number[] = [],
): NetworkGraph {
  const tensors = [...shapes, output].map(
    (shape, place): Tensor => ({
      name: `tensor ${place}`,
      shape,
      type: 'int8',
      quantisation: { scales: Float32Array.of(1), zeroPoints: new Int32Array(1), axis: 0 },
      ...(constants.includes(place) ? { data: new Int8Array(shape.reduce((a, b) => a * b, 1)) } : {}),
    }),
  );
  const inputs = shapes.map((_, place) => place);
  const operator = { place: 'operator 0', inputs, outputs: [shapes.length], ...attributes } as unknown as Operator;
  return {
    name: 'small',
    arithmetic: 'tflm',
    tensors,
    inputs: inputs.filter((place) => !constants.includes(place)),
    outputs: [shapes.length],
    operators: [operator],
  };
}

describe('one image of a batch', () => {
  const images = [2, 4, 4, 3] as const;
  const none = { activation: 'none' };
  const mixing: readonly (readonly [text: string, graph: NetworkGraph])[] = [
    [
      'it joins the batch of 2 images with others',
      small({ kind: 'concatenation', axis: 0, ...none }, [images, images], [4, 4, 4, 3]),
    ],
    ['it takes the mean over the batch of 2 images', small({ kind: 'mean', axes: [0] }, [images], [2, 4, 4, 3])],
    [
      'it takes some of the batch of 2 images',
      small({ kind: 'strided-slice', begin: [0, 0, 0, 0], steps: [-1, 1, 1, 1] }, [images], images),
    ],
    [
      'it pads the batch of 2 images',
      small({ kind: 'pad', before: [1, 0, 0, 0], after: [1, 0, 0, 0] }, [images], [4, 4, 4, 3]),
    ],
    [
      'it moves the batch of 2 images to another dimension',
      small({ kind: 'transpose', permutation: [1, 0, 2, 3] }, [images], [4, 2, 4, 3]),
    ],
    [
      'its tensor tensor 1 [1, 96] cannot be split into the batch of 2 images',
      small({ kind: 'reshape' }, [images], [1, 96]),
    ],
    [
      'it takes other numbers for each image of the batch of 2 images',
      small({ kind: 'add', ...none }, [images, images], images, [1]),
    ],
    [
      'its vectors are of several images of the batch of 2 images',
      small(
        { kind: 'fully-connected', ...none },
        [
          [2, 48],
          [5, 96],
        ],
        [2, 5],
        [1],
      ),
    ],
  ];
  test.each(mixing)('is refused: %s', (text, graph) => {
    expect(oneImageGraph(graph, 2)).toEqual({ problem: { place: 'operator 0', text } });
  });

  test('has the tensors of the batch but for their first dimension', () => {
    const graph = small({ kind: 'add', ...none }, [images, [1, 1, 1, 3]], images, [1]);
    const one = oneImageGraph(graph, 2).graph!;
    expect(one.tensors.map(({ shape }) => shape)).toEqual([
      [1, 4, 4, 3],
      [1, 1, 1, 3],
      [1, 4, 4, 3],
    ]);
    expect(batchGraph(one, 2)).toEqual(graph);
  });

  test('is told where the network is deployed', () => {
    const pool = { kind: 'max-pool', window: { height: 2, width: 2 }, stride: { height: 2, width: 2 }, ...none };
    const padding = { top: 0, bottom: 0, left: 0, right: 0 };
    const graph = small({ ...pool, padding }, [images], [2, 2, 2, 3]);
    const reshape: Operator = { kind: 'reshape', place: 'operator 1', inputs: [1], outputs: [2] };
    const mixed = {
      ...graph,
      tensors: [...graph.tensors, { ...graph.tensors[1]!, name: 'tensor 2', shape: [1, 4, 2, 3] }],
      operators: [...graph.operators, reshape],
      outputs: [2],
    };
    expect(() => deployModel(mixed, { fold: false })).toThrow(
      'small: operator 1: its tensor tensor 2 [1, 4, 2, 3] cannot be split into the batch of 2 images, whose images ' +
        'run one by one',
    );
    expect(deployModel(graph).images).toBe(2);
  });
});
