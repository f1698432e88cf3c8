import type { NetworkGraph, Operator, Tensor } from '../../generators/networks/graph/types.ts';
import { windowPositions } from '../../generators/networks/graph/windows.ts';
import { type RandomNumbers, randomNumbers } from '../support/random-numbers.ts';

interface Draft {
  readonly random: RandomNumbers;
  readonly tensors: Tensor[];
  readonly operators: Operator[];
  /** Images so far. */
  readonly images: number[];
}

const zeroPoint = 3;

function addTensor({ tensors }: Draft, shape: readonly number[], scale: number, data?: Int8Array | Int32Array): number {
  const zero = data ? 0 : zeroPoint;
  const quantisation = { scales: Float32Array.of(scale), zeroPoints: Int32Array.of(zero), axis: 0 };
  const type = data instanceof Int32Array ? 'int32' : 'int8';
  return tensors.push({ name: `tensor ${tensors.length}`, shape, type, quantisation, ...(data ? { data } : {}) }) - 1;
}

function bytes(random: RandomNumbers, length: number): Int8Array {
  return Int8Array.from({ length }, () => random.integer(-128, 127));
}

/**
 * A random graph of `count` operators that branch and join: what one value's layout and memory mean to several readers.
 * All images have one scale, so that any two can be concatenated.
 */
export function randomGraph(seed: number, count: number): { readonly graph: NetworkGraph; readonly input: Int8Array } {
  const random = randomNumbers(seed);
  const draft: Draft = { random, tensors: [], operators: [], images: [] };
  const shape = [1, random.integer(3, 11), random.integer(3, 11), random.pick([1, 3, 4, 8, 12, 16])];
  draft.images.push(addTensor(draft, shape, 0.1));
  for (let place = 0; place < count; place++) addOperator(draft);
  const { tensors, operators } = draft;
  const read = new Set(operators.flatMap(({ inputs }) => inputs));
  const outputs = draft.images.filter((tensor) => tensor !== 0 && !read.has(tensor));
  const graph: NetworkGraph = { name: `seed ${seed}`, arithmetic: 'tflm', tensors, inputs: [0], outputs, operators };
  return {
    graph,
    input: bytes(
      random,
      shape.reduce((product, size) => product * size, 1),
    ),
  };
}

function addOperator(draft: Draft): void {
  const { random, images, tensors } = draft;
  // The later ones more often, so that chains grow.
  const input = random.chance(0.6) ? images.at(-1)! : random.pick(images);
  const [, height, width, channels] = tensors[input]!.shape as [number, number, number, number];
  const place = `operator ${draft.operators.length}`;
  const common = { place, inputs: [input] };
  const image = (rows: number, columns: number, depth: number): number => {
    const tensor = addTensor(draft, [1, rows, columns, depth], 0.1);
    images.push(tensor);
    return tensor;
  };
  const kernel = { height: random.integer(1, Math.min(3, height)), width: random.integer(1, Math.min(3, width)) };
  const stride = random.pick([1, 1, 2]);
  const window = {
    kernel,
    stride: { height: stride, width: random.chance(0.8) ? stride : 1 },
    dilation: { height: 1, width: 1 },
    padding: {
      top: random.integer(0, kernel.height - 1),
      bottom: random.integer(0, kernel.height - 1),
      left: random.integer(0, kernel.width - 1),
      right: random.integer(0, kernel.width - 1),
    },
  };
  const size = windowPositions(height, width, window);
  const taps = kernel.height * kernel.width;
  const weights = (shape: readonly number[], terms: number): number[] => {
    const data = bytes(
      random,
      shape.reduce((product, one) => product * one, 1),
    );
    const bias = Int32Array.from({ length: shape[0] === 1 ? shape[3]! : shape[0]! }, () => random.integer(-3000, 3000));
    return [addTensor(draft, shape, 0.012 / Math.sqrt(terms), data), addTensor(draft, [bias.length], 0.0001, bias)];
  };
  const { kernel: _, ...attributes } = window;
  switch (random.integer(0, 8)) {
    case 0:
    case 1: {
      const outputs = random.pick([2, 5, 8, 16, 20]);
      const own = weights([outputs, kernel.height, kernel.width, channels], taps * channels);
      const output = image(size.height, size.width, outputs);
      draft.operators.push({
        kind: 'convolution',
        ...common,
        inputs: [input, ...own],
        outputs: [output],
        activation: 'none',
        ...attributes,
      });
      return;
    }
    case 2:
    case 3: {
      const multiplier = channels < 9 ? random.pick([1, 1, 2]) : 1;
      const own = weights([1, kernel.height, kernel.width, channels * multiplier], taps);
      const output = image(size.height, size.width, channels * multiplier);
      const inputs = [input, ...own];
      draft.operators.push({
        kind: 'depthwise-convolution',
        ...common,
        inputs,
        outputs: [output],
        activation: 'relu',
        multiplier,
        ...attributes,
      });
      return;
    }
    case 4: {
      const { dilation: __, ...pool } = attributes;
      const kind = random.pick(['average-pool', 'max-pool'] as const);
      const output = image(size.height, size.width, channels);
      draft.operators.push({ kind, ...common, outputs: [output], activation: 'none', window: kernel, ...pool });
      return;
    }
    case 5: {
      const equal = images.filter((other) =>
        tensors[other]!.shape.every((one, axis) => one === tensors[input]!.shape[axis]),
      );
      const kind = random.pick(['add', 'subtract', 'multiply', 'maximum', 'minimum'] as const);
      const inputs = [input, random.pick(equal)];
      draft.operators.push({ kind, place, inputs, outputs: [image(height, width, channels)], activation: 'none' });
      return;
    }
    case 6: {
      const axis = random.integer(1, 3);
      const fits = images.filter((other) =>
        tensors[other]!.shape.every((one, at) => at === axis || one === tensors[input]!.shape[at]),
      );
      const inputs = [input, random.pick(fits), random.pick(fits)].slice(0, random.integer(2, 3));
      const shape = [...tensors[input]!.shape];
      shape[axis] = inputs.reduce((sum, one) => sum + tensors[one]!.shape[axis]!, 0);
      if (shape.some((one) => one > 40)) return;
      const output = image(shape[1]!, shape[2]!, shape[3]!);
      draft.operators.push({ kind: 'concatenation', place, inputs, outputs: [output], axis, activation: 'none' });
      return;
    }
    case 7: {
      const begin = [0, random.integer(0, height - 1), random.integer(0, width - 1), random.pick([0, 0, 8]) % channels];
      const output = image(height - begin[1]!, width - begin[2]!, channels - begin[3]!);
      draft.operators.push({ kind: 'strided-slice', ...common, outputs: [output], begin, steps: [1, 1, 1, 1] });
      return;
    }
    default:
      draft.operators.push({
        kind: 'unary',
        function: 'hard-swish',
        ...common,
        outputs: [image(height, width, channels)],
      });
  }
}
