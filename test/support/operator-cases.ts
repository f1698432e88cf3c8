import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Requantisation } from '../../generators/networks/arithmetic/index.ts';
import type { TensorData } from '../../generators/networks/graph/types.ts';
import type { ConvolutionShape } from '../../sim/golden/graph/kernels/convolution.ts';
import type { NumberData } from '../../sim/golden/graph/tensor-data.ts';
import { sharedData } from './tensor-vectors.ts';

const folder = `${sharedData}/kernel_tests/cmsis_nn`;

export const operatorCasesExist = existsSync(folder);

interface CaseFile {
  readonly case: string;
  readonly defines: Readonly<Record<string, number | string>>;
  readonly arrays: Readonly<Record<string, { readonly ctype: string; readonly data: readonly number[] }>>;
}

/** One operator's attributes, inputs and expected output, with TensorFlow Lite as reference. */
export interface OperatorCase {
  readonly name: string;
  readonly number: (name: string) => number;
  readonly has: (name: string) => boolean;
  /** The first array there is of these names. */
  readonly array: (...names: readonly string[]) => TensorData | undefined;
  /** `int8`, `int16` of activations. */
  readonly type: 'int8' | 'int16';
}

export type OperatorFamily =
  | 'convolution'
  | 'depthwise'
  | 'fully connected'
  | 'elementwise'
  | 'pool'
  | 'pad'
  | 'softmax';

/** Beginnings of names; the first that fits counts. */
const families: readonly (readonly [RegExp, OperatorFamily | undefined])[] = [
  [/^(batch_matmul|lstm|svdf|transpose|reverse_transpose|softmax_s16)/, undefined],
  [/^(depthwise|dw_)/, 'depthwise'],
  [/^(fc_|fully_connected)/, 'fully connected'],
  [/^(add|mul|maximum|minimum)/, 'elementwise'],
  [/^(avgpool|maxpool)/, 'pool'],
  [/^pad/, 'pad'],
  [/^softmax/, 'softmax'],
  [/./, 'convolution'],
];

/** By the case's name; `undefined` for operators that are not supported. */
export function operatorFamily(name: string): OperatorFamily | undefined {
  return families.find(([beginning]) => beginning.test(name))![1];
}

const arrays: Record<string, (data: readonly number[]) => TensorData> = {
  int8_t: (data) => Int8Array.from(data),
  int16_t: (data) => Int16Array.from(data),
  int32_t: (data) => Int32Array.from(data),
  int64_t: (data) => BigInt64Array.from(data, BigInt),
};

export function operatorCaseNames(): readonly string[] {
  return operatorCasesExist
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .map((file) => file.slice(0, -5))
        .toSorted()
    : [];
}

export function readOperatorCase(name: string): OperatorCase {
  const file = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as CaseFile;
  const key = (define: string) => `${file.case.toUpperCase()}_${define}`;
  const array = (...names: readonly string[]) => {
    const found = names.map((one) => file.arrays[`${file.case.toLowerCase()}_${one}`]).find((one) => one !== undefined);
    return found && arrays[found.ctype]!(found.data);
  };
  return {
    name,
    array,
    has: (define) => key(define) in file.defines,
    number: (define) => {
      const value = file.defines[key(define)];
      if (typeof value !== 'number') throw new Error(`${name} has no number ${define}`);
      return value;
    },
    type: array('input', 'input_tensor', 'input1') instanceof Int16Array ? 'int16' : 'int8',
  };
}

export function expectedOutput(one: OperatorCase): NumberData {
  return one.array('output_ref', 'output') as NumberData;
}

/** Weights of 4 bits lie two in a byte, the first one lower. */
function unpackedWeights(one: OperatorCase, count: number): Int8Array {
  const weights = one.array('weights', 'input_weights') as Int8Array;
  if (weights.length === count) return weights;
  if (weights.length !== Math.ceil(count / 2)) throw new Error(`${one.name} has ${weights.length} bytes of weights`);
  return Int8Array.from({ length: count }, (_, place) => {
    const byte = weights[place >> 1]!;
    return place % 2 === 0 ? (byte << 28) >> 28 : byte >> 4;
  });
}

function wideAccumulator(one: OperatorCase): boolean {
  return one.type === 'int16' && !(one.array('bias', 'biases') instanceof Int32Array) && !one.name.includes('int32');
}

function requantisation(one: OperatorCase, channels: number): Requantisation {
  const multipliers = one.array('output_mult', 'output_multiplier') as Int32Array | undefined;
  const shifts = one.array('output_shift') as Int32Array | undefined;
  return {
    lowest: one.number('OUT_ACTIVATION_MIN'),
    highest: one.number('OUT_ACTIVATION_MAX'),
    inputZeroPoint: -one.number('INPUT_OFFSET'),
    outputZeroPoint: one.number('OUTPUT_OFFSET'),
    scaling: {
      kind: 'fixed-point',
      wide: wideAccumulator(one),
      multipliers: multipliers ?? new Int32Array(channels).fill(one.number('OUTPUT_MULTIPLIER')),
      shifts: shifts ?? new Int32Array(channels).fill(one.number('OUTPUT_SHIFT')),
    },
  };
}

/** What the kernels of weighted operators take. */
export interface WeightedCase {
  readonly shape: ConvolutionShape;
  readonly requantisation: Requantisation;
  readonly image: NumberData;
  readonly filter: Int8Array;
  readonly bias: TensorData | undefined;
}

export function convolutionCase(one: OperatorCase, depthwise: boolean): WeightedCase {
  const pair = (height: string, width: string) => ({ height: one.number(height), width: one.number(width) });
  const outputChannels = one.number('OUT_CH');
  const inputChannels = one.number('IN_CH');
  const kernel = pair('FILTER_Y', 'FILTER_X');
  const depth = depthwise ? 1 : one.has('FILTER_CH') ? one.number('FILTER_CH') : inputChannels;
  const padding = pair('PAD_Y', 'PAD_X');
  return {
    shape: {
      batch: one.number('INPUT_BATCHES'),
      input: pair('INPUT_H', 'INPUT_W'),
      inputChannels,
      output: pair('OUTPUT_H', 'OUTPUT_W'),
      outputChannels,
      kernel,
      stride: pair('STRIDE_Y', 'STRIDE_X'),
      dilation: pair('DILATION_Y', 'DILATION_X'),
      padding: { top: padding.height, bottom: 0, left: padding.width, right: 0 },
    },
    requantisation: requantisation(one, outputChannels),
    image: one.array('input') as NumberData,
    filter: unpackedWeights(one, outputChannels * kernel.height * kernel.width * depth),
    bias: one.array('bias', 'biases', 'input_bias'),
  };
}

export function fullyConnectedCase(one: OperatorCase): WeightedCase {
  const outputs = one.number('OUT_CH');
  const inputs = one.number('ACCUMULATION_DEPTH');
  const point = { height: 1, width: 1 };
  return {
    shape: {
      batch: one.number('INPUT_BATCHES'),
      input: point,
      inputChannels: inputs,
      output: point,
      outputChannels: outputs,
      kernel: point,
      stride: point,
      dilation: point,
      padding: { top: 0, bottom: 0, left: 0, right: 0 },
    },
    requantisation: requantisation(one, outputs),
    image: one.array('input') as NumberData,
    filter: unpackedWeights(one, outputs * inputs),
    bias: one.array('bias', 'biases', 'input_bias'),
  };
}
