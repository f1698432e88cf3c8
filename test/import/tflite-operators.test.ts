import { describe, expect, it } from 'vitest';
import type { NetworkGraph, Operator } from '../../generators/networks/graph/types.ts';
import { importTensorFlowLite } from '../../generators/networks/import/tflite/import.ts';
import { optionTables } from '../../generators/networks/import/tflite/schema.ts';
import { runGraph } from '../../sim/golden/graph/index.ts';
import { type WrittenOperator, type WrittenTensor, writeTensorFlowLite } from '../support/tflite-writer.ts';

type Options = NonNullable<WrittenOperator['options']>;

/** An activation with one scale. */
function activation(shape: readonly number[], scale = 0.5, zeroPoint = 3): WrittenTensor {
  return { shape, type: 'int8', scales: [scale], zeroPoints: [zeroPoint] };
}

function numbers(values: readonly number[]): WrittenTensor {
  return { shape: [values.length], type: 'int32', data: Int32Array.from(values) };
}

function weights(shape: readonly number[], data?: readonly number[]): WrittenTensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const stored = Int8Array.from({ length: count }, (_, place) => data?.[place] ?? (place % 7) - 3);
  return { shape, type: 'int8', scales: [0.25], data: stored };
}

function options(code: number, fields: Readonly<Record<number, number>>): Options {
  return {
    code,
    fields: Object.entries(fields).map(([field, value]) => ({ field: Number(field), type: 'int32' as const, value })),
  };
}

/** Bytes, as enumerations and truth values are written. */
function withBytes({ code, fields }: Options, bytes: Readonly<Record<number, number>>): Options {
  const more = Object.entries(bytes).map(([field, value]) => ({ field: Number(field), type: 'int8' as const, value }));
  return { code, fields: [...fields, ...more] };
}

/** A network of one operator: the first tensor is the input, the last the output. */
function single(
  name: string,
  tensors: readonly WrittenTensor[],
  attributes?: Options,
  outputs = 1,
  inputs = [0],
): NetworkGraph {
  const last = tensors.length - outputs;
  const written: WrittenOperator = {
    name,
    inputs: tensors.map((_, place) => place).slice(0, last),
    outputs: tensors.map((_, place) => place).slice(last),
    ...(attributes ? { options: attributes } : {}),
  };
  return importTensorFlowLite(
    writeTensorFlowLite({ tensors, inputs, outputs: written.outputs, operators: [written] }),
    'single',
  );
}

function only(graph: NetworkGraph): Operator {
  expect(graph.operators).toHaveLength(1);
  return graph.operators[0]!;
}

function reason(graph: NetworkGraph): string {
  const operator = only(graph);
  return operator.kind === 'unsupported' ? operator.reason : `supported: ${operator.kind}`;
}

const { convolution, depthwise, pool, stridedSlice, reduce } = optionTables;

function convolutionOptions(same: boolean, stride: number, dilation: number): Options {
  const { strideWidth, strideHeight, dilationWidth, dilationHeight, padding } = convolution;
  const fields = {
    [strideWidth]: stride,
    [strideHeight]: stride,
    [dilationWidth]: dilation,
    [dilationHeight]: dilation,
  };
  return withBytes(options(convolution.code, fields), { [padding]: same ? 0 : 1 });
}

