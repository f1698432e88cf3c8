import type { NetworkGraph, Operator, Tensor } from './types.ts';

/** A graph of one image, or why an operator needs several at once. */
export type ImageGraph =
  | { readonly graph: NetworkGraph; readonly problem?: never }
  | { readonly graph?: never; readonly problem: { readonly place: string; readonly text: string } };

/** Images of a batch: the first dimension that all inputs have in common; 1 where they differ. */
export function batchOf({ tensors, inputs }: NetworkGraph): number {
  const sizes = new Set(inputs.map((tensor) => tensors[tensor]!.shape[0] ?? 1));
  const [size] = sizes;
  return sizes.size === 1 ? size! : 1;
}

/**
 * The graph that computes one image of a batch. Tensors keep their indexes; the numbers of each tensor of `graph` are
 * those of the result's, image by image.
 * @param images What `batchOf` gives
 */
export function oneImageGraph(graph: NetworkGraph, images: number): ImageGraph {
  for (const operator of graph.operators) {
    const text = mixture(graph, operator, images);
    if (text !== undefined) return { problem: { place: operator.place, text } };
  }
  return { graph: resized(graph, 1 / images) };
}

/** The graph that computes `images` images at once, of the graph of one image. */
export function batchGraph(graph: NetworkGraph, images: number): NetworkGraph {
  return images === 1 ? graph : resized(graph, images);
}

function resized(graph: NetworkGraph, factor: number): NetworkGraph {
  const computed = new Set([...graph.inputs, ...graph.operators.flatMap(({ outputs }) => outputs)]);
  const tensors = graph.tensors.map((tensor, index): Tensor => {
    const [first, ...rest] = tensor.shape;
    return computed.has(index) ? { ...tensor, shape: [Math.round(first! * factor), ...rest] } : tensor;
  });
  return { ...graph, tensors };
}

/** Why an operator does not treat each image alone, as a clause. */
function mixture(graph: NetworkGraph, operator: Operator, images: number): string | undefined {
  const whole = `the batch of ${images} images`;
  const text = attributeProblem(graph, operator, images, whole);
  if (text !== undefined) return text;
  const split = [...operator.inputs.filter((tensor) => tensor >= 0), ...operator.outputs]
    .map((tensor) => graph.tensors[tensor]!)
    .find(({ data, shape }) => !data && (shape[0] ?? 1) % images !== 0);
  return split && `its tensor ${split.name} [${split.shape.join(', ')}] cannot be split into ${whole}`;
}

function attributeProblem(
  { tensors }: NetworkGraph,
  operator: Operator,
  images: number,
  whole: string,
): string | undefined {
  const output = tensors[operator.outputs[0]!]!;
  const [first, ...others] = operator.inputs.filter((tensor) => tensor >= 0).map((tensor) => tensors[tensor]!);
  switch (operator.kind) {
    case 'fully-connected': {
      const inputs = others[0]!.shape[1]!;
      const numbers = first!.shape.reduce((product, size) => product * size, 1);
      return (numbers / images) % inputs === 0 ? undefined : `its vectors are of several images of ${whole}`;
    }
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'minimum':
    case 'maximum': {
      const alone = [first!, ...others].every(({ data, shape }) =>
        data
          ? shape.length < output.shape.length || shape[0] === 1
          : shape.length === output.shape.length && shape[0] === output.shape[0],
      );
      return alone ? undefined : `it takes other numbers for each image of ${whole}`;
    }
    case 'mean':
      return operator.axes.includes(0) ? `it takes the mean over ${whole}` : undefined;
    case 'pad':
      return operator.before[0] === 0 && operator.after[0] === 0 ? undefined : `it pads ${whole}`;
    case 'concatenation':
      if (operator.axis === 0) return `it joins ${whole} with others`;
      return [first!, ...others].some(({ data }) => data) ? `it joins ${whole} with a constant` : undefined;
    case 'strided-slice': {
      const all = operator.begin[0] === 0 && operator.steps[0] === 1 && first!.shape[0] === output.shape[0];
      return all ? undefined : `it takes some of ${whole}`;
    }
    case 'transpose':
      return operator.permutation[0] === 0 ? undefined : `it moves ${whole} to another dimension`;
    case 'softmax':
      return first!.shape.length > 1 ? undefined : `it runs over ${whole}`;
    case 'argmax':
      return operator.axis === 0 ? `it runs over ${whole}` : undefined;
    default:
      return undefined;
  }
}
