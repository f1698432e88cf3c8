import { broadcastShape, elementCount, sameShape, shapeText } from './shapes.ts';
import type { Operator, Tensor } from './types.ts';
import { type Window, windowPositions } from './windows.ts';

/** Beyond these a stride or kernel is damage, and sums of positions would lose their exactness. */
const largestAttribute = 1 << 24;

/**
 * What is wrong with the operator's shapes and attributes, as a clause for a message; `undefined` where all agree. The
 * output's shape is computed and compared. Indexes into `tensors` must be in range, and inputs that a kind needs there.
 */
export function shapeProblem(operator: Operator, tensors: readonly Tensor[]): string | undefined {
  if (operator.kind === 'unsupported') return undefined;
  const output = tensors[operator.outputs[0]!]!.shape;
  const shapes = operator.inputs.map((tensor) => (tensor < 0 ? undefined : tensors[tensor]!.shape));
  const computed = computeShape(operator, shapes, output);
  if (typeof computed === 'string') return computed;
  if (sameShape(computed, output)) return undefined;
  return `its output has the shape ${shapeText(output)}, where its inputs and attributes give ${shapeText(computed)}`;
}

type Shape = readonly number[];

/** The output's shape, or what is wrong. `output` is what the file says, for kinds that take their shape from there. */
function computeShape(
  operator: Exclude<Operator, { kind: 'unsupported' }>,
  shapes: readonly (Shape | undefined)[],
  output: Shape,
): Shape | string {
  const image = shapes[0]!;
  switch (operator.kind) {
    case 'convolution':
    case 'depthwise-convolution':
      return convolutionShape(operator, image, shapes[1]!, shapes[2]);
    case 'fully-connected':
      return fullyConnectedShape(image, shapes[1]!, shapes[2], output);
    case 'average-pool':
    case 'max-pool': {
      const { window, padding } = operator;
      if (
        Math.max(padding.top, padding.bottom) >= window.height ||
        Math.max(padding.left, padding.right) >= window.width
      ) {
        return 'its padding is as large as its window';
      }
      return slide(
        image,
        { kernel: window, stride: operator.stride, dilation: { height: 1, width: 1 }, padding },
        image[3]!,
      );
    }
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'minimum':
    case 'maximum':
      return (
        broadcastShape(image, shapes[1]!) ??
        `its inputs have the shapes ${shapeText(image)} and ${shapeText(shapes[1]!)}`
      );
    case 'mean':
      return meanShape(operator.axes, image, output);
    case 'pad':
      return padShape(operator.before, operator.after, image);
    case 'concatenation':
      return concatenationShape(operator.axis, shapes as readonly Shape[]);
    case 'reshape':
      return elementCount(image) === elementCount(output)
        ? output
        : `it has ${elementCount(image)} numbers and the shape ${shapeText(output)}`;
    case 'strided-slice':
      return sliceShape(operator.begin, operator.steps, image, output);
    case 'transpose':
      return transposeShape(operator.permutation, image);
    case 'resize-nearest':
    case 'resize-bilinear':
      if (image.length !== 4 || output.length !== 4) return `its image has the shape ${shapeText(image)}`;
      return [image[0]!, output[1]!, output[2]!, image[3]!];
    case 'argmax':
      if (operator.axis < 0 || operator.axis >= image.length) return `its axis is ${operator.axis}`;
      return image.filter((_, dimension) => dimension !== operator.axis);
    case 'unary':
    case 'quantise':
    case 'dequantise':
      return image;
    case 'softmax':
      return image.length === 0 ? 'its input is a scalar' : image;
  }
}

function convolutionShape(
  operator: Extract<Operator, { kind: 'convolution' | 'depthwise-convolution' }>,
  image: Shape,
  filter: Shape,
  bias: Shape | undefined,
): Shape | string {
  if (image.length !== 4 || filter.length !== 4) {
    return `its image has the shape ${shapeText(image)} and its filter ${shapeText(filter)}, where both have four dimensions`;
  }
  const [first, height, width, last] = filter as [number, number, number, number];
  const channels = image[3]!;
  const depthwise = operator.kind === 'depthwise-convolution';
  const outputs = depthwise ? last : first;
  if (depthwise) {
    if (first !== 1 || last !== channels * operator.multiplier) {
      return `its filter has the shape ${shapeText(filter)} for ${channels} channels and the multiplier ${operator.multiplier}`;
    }
  } else if (channels % last !== 0 || outputs % (channels / last) !== 0) {
    return `its filter has the shape ${shapeText(filter)} for ${channels} channels`;
  }
  if (bias && !sameShape(bias, [outputs])) {
    return `its bias has the shape ${shapeText(bias)} for ${outputs} channels`;
  }
  const { stride, dilation, padding } = operator;
  return slide(image, { kernel: { height, width }, stride, dilation, padding }, outputs);
}

