import type { NetworkGraph, Operator } from '../types.ts';
import { reach } from '../windows.ts';
import { windowOf } from './areas.ts';

/** Operators that are computed patch by patch: those with the indexes `first` up to, not with, `end`. */
export interface PatchRegion {
  readonly first: number;
  readonly end: number;
  /** The only image that others read of them. */
  readonly output: number;
}

/**
 * All regions of first operators that can be patched, from the smallest to the largest. They begin with the first
 * operator on images; what stands before it (a reshape, a conversion of the input) stays as it is.
 * @param left Operators, by index, that stay as they are too where they stand before it
 */
export function patchRegions(graph: NetworkGraph, left: ReadonlySet<number> = new Set()): readonly PatchRegion[] {
  const first = graph.operators.findIndex((operator, index) => !left.has(index) && isPatchable(graph, operator));
  if (first < 0) return [];
  const regions: PatchRegion[] = [];
  for (let end = first + 1; end <= graph.operators.length; end++) {
    if (!isPatchable(graph, graph.operators[end - 1]!)) break;
    const output = onlyOutput(graph, first, end);
    if (output !== undefined) regions.push({ first, end, output });
  }
  return regions;
}

/** The tensor of operators `first` to `end` that is read behind them, if there is exactly one. */
function onlyOutput({ operators, outputs }: NetworkGraph, first: number, end: number): number | undefined {
  const read = new Set([...outputs, ...operators.slice(end).flatMap(({ inputs }) => inputs)]);
  const used = operators.slice(first, end).flatMap((operator) => operator.outputs.filter((tensor) => read.has(tensor)));
  return used.length === 1 ? used[0] : undefined;
}

/** Images of one batch in rows, columns and channels, of which each part depends on a part of the inputs. */
function isPatchable(graph: NetworkGraph, operator: Operator): boolean {
  const { tensors } = graph;
  const isImage = (tensor: number): boolean => {
    const { shape, type } = tensors[tensor]!;
    return shape.length === 4 && shape[0] === 1 && type !== 'float32' && type !== 'opaque';
  };
  const images = operator.inputs.filter((tensor) => tensor >= 0 && !tensors[tensor]!.data);
  if (images.length === 0 || ![...images, ...operator.outputs].every(isImage)) return false;
  switch (operator.kind) {
    case 'convolution':
    case 'depthwise-convolution':
    case 'average-pool':
    case 'max-pool': {
      // A patch of which all rows are padding would have no input.
      const { kernel, dilation, padding } = windowOf(graph, operator);
      const [height, width] = [reach(kernel.height, dilation.height), reach(kernel.width, dilation.width)];
      return Math.max(padding.top, padding.bottom) < height && Math.max(padding.left, padding.right) < width;
    }
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'minimum':
    case 'maximum':
      return operator.inputs.every((tensor) => images.includes(tensor) || isOnePosition(tensors[tensor]!.shape));
    case 'concatenation':
      return operator.axis === 3 && operator.inputs.length === images.length;
    case 'unary':
    case 'quantise':
      return true;
    default:
      return false;
  }
}

/** Constants of several positions would have to be cut as images are. */
function isOnePosition(shape: readonly number[]): boolean {
  return shape.slice(0, -1).every((size) => size === 1);
}
