import type { Pool } from '../../../graph/types.ts';
import { type Window, windowPositions } from '../../../graph/windows.ts';
import { refuseContradiction } from '../../refuse.ts';
import { addOperator, addResult, arrange } from '../draft.ts';
import { channelsLast, plainOrder, type Value } from '../values.ts';
import { readWindow } from './layers.ts';
import {
  axisOf,
  integerAttribute,
  integers,
  type NodeSource,
  notQuantised,
  realTensor,
  resultName,
} from './node-source.ts';

/** AveragePool, MaxPool. The largest number keeps its scale; an average waits for the scale behind it. */
export function importPool(kind: Pool['kind']): (source: NodeSource) => Value | string {
  return (source) => {
    const input = realTensor(source, 0);
    if (!input) return notQuantised;
    const rank = input.shape.length;
    if (rank !== 3 && rank !== 4) return `its input has ${rank} dimensions`;
    const window = readWindow(source, input.shape);
    if (typeof window === 'string') return window;
    const { dilation, padding, stride, kernel } = window;
    if (dilation.height !== 1 || dilation.width !== 1) return 'it is dilated';
    const padded = padding.top + padding.bottom + padding.left + padding.right > 0;
    if (kind === 'average-pool' && padded && integerAttribute(source, 'count_include_pad', 0) !== 0)
      return 'it counts its padding';
    const [height, width] = [rank === 3 ? 1 : input.shape[2]!, input.shape.at(-1)!];
    const size = windowPositions(height, width, window);
    if (size.height < 1 || size.width < 1)
      return refuseContradiction(source.place, 'its window does not fit into its input');
    if (integerAttribute(source, 'ceil_mode', 0) !== 0 && leavesRest(height, width, window))
      return 'its last windows reach beyond its input';
    const order = channelsLast(rank);
    const arranged = arrange(source.draft, input, order, `${source.place}, its input`);
    const shape = [...input.shape.slice(0, 2), ...(rank === 3 ? [] : [size.height]), size.width];
    const { place, draft } = source;
    const make = (output: number, activation: Pool['activation']): Pool => ({
      kind,
      place,
      inputs: [arranged.tensor],
      outputs: [output],
      window: kernel,
      stride,
      padding,
      activation,
    });
    if (kind === 'average-pool')
      return { kind: 'pending', shape, order, place, make, activation: 'none', clamps: true };
    const { type, quantisation } = draft.tensors[arranged.tensor]!;
    const output = addResult(draft, resultName(source), shape, order, type, quantisation);
    addOperator(draft, make(output, 'none'), source.node.operator);
    return { kind: 'tensor', tensor: output, shape, order, real: true };
  };
}

/** GlobalAveragePool, ReduceMean: the mean over some dimensions. */
export function importMean(source: NodeSource): Value | string {
  const input = realTensor(source, 0);
  if (!input) return notQuantised;
  const { shape } = input;
  const global = source.node.operator === 'GlobalAveragePool';
  const stated = global ? plainOrder(shape.length).slice(2) : integers(source, 'axes', 1);
  if (!stated || stated.length === 0) return 'its axes are left out or computed';
  const axes = stated.map((axis) => axisOf(source.place, axis, shape.length));
  const keeps = global || integerAttribute(source, 'keepdims', 1) !== 0;
  const kept = shape.map((size, dimension) => (axes.includes(dimension) ? 1 : size));
  if (!keeps && input.order.some((dimension, at) => dimension !== at)) return 'it drops dimensions of an image';
  const order = keeps ? input.order : plainOrder(shape.length - new Set(axes).size);
  const { place } = source;
  const graphAxes = input.order.flatMap((dimension, at) => (axes.includes(dimension) ? [at] : []));
  return {
    kind: 'pending',
    shape: keeps ? kept : shape.filter((_, dimension) => !axes.includes(dimension)),
    order,
    place,
    make: (output) => ({ kind: 'mean', place, inputs: [input.tensor], outputs: [output], axes: graphAxes }),
    activation: 'none',
    clamps: false,
  };
}

/** Whether rounding the positions up would add a window. */
function leavesRest(height: number, width: number, { kernel, stride, padding }: Window): boolean {
  const rest = (size: number, before: number, after: number, window: number, step: number): boolean =>
    (size + before + after - window) % step !== 0;
  return (
    rest(height, padding.top, padding.bottom, kernel.height, stride.height) ||
    rest(width, padding.left, padding.right, kernel.width, stride.width)
  );
}