describe('operators of TensorFlow Lite', () => {
  // Output sizes and padding by TensorFlow's documentation of SAME and VALID.
  it.each([
    { same: true, size: 10, kernel: 3, stride: 2, dilation: 1, out: 5, before: 0, after: 1 },
    { same: true, size: 9, kernel: 3, stride: 2, dilation: 1, out: 5, before: 1, after: 1 },
    { same: true, size: 10, kernel: 4, stride: 1, dilation: 2, out: 10, before: 3, after: 3 },
    { same: true, size: 7, kernel: 1, stride: 3, dilation: 1, out: 3, before: 0, after: 0 },
    { same: false, size: 10, kernel: 3, stride: 2, dilation: 2, out: 3, before: 0, after: 0 },
    { same: false, size: 3, kernel: 3, stride: 5, dilation: 1, out: 1, before: 0, after: 0 },
  ])('CONV_2D $size, kernel $kernel, stride $stride, dilation $dilation, same $same', (one) => {
    const { same, size, kernel, stride, dilation, out, before, after } = one;
    const tensors = [activation([1, size, size, 2]), weights([3, kernel, kernel, 2]), activation([1, out, out, 3])];
    const operator = only(single('CONV_2D', tensors, convolutionOptions(same, stride, dilation)));
    expect(operator).toMatchObject({
      kind: 'convolution',
      stride: { height: stride, width: stride },
      dilation: { height: dilation, width: dilation },
      padding: { top: before, bottom: after, left: before, right: after },
      activation: 'none',
    });
  });

  it('CONV_2D in groups, without a bias, with weights of 4 bits', () => {
    const tensors: WrittenTensor[] = [
      activation([1, 4, 4, 6]),
      { shape: [4, 1, 1, 3], type: 'int4', scales: [0.25], data: Int8Array.of(0x21, 0x43, 0xf5, 0x8e, 0x70, 0x1b) },
      activation([1, 4, 4, 4]),
    ];
    const file = writeTensorFlowLite({
      tensors,
      inputs: [0],
      outputs: [2],
      operators: [{ name: 'CONV_2D', inputs: [0, 1, -1], outputs: [2], options: convolutionOptions(false, 1, 1) }],
    });
    const graph = importTensorFlowLite(file, 'grouped');
    expect(only(graph)).toMatchObject({ kind: 'convolution', inputs: [0, 1] });
    expect(Array.from(graph.tensors[1]!.data as Int8Array)).toEqual([1, 2, 3, 4, 5, -1, -2, -8, 0, 7, -5, 1]);
  });

  it('DEPTHWISE_CONV_2D: the multiplier follows from the shapes', () => {
    const { strideWidth, strideHeight, multiplier } = depthwise;
    const attributes = options(depthwise.code, { [strideWidth]: 1, [strideHeight]: 1, [multiplier]: 2 });
    const tensors = [activation([1, 4, 4, 3]), weights([1, 3, 3, 6]), activation([1, 4, 4, 6])];
    expect(only(single('DEPTHWISE_CONV_2D', tensors, attributes))).toMatchObject({
      kind: 'depthwise-convolution',
      multiplier: 2,
    });
    const wrong = options(depthwise.code, { [strideWidth]: 1, [strideHeight]: 1, [multiplier]: 3 });
    expect(() => single('DEPTHWISE_CONV_2D', tensors, wrong)).toThrow('3 channels, 6 filters and the multiplier 3');
  });

  it('STRIDED_SLICE: masks, negative bounds and steps as in Python', () => {
    // a[:, 1:-1:2, -1:0:-2, 5:] of the shape [1, 6, 5, 8]
    const { begin, end } = stridedSlice;
    const attributes = options(stridedSlice.code, { [begin]: 0b0001, [end]: 0b1001 });
    const bounds = [numbers([9, 1, -1, 5]), numbers([0, -1, 0, 0]), numbers([1, 2, -2, 1])];
    const graph = single('STRIDED_SLICE', [activation([1, 6, 5, 8]), ...bounds, activation([1, 2, 2, 3])], attributes);
    expect(only(graph)).toMatchObject({ kind: 'strided-slice', begin: [0, 1, 4, 5], steps: [1, 2, -2, 1] });
    const image = Int8Array.from({ length: 240 }, (_, place) => place - 120);
    const at = (row: number, column: number, channel: number): number => image[(row * 5 + column) * 8 + channel]!;
    const expected = [1, 3].flatMap((row) =>
      [4, 2].flatMap((column) => [5, 6, 7].map((channel) => at(row, column, channel))),
    );
    expect(Array.from(runGraph(graph, [image]).outputs[0] as Int8Array)).toEqual(expected);
  });

  it('STRIDED_SLICE: a dimension that is dropped is dropped by a reshape', () => {
    const attributes = options(stridedSlice.code, { [stridedSlice.shrinkAxis]: 0b010, [stridedSlice.end]: 0b101 });
    const bounds = [numbers([0, -2, 0]), numbers([0, 7, 0]), numbers([1, 1, 1])];
    const graph = single('STRIDED_SLICE', [activation([2, 3, 2]), ...bounds, activation([2, 2])], attributes);
    expect(graph.operators.map(({ kind }) => kind)).toEqual(['strided-slice', 'reshape']);
    const image = Int8Array.from({ length: 12 }, (_, place) => place);
    // a[:, -2, :]
    expect(Array.from(runGraph(graph, [image]).outputs[0] as Int8Array)).toEqual([2, 3, 8, 9]);
  });

  it('SPLIT and SPLIT_V: a slice for each output', () => {
    const image = Int8Array.from({ length: 12 }, (_, place) => place);
    const tensors = [
      activation([2, 6]),
      numbers([1, 3, 2]),
      numbers([-1]),
      activation([2, 1]),
      activation([2, 3]),
      activation([2, 2]),
    ];
    const graph = single('SPLIT_V', tensors, undefined, 3);
    const parts = runGraph(graph, [image]).outputs.map((part) => Array.from(part as Int8Array));
    expect(parts).toEqual([
      [0, 6],
      [1, 2, 3, 7, 8, 9],
      [4, 5, 10, 11],
    ]);
    const short = [...tensors.slice(0, 5), activation([2, 1])];
    expect(() => single('SPLIT_V', short, undefined, 3)).toThrow('its outputs take 5 of 6');
  });

  it('MEAN: axes from the end, with and without the dimensions that it takes', () => {
    const image = activation([1, 4, 4, 5]);
    const kept = withBytes(options(reduce.code, {}), { [reduce.keepDimensions]: 1 });
    const withDimensions = single('MEAN', [image, numbers([-2, 1]), activation([1, 1, 1, 5])], kept);
    expect(only(withDimensions)).toMatchObject({ kind: 'mean', axes: [1, 2], inputs: [0] });
    expect(only(single('MEAN', [image, numbers([1, 2]), activation([1, 5])]))).toMatchObject({ axes: [1, 2] });
    expect(() => single('MEAN', [image, numbers([1, 2]), activation([1, 5])], kept)).toThrow(
      'where 4 dimensions are expected',
    );
  });

  it('PAD and PADV2', () => {
    const amounts: WrittenTensor = { shape: [2, 2], type: 'int32', data: Int32Array.of(0, 1, 2, 0) };
    const value: WrittenTensor = { shape: [1], type: 'int8', scales: [0.5], zeroPoints: [3], data: Int8Array.of(-7) };
    expect(only(single('PAD', [activation([2, 2]), amounts, activation([3, 4])]))).toMatchObject({
      before: [0, 2],
      after: [1, 0],
    });
    const padded = single('PADV2', [activation([2, 2]), amounts, value, activation([3, 4])]);
    const result = runGraph(padded, [Int8Array.of(1, 2, 3, 4)]).outputs[0] as Int8Array;
    expect(Array.from(result)).toEqual([-7, -7, 1, 2, -7, -7, 3, 4, -7, -7, -7, -7]);
  });

  it('FULLY_CONNECTED flattens an image by an operator of its own', () => {
    const graph = single('FULLY_CONNECTED', [activation([1, 2, 2, 3]), weights([5, 12]), activation([1, 5])]);
    expect(graph.operators.map(({ kind, place }) => `${kind}: ${place}`)).toEqual([
      'reshape: operator 0 (FULLY_CONNECTED), its input',
      'fully-connected: operator 0 (FULLY_CONNECTED)',
    ]);
  });

  it('keeps what it does not compute, with the reason', () => {
    const float: WrittenTensor = { shape: [1, 4, 4, 2], type: 'float32' };
    const computed: WrittenTensor = { shape: [4, 2], type: 'int32' };
    expect(reason(single('FLOOR', [float, float]))).toBe('the operator is not supported');
    expect(reason(single('RELU', [float, float]))).toBe('it computes with float32 numbers');
    expect(
      reason(single('PAD', [activation([1, 2, 2, 1]), computed, activation([1, 4, 4, 1])], undefined, 1, [0, 1])),
    ).toBe('its paddings are computed, not constant');
    expect(reason(single('RELU6', [activation([4]), activation([4], 0.25)]))).toMatch(/different scales/);
    const skewed = { ...weights([3, 1, 1, 2]), zeroPoints: [2] };
    const tensors = [activation([1, 4, 4, 2]), skewed, activation([1, 4, 4, 3])];
    expect(reason(single('CONV_2D', tensors, convolutionOptions(false, 1, 1)))).toMatch(/zero point other than 0/);
    expect(reason(single('VAR_HANDLE', [activation([4]), { shape: [], type: 'resource' }]))).toBe(
      'the operator is not supported',
    );
  });

  it('a window of a pool that does not fit, and one beyond its padding, are refused', () => {
    const { windowWidth, windowHeight, strideWidth, strideHeight, padding } = pool;
    const attributes = options(pool.code, { [windowWidth]: 5, [windowHeight]: 5, [strideWidth]: 1, [strideHeight]: 1 });
    const tensors = [activation([1, 3, 3, 2]), activation([1, 1, 1, 2])];
    expect(() => single('MAX_POOL_2D', tensors, withBytes(attributes, { [padding]: 1 }))).toThrow(
      'its window does not fit',
    );
  });
});

