import { describe, expect, it } from 'vitest';
import {
  type ElementwiseParameters,
  elementwiseFunction,
  roundedAverage,
} from '../../generators/networks/arithmetic/index.ts';
import { prepareConvolution, prepareDepthwise } from '../../sim/golden/graph/fast/convolution.ts';
import { createVectorMemory } from '../../sim/golden/graph/fast/vector-memory.ts';
import { connectFully, convolve, convolveDepthwise } from '../../sim/golden/graph/kernels/convolution.ts';
import { pad } from '../../sim/golden/graph/kernels/movement.ts';
import { pool } from '../../sim/golden/graph/kernels/pool.ts';
import { softmax } from '../../sim/golden/graph/kernels/softmax.ts';
import { broadcastSteps } from '../../sim/golden/graph/specification.ts';
import { type NumberData, offsets } from '../../sim/golden/graph/tensor-data.ts';
import {
  convolutionCase,
  expectedOutput,
  fullyConnectedCase,
  type OperatorCase,
  type OperatorFamily,
  operatorCaseNames,
  operatorCasesExist,
  operatorFamily,
  readOperatorCase,
} from '../support/operator-cases.ts';

function likeExpected(one: OperatorCase): NumberData {
  return new Int32Array(expectedOutput(one).length);
}

function computeElementwise(one: OperatorCase): NumberData {
  const first = one.array('input1', 'input_tensor_1') as NumberData;
  const second = one.array('input2', 'input_tensor_2') as NumberData;
  const result = likeExpected(one);
  if (one.has('BATCH_1')) {
    const shape = (place: number) =>
      ['BATCH', 'HEIGHT', 'WIDTH', 'CHANNEL'].map((size) => one.number(`${size}_${place}`));
    const whole = ['BATCH', 'HEIGHT', 'WIDTH', 'CHANNEL'].map((size) => one.number(`OUTPUT_${size}`));
    const compute = one.name.startsWith('minimum') ? Math.min : Math.max;
    const [left, right] = [1, 2].map((place) => offsets(whole, broadcastSteps(shape(place), whole)));
    return result.map((_, place) => compute(first[left![place]!]!, second[right![place]!]!));
  }
  const common = {
    lowest: one.number('OUT_ACTIVATION_MIN'),
    highest: one.number('OUT_ACTIVATION_MAX'),
    zeroPoints: [-one.number('INPUT1_OFFSET'), -one.number('INPUT2_OFFSET')] as const,
    outputZeroPoint: one.number('OUTPUT_OFFSET'),
    output: { multiplier: one.number('OUTPUT_MULT'), shift: one.number('OUTPUT_SHIFT') },
  };
  const input = (place: number) => ({
    multiplier: one.number(`INPUT${place}_MULT`),
    shift: one.number(`INPUT${place}_SHIFT`),
  });
  const parameters: ElementwiseParameters = one.has('LEFT_SHIFT')
    ? {
        ...common,
        kind: 'common-scale',
        sign: 1,
        leftShift: one.number('LEFT_SHIFT'),
        inputs: [input(1), input(2)],
      }
    : { ...common, kind: 'product' };
  const compute = elementwiseFunction(parameters);
  return result.map((_, place) => compute(first[place]!, second[place]!));
}

function computePool(one: OperatorCase): NumberData {
  const pair = (name: string) => ({ height: one.number(`${name}_H`), width: one.number(`${name}_W`) });
  const padding = pair('PADDING');
  const result = likeExpected(one);
  pool(
    {
      batch: one.number('BATCH_SIZE'),
      input: pair('INPUT'),
      output: pair('OUTPUT'),
      channels: one.number('INPUT_C'),
      window: pair('FILTER'),
      stride: pair('STRIDE'),
      padding: { top: padding.height, bottom: 0, left: padding.width, right: 0 },
    },
    one.name.startsWith('avg') ? roundedAverage : undefined,
    { lowest: one.number('ACTIVATION_MIN'), highest: one.number('ACTIVATION_MAX') },
    one.array('input_tensor') as NumberData,
    result,
  );
  return result;
}

