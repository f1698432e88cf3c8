import { samePadding, validPadding } from '../../generators/networks/import/tflite/schema.ts';
import type { RandomNumbers } from './random-numbers.ts';
import type { WrittenField, WrittenOperator, WrittenTensor } from './tflite-writer.ts';

/** A network while it is made. */
export interface Draft {
  readonly random: RandomNumbers;
  readonly tensors: WrittenTensor[];
  readonly operators: WrittenOperator[];
  readonly inputs: number[];
}

export function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function randomBytes(random: RandomNumbers, length: number): Int8Array {
  return Int8Array.from({ length }, () => (random.chance(0.05) ? random.pick([-128, 127]) : random.integer(-128, 127)));
}

/** Log-uniform, as float32. */
export function randomScale(random: RandomNumbers, least: number, most: number): number {
  const position = random.integer(0, 1_000_000) / 1_000_000;
  return Math.fround(least * (most / least) ** position);
}

export function addTensor({ tensors }: Draft, tensor: WrittenTensor): number {
  return tensors.push(tensor) - 1;
}

export function addActivation(draft: Draft, shape: readonly number[], like?: WrittenTensor): number {
  const { random } = draft;
  const scales = like?.scales ?? [randomScale(random, 0.002, 0.5)];
  const zeroPoints = like?.zeroPoints ?? [random.pick([-128, 0, random.integer(-128, 127)])];
  return addTensor(draft, { shape, type: 'int8', scales, zeroPoints });
}

export function addIntegers(draft: Draft, values: readonly number[], shape = [values.length]): number {
  return addTensor(draft, { shape, type: 'int32', data: Int32Array.from(values) });
}

export function addOperator(
  { operators }: Draft,
  name: string,
  inputs: readonly number[],
  output: number,
  options?: { readonly code: number; readonly fields: readonly WrittenField[] },
): number {
  operators.push({ name, inputs, outputs: [output], ...(options ? { options } : {}) });
  return output;
}

export const int8 = (field: number, value: number): WrittenField => ({ field, type: 'int8', value });
export const int32 = (field: number, value: number): WrittenField => ({ field, type: 'int32', value });

export interface DrawnWindow {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly padding: number;
  readonly output: readonly [number, number];
}

/** A window that gives at least one output. */
export function drawWindow({ random }: Draft, [, height, width]: readonly number[], dilates: boolean): DrawnWindow {
  for (;;) {
    const kernel = [random.integer(1, 4), random.integer(1, 4)] as const;
    const stride = [random.integer(1, 3), random.integer(1, 3)] as const;
    const dilation =
      dilates && random.chance(0.3) ? ([random.integer(1, 3), random.integer(1, 3)] as const) : ([1, 1] as const);
    const padding = random.pick([samePadding, validPadding]);
    const output = [height!, width!].map((size, place) => {
      const extent = (kernel[place]! - 1) * dilation[place]! + 1;
      return padding === samePadding
        ? Math.ceil(size / stride[place]!)
        : Math.floor((size - extent + stride[place]!) / stride[place]!);
    }) as [number, number];
    if (output.every((size) => size > 0)) return { kernel, stride, dilation, padding, output };
  }
}

/** Weights, their bias and an output whose scale suits the sums. */
export function addWeights(
  draft: Draft,
  input: number,
  shape: readonly number[],
  axis: number,
  terms: number,
  perChannel: boolean,
): { readonly inputs: readonly number[]; readonly outputScale: number } {
  const { random, tensors } = draft;
  const channels = shape[axis]!;
  const base = randomScale(random, 0.0005, 0.05);
  const scales = Array.from({ length: perChannel ? channels : 1 }, () =>
    Math.fround(base * randomScale(random, 0.2, 5)),
  );
  const weights = addTensor(draft, {
    shape,
    type: 'int8',
    data: randomBytes(random, count(shape)),
    scales,
    axis: perChannel ? axis : 0,
  });
  const inputScale = tensors[input]!.scales![0]!;
  const outputScale = Math.fround(inputScale * base * Math.sqrt(terms) * randomScale(random, 5, 500));
  if (random.chance(0.2)) return { inputs: [input, weights], outputScale };
  const reach = random.pick([0, 1000, 100_000, 2 ** 30]);
  const bias = addTensor(draft, {
    shape: [channels],
    type: 'int32',
    data: Int32Array.from({ length: channels }, () => random.integer(-reach, reach)),
    scales: scales.map((scale) => Math.fround(scale * inputScale)),
    axis: 0,
  });
  return { inputs: [input, weights, bias], outputScale };
}

export function addOutput(draft: Draft, shape: readonly number[], scale: number): number {
  return addTensor(draft, {
    shape,
    type: 'int8',
    scales: [scale],
    zeroPoints: [draft.random.pick([-128, 0, draft.random.integer(-128, 127)])],
  });
}
