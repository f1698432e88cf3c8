import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BurinError } from '../../generators/diagnostics.ts';
import { graphProblem } from '../../generators/networks/graph/check-graph.ts';
import { describeGraph, graphTable } from '../../generators/networks/graph/describe-graph.ts';
import { partition } from '../../generators/networks/graph/partition.ts';
import {
  cleanGraph,
  foldActivation,
  foldConstants,
  foldPadding,
  removeChannels,
  removeDeadOperators,
} from '../../generators/networks/graph/passes/index.ts';
import { checkSupported } from '../../generators/networks/graph/support.ts';
import type { NetworkGraph, Operator, Tensor } from '../../generators/networks/graph/types.ts';
import { loadModel } from '../../generators/networks/import/load-model.ts';
import { runGraph } from '../../sim/golden/graph/index.ts';
import { randomNumbers } from '../support/random-numbers.ts';

const random = randomNumbers(6);

function activation(name: string, shape: readonly number[], zeroPoint = 3, scale = 0.5): Tensor {
  const quantisation = { scales: Float32Array.of(scale), zeroPoints: Int32Array.of(zeroPoint), axis: 0 };
  return { name, shape, type: 'int8', quantisation };
}

function constant(name: string, shape: readonly number[], data: Int8Array | Int32Array): Tensor {
  const quantisation = { scales: Float32Array.of(0.02), zeroPoints: Int32Array.of(0), axis: 0 };
  return { name, shape, type: data instanceof Int8Array ? 'int8' : 'int32', quantisation, data };
}

function randomWeights(count: number): Int8Array {
  return Int8Array.from({ length: count }, () => random.integer(-128, 127));
}

function graphOf(
  tensors: readonly Tensor[],
  operators: readonly Operator[],
  outputs = [tensors.length - 1],
): NetworkGraph {
  const graph: NetworkGraph = { name: 'small', arithmetic: 'tflm', tensors, inputs: [0], outputs, operators };
  expect(graphProblem(graph)).toBeUndefined();
  return graph;
}

const one = { height: 1, width: 1 };
const none = { top: 0, bottom: 0, left: 0, right: 0 };

function convolution(place: string, inputs: readonly number[], output: number, padding = none): Operator {
  return {
    kind: 'convolution',
    place,
    inputs,
    outputs: [output],
    stride: one,
    dilation: one,
    padding,
    activation: 'none',
  };
}

/** Both compute the same from ten inputs, and the second is sound. */
function expectEqual(before: NetworkGraph, after: NetworkGraph): void {
  expect(graphProblem(after)).toBeUndefined();
  const count = before.tensors[before.inputs[0]!]!.shape.reduce((product, size) => product * size, 1);
  for (let round = 0; round < 10; round++) {
    const input = randomWeights(count);
    expect(runGraph(after, [input]).outputs).toEqual(runGraph(before, [input]).outputs);
  }
}