function computePad(one: OperatorCase): NumberData {
  const sizes = (name: string) => ['N', 'H', 'W', 'C'].map((dimension) => one.number(`${name}_${dimension}`));
  const [before, after, shape] = [sizes('PRE_PAD'), sizes('POST_PAD'), sizes('INPUT')];
  const kernel = pad(
    { kind: 'pad', place: one.name, inputs: [0], outputs: [1], before, after, value: one.number('PAD_VALUE') },
    { name: 'input', shape, type: 'int8' },
    { name: 'output', shape: shape.map((size, place) => size + before[place]! + after[place]!), type: 'int8' },
  );
  return kernel([one.array('input_tensor')!]) as NumberData;
}

function computeSoftmax(one: OperatorCase): NumberData {
  const result = likeExpected(one);
  softmax(
    {
      multiplier: one.number('INPUT_MULT'),
      shift: one.number('INPUT_LEFT_SHIFT'),
      leastDifference: one.number('DIFF_MIN'),
    },
    { lowest: -128, highest: 127 },
    one.number('ROW_SIZE'),
    one.array('input') as NumberData,
    result,
  );
  return result;
}

function computeWeighted(one: OperatorCase, family: 'convolution' | 'depthwise' | 'fully connected'): NumberData {
  const result = likeExpected(one);
  if (family === 'fully connected') {
    const { requantisation, image, filter, bias, shape } = fullyConnectedCase(one);
    connectFully(requantisation, image, filter, bias, result, shape.outputChannels);
    return result;
  }
  const { shape, requantisation, image, filter, bias } = convolutionCase(one, family === 'depthwise');
  const compute = family === 'depthwise' ? convolveDepthwise : convolve;
  compute(shape, requantisation, image, filter, bias, result);
  return result;
}

function compute(one: OperatorCase, family: OperatorFamily): NumberData {
  switch (family) {
    case 'elementwise':
      return computeElementwise(one);
    case 'pool':
      return computePool(one);
    case 'pad':
      return computePad(one);
    case 'softmax':
      return computeSoftmax(one);
    default:
      return computeWeighted(one, family);
  }
}

const names = operatorCaseNames();
const supported = names.filter((name) => operatorFamily(name) !== undefined);
const weighted = supported.filter(
  (name) =>
    ['convolution', 'depthwise', 'fully connected'].includes(operatorFamily(name)!) &&
    readOperatorCase(name).type === 'int8',
);

describe.skipIf(!operatorCasesExist)("CMSIS-NN's operator cases, with TensorFlow Lite as reference", () => {
  it('covers all but the operators that are not supported', () => {
    const count = (beginning: string) => names.filter((name) => name.startsWith(beginning)).length;
    expect(names.length).toBe(157);
    expect({
      supported: supported.length,
      matrices: count('batch_matmul'),
      recurrent: count('lstm') + count('svdf'),
      // Shapes of the plain transposes are not in the files.
      transposes: count('transpose') + count('reverse_transpose'),
      softmax16: count('softmax_s16'),
    }).toEqual({ supported: 124, matrices: 8, recurrent: 10, transposes: 14, softmax16: 1 });
  });

  it.each(supported)('%s', (name) => {
    const one = readOperatorCase(name);
    expect([...compute(one, operatorFamily(name)!)]).toEqual([...expectedOutput(one)]);
  });

  it.each(weighted)('%s with vectors', (name) => {
    const one = readOperatorCase(name);
    const depthwise = operatorFamily(name) === 'depthwise';
    const { shape, requantisation, image, filter, bias } =
      operatorFamily(name) === 'fully connected' ? fullyConnectedCase(one) : convolutionCase(one, depthwise);
    const prepare = depthwise ? prepareDepthwise : prepareConvolution;
    const result = likeExpected(one);
    prepare(createVectorMemory(), shape, requantisation, filter, bias)(image, result);
    expect([...result]).toEqual([...expectedOutput(one)]);
  });
});