function slide(image: Shape, window: Window, channels: number): Shape | string {
  if (image.length !== 4) return `its image has the shape ${shapeText(image)}, where four dimensions are expected`;
  const { kernel, stride, dilation, padding } = window;
  const positive = [kernel, stride, dilation].flatMap((pair) => [pair.height, pair.width]);
  const zeros = [padding.top, padding.bottom, padding.left, padding.right];
  if (positive.some((one) => !within(one, 1)) || zeros.some((one) => !within(one, 0))) {
    return `its kernel, strides, dilations and paddings are [${[...positive, ...zeros].join(', ')}]`;
  }
  const { height, width } = windowPositions(image[1]!, image[2]!, window);
  if (height < 1 || width < 1) return `its window does not fit into its image of shape ${shapeText(image)}`;
  return [image[0]!, height, width, channels];
}

function within(value: number, least: number): boolean {
  return Number.isInteger(value) && value >= least && value <= largestAttribute;
}

/** Whether leading dimensions are kept is left to the output. */
function fullyConnectedShape(vectors: Shape, weights: Shape, bias: Shape | undefined, output: Shape): Shape | string {
  const [outputs, inputs] = weights;
  if (weights.length !== 2 || vectors.at(-1) !== inputs) {
    return `its input has the shape ${shapeText(vectors)} and its weights ${shapeText(weights)}`;
  }
  if (bias && !sameShape(bias, [outputs!])) return `its bias has the shape ${shapeText(bias)} for ${outputs} outputs`;
  const kept = [...vectors.slice(0, -1), outputs!];
  return output.at(-1) === outputs && elementCount(output) === elementCount(kept) ? output : kept;
}

function meanShape(axes: readonly number[], image: Shape, output: Shape): Shape | string {
  const good = axes.every((axis, place) => axis < image.length && axis > (axes[place - 1] ?? -1));
  if (!good || axes.length === 0) return `its axes are [${axes.join(', ')}] of the shape ${shapeText(image)}`;
  const kept = image.map((size, dimension) => (axes.includes(dimension) ? 1 : size));
  return sameShape(kept, output) ? kept : image.filter((_, dimension) => !axes.includes(dimension));
}

function padShape(before: readonly number[], after: readonly number[], image: Shape): Shape | string {
  const good = [before, after].every(
    (amounts) => amounts.length === image.length && amounts.every((one) => within(one, 0)),
  );
  if (!good)
    return `its paddings are [${before.join(', ')}] and [${after.join(', ')}] of the shape ${shapeText(image)}`;
  return image.map((size, dimension) => before[dimension]! + size + after[dimension]!);
}

function concatenationShape(axis: number, shapes: readonly Shape[]): Shape | string {
  const first = shapes[0]!;
  if (axis < 0 || axis >= first.length) return `its axis is ${axis} of the shape ${shapeText(first)}`;
  const odd = shapes.find(
    (shape) => shape.length !== first.length || shape.some((size, at) => at !== axis && size !== first[at]),
  );
  if (odd) return `its inputs have the shapes ${shapeText(first)} and ${shapeText(odd)}`;
  return first.map((size, at) => (at === axis ? shapes.reduce((sum, shape) => sum + shape[axis]!, 0) : size));
}

/** The counts are the output's: only that they stay inside the image can be checked. */
function sliceShape(begin: readonly number[], steps: readonly number[], image: Shape, output: Shape): Shape | string {
  const inside = image.every((size, dimension) => {
    const first = begin[dimension]!;
    const last = first + ((output[dimension] ?? 0) - 1) * steps[dimension]!;
    return steps[dimension] !== 0 && Math.min(first, last) >= 0 && Math.max(first, last) < size;
  });
  if ([begin, steps, output].every(({ length }) => length === image.length) && inside) return output;
  return `it takes ${shapeText(output)} from ${shapeText(begin)} in steps of ${shapeText(steps)} of the shape ${shapeText(image)}`;
}

function transposeShape(permutation: readonly number[], image: Shape): Shape | string {
  const all = image.every((_, dimension) => permutation.includes(dimension));
  if (!all || permutation.length !== image.length) {
    return `its permutation is [${permutation.join(', ')}] of the shape ${shapeText(image)}`;
  }
  return permutation.map((dimension) => image[dimension]!);
}