describe('clean-ups', () => {
  const padding = (value?: number, zeroPoint = 3): NetworkGraph =>
    graphOf(
      [
        activation('image', [1, 4, 4, 2]),
        activation('padded', [1, 5, 7, 2], zeroPoint),
        constant('filter', [3, 3, 3, 2], randomWeights(54)),
        activation('result', [1, 3, 5, 3]),
      ],
      [
        {
          kind: 'pad',
          place: 'operator 0 (PAD)',
          inputs: [0],
          outputs: [1],
          before: [0, 1, 2, 0],
          after: [0, 0, 1, 0],
          ...(value === undefined ? {} : { value }),
        },
        convolution('operator 1 (CONV_2D)', [1, 2], 3),
      ],
    );

  it("padding with the zero point becomes the convolution's", () => {
    for (const graph of [padding(), padding(3)]) {
      const { graph: folded, reports } = foldPadding(graph);
      expect(folded.operators).toMatchObject([
        { kind: 'convolution', padding: { top: 1, bottom: 0, left: 2, right: 1 } },
      ]);
      expect(reports).toEqual([
        { pass: 'fold-padding', place: 'operator 0 (PAD)', what: 'its padding is done by operator 1 (CONV_2D)' },
      ]);
      expectEqual(graph, folded);
    }
    expect(foldPadding(padding(4)).reports).toEqual([]);
    expect(foldPadding(padding(undefined, 4)).reports).toEqual([]);
  });

  it.each(['relu', 'relu6'] as const)('%s becomes the clamp of the operator before it', (name) => {
    const build = (scale: number, outputs: number[]): NetworkGraph =>
      graphOf(
        [
          activation('vector', [1, 6]),
          constant('weights', [4, 6], randomWeights(24)),
          activation('sum', [1, 4], -3, 0.07),
          activation('result', [1, 4], -3, scale),
        ],
        [
          {
            kind: 'fully-connected',
            place: 'operator 0 (FULLY_CONNECTED)',
            inputs: [0, 1],
            outputs: [2],
            activation: 'none',
          },
          { kind: 'unary', place: 'operator 1 (RELU)', inputs: [2], outputs: [3], function: name },
        ],
        outputs,
      );
    const graph = build(0.07, [3]);
    const folded = foldActivation(graph).graph;
    expect(folded.operators).toMatchObject([{ kind: 'fully-connected', activation: name, outputs: [3] }]);
    expectEqual(graph, folded);
    // Another scale, or a sum that is read elsewhere.
    expect(foldActivation(build(0.08, [3])).reports).toEqual([]);
    expect(foldActivation(build(0.07, [3, 2])).reports).toEqual([]);
  });

  it('constants that are only moved, and operators that nobody reads', () => {
    const graph = graphOf(
      [
        activation('vector', [1, 6]),
        constant(
          'matrix',
          [6, 2],
          Int8Array.from({ length: 12 }, (_, place) => place),
        ),
        activation('turned', [2, 6], 0, 0.02),
        activation('unused', [1, 6]),
        activation('result', [1, 6]),
      ],
      [
        { kind: 'transpose', place: 'operator 0 (TRANSPOSE)', inputs: [1], outputs: [2], permutation: [1, 0] },
        { kind: 'unary', place: 'operator 1 (TANH)', inputs: [0], outputs: [3], function: 'tanh' },
        { kind: 'unary', place: 'operator 2 (RELU)', inputs: [0], outputs: [4], function: 'relu' },
      ],
    );
    const { graph: folded } = foldConstants(graph);
    expect(Array.from(folded.tensors[2]!.data as Int8Array)).toEqual([0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11]);
    const { graph: alive, reports } = removeDeadOperators(graph);
    expect(alive.operators.map(({ place }) => place)).toEqual(['operator 2 (RELU)']);
    expect(reports).toHaveLength(2);
    expect(cleanGraph(graph).graph.tensors.map(({ name }) => name)).toEqual(['vector', 'result']);
  });

  it('constant channels of any number go into the next bias where there is no padding, of the zero point also where there is', () => {
    let foldedBeside = 0;
    for (let round = 0; round < 40; round++) {
      const kernel = random.pick([1, 3]);
      const padded = kernel === 3 && random.chance(0.5);
      const margin = padded ? 1 : 0;
      const size = 6 + 2 * margin - kernel + 1;
      const filter = randomWeights(5 * 2);
      const empty = [0, 2, 3].filter(() => random.chance(0.7));
      for (const channel of empty) filter.fill(0, channel * 2, channel * 2 + 2);
      // Some of them rest on the zero point: a bias of 0.
      const bias = Int32Array.from({ length: 5 }, () => (random.chance(0.4) ? 0 : random.integer(-5000, 5000)));
      const graph = graphOf(
        [
          activation('image', [1, 6, 6, 2]),
          constant('first', [5, 1, 1, 2], filter),
          constant('bias', [5], bias),
          activation('middle', [1, 6, 6, 5], -4),
          constant('second', [3, kernel, kernel, 5], randomWeights(3 * kernel * kernel * 5)),
          activation('result', [1, size, size, 3], 1, 3),
        ],
        [
          convolution('operator 0 (CONV_2D)', [0, 1, 2], 3),
          convolution('operator 1 (CONV_2D)', [3, 4], 5, { top: margin, bottom: margin, left: margin, right: margin }),
        ],
      );
      const { graph: thin, reports } = removeChannels(graph);
      expectEqual(graph, thin);
      const kept = thin.tensors[3]!.shape[3]!;
      const foldable = empty.filter((channel) => !padded || bias[channel] === 0).length;
      expect(kept).toBeLessThanOrEqual(5 - foldable);
      if (foldable > 0) expect(reports[0]?.place).toBe('operator 0 (CONV_2D)');
      if (padded && foldable > 0 && foldable < empty.length) foldedBeside++;
    }
    expect(foldedBeside).toBeGreaterThan(0);
  });
});