describe('files that contradict themselves', () => {
  const good = [activation([1, 4, 4, 2]), weights([3, 3, 3, 2]), numbers([1, 2, 3]), activation([1, 2, 2, 3])];
  const build = (tensors: readonly WrittenTensor[]) => () =>
    single('CONV_2D', tensors, convolutionOptions(false, 1, 1));

  it('are sound as they stand', () => {
    expect(only(build(good)())).toMatchObject({ kind: 'convolution', inputs: [0, 1, 2] });
  });

  it.each<[string, number, WrittenTensor, string]>([
    [
      'output',
      3,
      activation([1, 4, 4, 3]),
      'its output has the shape [1, 4, 4, 3], where its inputs and attributes give [1, 2, 2, 3]',
    ],
    ['channels', 1, weights([3, 3, 3, 4]), 'its filter has the shape [3, 3, 3, 4] for 2 channels'],
    ['bias', 2, numbers([1, 2]), 'its bias has the shape [2] for 3 channels'],
    [
      'data',
      2,
      { shape: [3], type: 'int32', data: Int32Array.of(1, 2) },
      'its data is 8 bytes, where int32 [3] takes 12',
    ],
    ['scales', 1, { ...weights([3, 3, 3, 2]), scales: [1, 2], axis: 0 }, 'it has 2 scales along dimension 0'],
    [
      'zero points',
      0,
      { ...activation([1, 4, 4, 2]), zeroPoints: [200] },
      "its zero point is 200, outside of int8's -128 to 127",
    ],
    ['scale', 0, activation([1, 4, 4, 2], -1), 'its scale is -1'],
    [
      'weights',
      1,
      { shape: [3, 3, 3, 2], type: 'int8', scales: [1] },
      'it reads tensor 1, which has no data and which nothing computes',
    ],
    ['size', 0, activation([1, 4, -4, 2]), 'no size is negative'],
  ])('%s', (_, place, tensor, message) => {
    const tensors = good.with(place, tensor);
    expect(build(tensors)).toThrow(message);
  });

  it('a result that is read before it is computed, an index outside, a tensor written twice', () => {
    const tensors = [activation([4]), activation([4]), activation([4])];
    const file = (operators: readonly WrittenOperator[]) => () =>
      importTensorFlowLite(writeTensorFlowLite({ tensors, inputs: [0], outputs: [1], operators }), 'loop');
    const relu = (input: number, output: number): WrittenOperator => ({
      name: 'RELU',
      inputs: [input],
      outputs: [output],
    });
    expect(file([relu(0, 1)])).not.toThrow();
    expect(file([relu(2, 1), relu(1, 2)])).toThrow(
      'it reads tensor 2, which has no data and which nothing before it computes',
    );
    expect(file([relu(7, 1)])).toThrow('its tensor 7 is not one of 3');
    expect(file([relu(0, 1), relu(0, 1)])).toThrow('it writes tensor 1, which has a value already');
    expect(file([{ name: 'RELU', inputs: [], outputs: [1] }])).toThrow('it has 0 inputs, where 1 is expected');
    expect(file([{ name: 'RELU', inputs: [0], outputs: [] }])).toThrow('it has 0 outputs, where 1 is expected');
    expect(file([relu(0, 2)])).toThrow('nothing computes its output tensor 1');
  });
});
