import type { ElementType } from './types.ts';

/** Damaged files have shapes of thousands of dimensions. */
const mostShown = 8;

/** 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(first: readonly number[], second: readonly number[]): boolean {
  return first.length === second.length && first.every((size, dimension) => size === second[dimension]);
}

/** `int8 [1, 49, 10, 1]`, for messages. */
export function elementName(type: ElementType, shape: readonly number[]): string {
  return `${type} ${shapeText(shape)}`;
}

export function shapeText(shape: readonly number[]): string {
  const shown = shape.length > mostShown ? [...shape.slice(0, mostShown), '…'] : shape;
  return `[${shown.join(', ')}]`;
}

/** The shape of both together as NumPy broadcasts them; `undefined` where they do not fit. */
export function broadcastShape(first: readonly number[], second: readonly number[]): readonly number[] | undefined {
  const rank = Math.max(first.length, second.length);
  const shape = Array.from({ length: rank }, (_, dimension) => {
    const a = first[dimension - rank + first.length] ?? 1;
    const b = second[dimension - rank + second.length] ?? 1;
    return a === b || b === 1 ? a : a === 1 ? b : 0;
  });
  return shape.includes(0) ? undefined : shape;
}

/** The distance in elements between neighbours along each dimension, row-major. */
export function rowMajorSteps(shape: readonly number[]): readonly number[] {
  return shape.map((_, dimension) => elementCount(shape.slice(dimension + 1)));
}
