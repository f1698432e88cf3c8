import { elementCount } from '../../../generators/networks/graph/shapes.ts';
import type { ElementType, Tensor, TensorData } from '../../../generators/networks/graph/types.ts';

/** Arrays of numbers; only indexes and 64-bit constants are not. */
export type NumberData = Exclude<TensorData, BigInt64Array>;

const arrays: Record<ElementType, new (length: number) => TensorData> = {
  int4: Int8Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  bool: Uint8Array,
  opaque: Uint8Array,
};

/** Zeros of the tensor's type and size. */
export function allocate({ type, shape }: Tensor): TensorData {
  return new arrays[type](elementCount(shape));
}

export function arrayType(type: ElementType): new (length: number) => TensorData {
  return arrays[type];
}

/** Distances between neighbours along each dimension, in elements. */
export function strides(shape: readonly number[]): number[] {
  const result = shape.map(() => 1);
  for (let dimension = shape.length - 2; dimension >= 0; dimension--) {
    result[dimension] = result[dimension + 1]! * shape[dimension + 1]!;
  }
  return result;
}

/**
 * For each element of `shape` in row-major order: first + Σ index[d] · steps[d]. What slices, transposes, broadcasts and
 * paddings are made of.
 */
export function offsets(shape: readonly number[], steps: readonly number[], first = 0): Int32Array {
  const result = new Int32Array(elementCount(shape));
  const index = shape.map(() => 0);
  let offset = first;
  for (let place = 0; place < result.length; place++) {
    result[place] = offset;
    for (let dimension = shape.length - 1; dimension >= 0; dimension--) {
      offset += steps[dimension]!;
      if (++index[dimension]! < shape[dimension]!) break;
      offset -= steps[dimension]! * shape[dimension]!;
      index[dimension] = 0;
    }
  }
  return result;
}
