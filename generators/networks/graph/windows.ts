import type { Padding, Pair } from './types.ts';

/** What slides over an image. */
export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
}

/** Rows and columns of positions: each at least 1 where the window fits; 0 or less where it does not. */
export function windowPositions(height: number, width: number, { kernel, stride, dilation, padding }: Window): Pair {
  return {
    height: positions(height + padding.top + padding.bottom, kernel.height, stride.height, dilation.height),
    width: positions(width + padding.left + padding.right, kernel.width, stride.width, dilation.width),
  };
}

/**
 * The padding with which there are ⌈size / stride⌉ positions, of which the greater half lies behind the image: `SAME` of
 * TensorFlow, `SAME_UPPER` of ONNX.
 */
export function samePaddingOf(height: number, width: number, window: Omit<Window, 'padding'>): Padding {
  const rows = samePaddingAlong(height, window.kernel.height, window.stride.height, window.dilation.height);
  const columns = samePaddingAlong(width, window.kernel.width, window.stride.width, window.dilation.width);
  return { top: rows.before, bottom: rows.after, left: columns.before, right: columns.after };
}

export const noPadding: Padding = { top: 0, bottom: 0, left: 0, right: 0 };

/** The rows or columns that a kernel reaches over. */
export function reach(kernel: number, dilation: number): number {
  return (kernel - 1) * dilation + 1;
}

function positions(size: number, kernel: number, stride: number, dilation: number): number {
  return Math.floor((size - reach(kernel, dilation)) / stride) + 1;
}

function samePaddingAlong(size: number, kernel: number, stride: number, dilation: number) {
  const count = Math.ceil(size / stride);
  const total = Math.max((count - 1) * stride + reach(kernel, dilation) - size, 0);
  const before = Math.floor(total / 2);
  return { before, after: total - before };
}
