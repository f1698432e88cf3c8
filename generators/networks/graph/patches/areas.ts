import type { NetworkGraph, Operator, Padding } from '../types.ts';
import { noPadding, reach, type Window } from '../windows.ts';

/** Rows (or columns) from `first` up to, not with, `end`. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

/** A part of an image. */
export interface Area {
  readonly rows: Span;
  readonly columns: Span;
}

/** What an operator needs of an image, and the padding around it that is left to the operator. */
export interface NeededArea {
  readonly area: Area;
  readonly padding: Padding;
}

/** What an operator slides over its images: 1 × 1 for all that work position by position. */
export function windowOf({ tensors }: NetworkGraph, operator: Operator): Window {
  const one = { height: 1, width: 1 };
  switch (operator.kind) {
    case 'convolution':
    case 'depthwise-convolution': {
      const [, height, width] = tensors[operator.inputs[1]!]!.shape as [number, number, number, number];
      const { stride, dilation, padding } = operator;
      return { kernel: { height, width }, stride, dilation, padding };
    }
    case 'average-pool':
    case 'max-pool':
      return { kernel: operator.window, stride: operator.stride, dilation: one, padding: operator.padding };
    default:
      return { kernel: one, stride: one, dilation: one, padding: noPadding };
  }
}

/**
 * What of an input of `height` × `width` the window needs for an area of its output. An input of one row or column is
 * repeated where the window is 1 × 1: it is needed as it is. Every window must have a row and a column of the input.
 */
export function neededArea(window: Window, { rows, columns }: Area, height: number, width: number): NeededArea {
  const { kernel, stride, dilation, padding } = window;
  const [y, top, bottom] = needed(rows, height, kernel.height, stride.height, dilation.height, padding.top);
  const [x, left, right] = needed(columns, width, kernel.width, stride.width, dilation.width, padding.left);
  return { area: { rows: y, columns: x }, padding: { top, bottom, left, right } };
}

/** The part of the input, and how far the windows reach over its beginning and its end. */
function needed(
  { first, end }: Span,
  size: number,
  kernel: number,
  stride: number,
  dilation: number,
  before: number,
): readonly [Span, number, number] {
  if (size === 1 && kernel === 1 && before === 0) return [{ first: 0, end: 1 }, 0, 0];
  const from = first * stride - before;
  const to = (end - 1) * stride - before + reach(kernel, dilation);
  return [{ first: Math.max(from, 0), end: Math.min(to, size) }, Math.max(-from, 0), Math.max(to - size, 0)];
}

/** The smallest area that holds both. */
export function hull(first: Area | undefined, second: Area): Area {
  if (!first) return second;
  const along = (a: Span, b: Span): Span => ({ first: Math.min(a.first, b.first), end: Math.max(a.end, b.end) });
  return { rows: along(first.rows, second.rows), columns: along(first.columns, second.columns) };
}

export function sameArea(first: Area, second: Area): boolean {
  return areaText(first) === areaText(second);
}

/** `0..5, 0..8`: rows and columns, for names. */
export function areaText({ rows, columns }: Area): string {
  return [rows, columns].map(({ first, end }) => `${first}..${end}`).join(', ');
}

export function sizeOf({ first, end }: Span): number {
  return end - first;
}

/** Splits 0..size into `parts` spans whose sizes differ by at most 1; `parts` is at most `size`. */
export function splitEvenly(size: number, parts: number): readonly Span[] {
  return Array.from({ length: parts }, (_, part) => ({
    first: Math.floor((part * size) / parts),
    end: Math.floor(((part + 1) * size) / parts),
  }));
}