describe('what is not supported', () => {
  const custom: Operator = {
    kind: 'unsupported',
    place: 'operator 1 (custom:Window)',
    name: 'custom:Window',
    reason: 'the operator is not supported',
    inputs: [1],
    outputs: [2],
  };
  const connected = (place: string, input: number, weights: number, output: number): Operator => ({
    kind: 'fully-connected',
    place,
    inputs: [input, weights],
    outputs: [output],
    activation: 'none',
  });
  const graph = graphOf(
    [
      activation('in', [1, 2]),
      activation('a', [1, 4]),
      activation('b', [1, 4]),
      activation('c', [1, 8]),
      activation('d', [1, 8]),
      constant('w', [4, 2], randomWeights(8)),
      constant('v', [8, 4], randomWeights(32)),
    ],
    [
      connected('operator 0 (FULLY_CONNECTED)', 0, 5, 1),
      custom,
      connected('operator 2 (FULLY_CONNECTED)', 2, 6, 3),
      { kind: 'unary', place: 'operator 3 (RELU)', inputs: [3], outputs: [4], function: 'relu' },
    ],
    [4, 1],
  );

  it('is named with its place and what to do', () => {
    expect(() => checkSupported(graph)).toThrow(BurinError);
    expect(() => checkSupported(graph)).toThrow(
      /small: operator 1 \(custom:Window\): .*\n {2}remedy: replace the custom operator/,
    );
    expect(() => checkSupported({ ...graph, operators: [] })).not.toThrow();
  });

  it('is left to the host by the part with most multiplications', () => {
    const { first, last, graph: part, before, after, host } = partition(graph);
    expect([first, last]).toEqual([2, 3]);
    expect([part.inputs, part.outputs]).toEqual([[2], [4]]);
    expect(graphProblem(part)).toBeUndefined();
    expect(before.map(({ place }) => place)).toEqual(['operator 0 (FULLY_CONNECTED)', 'operator 1 (custom:Window)']);
    expect(after).toEqual([]);
    expect(host).toEqual([
      'compute operator 0 (FULLY_CONNECTED) before',
      'compute operator 1 (custom:Window) before',
      'write b (int8 [1, 4]) to the accelerator',
      'read d (int8 [1, 8]) from it',
    ]);
    expect(() => partition(graph, () => false)).toThrow('B706');
    const table = graphTable(describeGraph(graph)).split('\n');
    expect(table).toHaveLength(6);
    expect(table.at(-1)).toMatch(/^total +40 +40$/);
  });

  it('are files that are no models', () => {
    const folder = mkdtempSync(join(tmpdir(), 'models-'));
    try {
      const file = join(folder, 'text.tflite');
      writeFileSync(file, 'not a model at all');
      expect(() => loadModel(file)).toThrow(/B700: text is not a model file.*\n {2}remedy: give a TensorFlow Lite/);
      expect(() => loadModel(join(folder, 'absent.onnx'))).toThrow('B700: there is no file');
      expect(() => loadModel(folder)).toThrow('is not a file');
      writeFileSync(file, '');
      expect(() => loadModel(file)).toThrow('B700');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
